import type { Clock } from '#protocols/port/clock'

const MINUTE = 60_000

/**
 * How long a session may rest before it is taken for forgotten, in ms (docs/open-profile.md §10). A health card and a SAM
 * are authenticated again without anybody; a PIN is wanted anew.
 */
export const longestRest = { hc: 15 * MINUTE, hpc: 4 * 60 * MINUTE, sam: 12 * 60 * MINUTE } as const

/** ms by which a rest may end early (more when the PC’s clock is set back): what is done often does not set a timer each time. */
const EARLY = 1000

interface Rest {
  /** When its clock was set, in ms since 1970. */
  readonly since: number
  /** Undefined once the thing is in use: then its time runs out unheard, or is ended by the next rest. */
  over: (() => void) | undefined
  readonly cancel: () => void
}

/** Counts how long nothing was done with each of several things. */
export class Rests<Key> {
  readonly #clock: Clock
  readonly #running = new Map<Key, Rest>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** It is in use, or is none of ours any more. */
  stop(key: Key): void {
    const rest = this.#running.get(key)
    if (rest !== undefined) rest.over = undefined
  }

  /** It rests from now on; `over` is called when that has lasted too long, or up to a second before, and never later. */
  start(key: Key, ms: number, over: () => void): void {
    const now = this.#clock.now()
    const before = this.#running.get(key)
    const age = now - (before?.since ?? -Infinity)
    if (before !== undefined && age >= 0 && age < EARLY) {
      before.over = over
      return
    }
    before?.cancel()
    const cancel = this.#clock.after(ms, () => {
      this.#running.delete(key)
      rest.over?.()
    })
    const rest: Rest = { since: now, over, cancel }
    this.#running.set(key, rest)
  }

  /** Nobody is told of anything any more. */
  close(): void {
    for (const { cancel } of this.#running.values()) cancel()
    this.#running.clear()
  }
}
