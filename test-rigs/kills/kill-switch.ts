import { SeededRandom } from '#simulator/seeded-random'

/**
 * Where a process is killed:
 * - `starting`: so many ms after it was started; it has not told that it is ready
 * - `ready`: so many ms after that
 * - `call`, `answer`: when a program has sent a call, when it has the answer
 * - `command`, `commandDone`: when a command has come to a card, when the card has done it and nobody was told
 * - `request`, `reply`: when a message to NHIA has left, when an answer is on its way back
 * - `commit`: when something was written to the journal's log
 */
export const killPlaces = [
  'starting', 'ready', 'call', 'answer', 'command', 'commandDone', 'request', 'reply', 'commit',
] as const
export type KillPlace = (typeof killPlaces)[number]

export interface KillPlan {
  readonly place: KillPlace
  /** Of the moments there: from 1 on; of the first two: ms. */
  readonly at: number
}

/** How far on a moment may lie. */
const reach: Readonly<Record<KillPlace, number>> = {
  starting: 800, ready: 700, call: 3, answer: 3, command: 90, commandDone: 90, request: 9, reply: 9, commit: 12,
}

/** One plan a kill, all places about as often. */
export function killPlan(seed: number): KillPlan {
  const random = new SeededRandom(seed * 7919)
  random.below(2)
  const place = random.pick(killPlaces)
  return { place, at: 1 + random.below(reach[place]) }
}

/** Kills when the moment has come that was planned. */
export class KillSwitch {
  #plan: KillPlan | undefined
  #kill: () => void = () => {}
  #count = 0
  #isDead = false

  get isDead(): boolean {
    return this.#isDead
  }

  /** For the next life. @param plan undefined: nobody is killed */
  arm(plan: KillPlan | undefined): void {
    this.#plan = plan
    this.#count = 0
    this.#isDead = false
  }

  /** @param kill of the process that now lives */
  aim(kill: () => void): void {
    this.#kill = () => {
      this.#isDead = true
      kill()
    }
    if (this.#plan?.place === 'starting') this.#after(this.#plan.at)
  }

  ready(): void {
    if (this.#plan?.place === 'ready') this.#after(this.#plan.at)
  }

  /** @returns whether the process lives on */
  tell(place: KillPlace): boolean {
    if (this.#plan?.place === place && ++this.#count === this.#plan.at) this.#kill()
    return !this.#isDead
  }

  /** For a moment that never came. */
  killNow(): void {
    if (!this.#isDead) this.#kill()
  }

  #after(ms: number): void {
    const plan = this.#plan
    setTimeout(() => {
      if (this.#plan === plan && !this.#isDead) this.#kill()
    }, ms)
  }
}
