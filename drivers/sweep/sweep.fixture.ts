import type { ReaderStory } from './reader-story.fixture.ts'
import { SweepDesk, type ReadOutcome, type SweepWorld } from './sweep-desk.fixture.ts'

/** With it nothing is left out: `npm run rig:all`. */
export const isWhole = process.env.NHICARD_RIG === 'all'

/** One sweep is one test, in ms; a whole one takes minutes, and longer on a machine with much else to do. */
export const SWEEP_MS = isWhole ? 7_200_000 : 120_000

/** How long recovery may take, in ms, beside what the reader and its card need for themselves. */
const RECOVERY_MS = 2_000
/** Places that are told of a sweep that failed. */
const MOST_TOLD = 30

/** What a person does about a reader that does not read: puts the card in anew, or the reader. */
export type Remedy = 'hand' | 'plug'

/** What happens when nothing goes wrong. */
interface Normal<Counted> {
  /** How much passed until the story ended. */
  readonly counted: Counted
  /** ms from the insertion, or from the plug, to the end of a read. */
  readonly ms: Readonly<Record<Remedy, number>>
  /** How many callbacks the driver waits for while nothing happens. */
  readonly quiet: Readonly<Record<Remedy, number>>
}

export interface SweptPlace {
  /** Where and what, in words. */
  readonly where: string
  readonly remedy?: Remedy
  /** ms that may pass until the driver notices, because nothing has told it before the remedy. Default 0. */
  readonly patienceMs?: number
}

/** One story in one kind of world, told again and again with a fault in another place. */
export class Sweep<Fault, World extends SweepWorld, Counted> {
  readonly title: string
  readonly #story: ReaderStory
  readonly #make: (fault?: Fault) => World
  readonly #count: (world: World) => Counted
  #normal: Promise<Normal<Counted>> | undefined

  constructor(
    [title, story]: readonly [string, ReaderStory], make: (fault?: Fault) => World, count: (world: World) => Counted,
  ) {
    this.title = title
    this.#story = story
    this.#make = make
    this.#count = count
  }

  /** How much passes while the story is told with no fault in it. @throws Error when something goes wrong even so */
  async counted(): Promise<Counted> {
    return (await this.#normally()).counted
  }

  /** Tells the story in a world with a fault in it, and applies the remedy. */
  async tell(fault: Fault, tally: Tally, { where, remedy = 'hand', patienceMs = 0 }: SweptPlace): Promise<void> {
    const normal = await this.#normally()
    const world = this.#make(fault)
    const desk = new SweepDesk(world)
    await this.#story.tell(desk)
    if (!world.struck()) desk.wrong('nothing has happened')
    const outcomes = [...desk.outcomes]
    const way = world.isOut() ? 'plug' : remedy
    const ms = await desk.recovery(this.#story.slots, way)
    const limit = RECOVERY_MS + normal.ms[way] + patienceMs
    if (ms > limit) desk.wrong(`reads again after ${ms} ms instead of ${limit}`)
    const quiet = await desk.quietest()
    const usual = Math.max(normal.quiet[way], world.restless ?? 0)
    if (quiet > usual) desk.wrong(`${quiet} timers instead of ${usual} while nothing happens`)
    await desk.close()
    tally.add(`${this.title}; ${where}`, outcomes, desk.allWrong)
  }

  /**
   * Tells the story in a world in which the program is closed in the middle of it, as the fault has it, and then begun
   * anew at the same reader.
   */
  async tellTwice(fault: Fault, tally: Tally, where: string, anew: (world: World) => SweepWorld): Promise<void> {
    const normal = await this.#normally()
    const world = this.#make(fault)
    const first = new SweepDesk(world)
    await this.#story.tell(first)
    if (!world.struck()) first.wrong('nothing has happened')
    await first.close()
    const second = new SweepDesk(anew(world))
    second.start()
    const ms = await second.recovery(this.#story.slots, 'hand')
    if (ms > RECOVERY_MS + normal.ms.plug) second.wrong(`a new program reads after ${ms} ms`)
    await second.close()
    tally.add(`${this.title}; ${where}`, first.outcomes, [...first.allWrong, ...second.allWrong])
  }

  #normally(): Promise<Normal<Counted>> {
    this.#normal ??= (async () => {
      const [hand, plug] = [await this.#faultless('hand'), await this.#faultless('plug')]
      return {
        counted: hand.counted, ms: { hand: hand.ms, plug: plug.ms }, quiet: { hand: hand.quiet, plug: plug.quiet },
      }
    })()
    return this.#normal
  }

  async #faultless(remedy: Remedy): Promise<{ counted: Counted, ms: number, quiet: number }> {
    const world = this.#make()
    const desk = new SweepDesk(world)
    await this.#story.tell(desk)
    const counted = this.#count(world)
    const told = [...desk.outcomes]
    const ms = await desk.recovery(this.#story.slots, remedy)
    const quiet = await desk.quietest()
    await desk.close()
    const isUsual = told.length > 0 && told.every(isFaultless) && desk.allWrong.length === 0 && ms < Infinity
    if (!isUsual) throw new Error([...told, ...desk.allWrong, ms].join(', '))
    return { counted, ms, quiet }
  }
}

/** What came of all the places of a sweep. */
export class Tally {
  readonly seen = new Set<ReadOutcome>()
  /** Places swept, and those at which a transfer failed or a card was not told of. */
  places = 0
  failed = 0
  readonly #wrong: string[] = []

  add(where: string, outcomes: readonly ReadOutcome[], wrong: readonly string[]): void {
    this.places++
    if (!outcomes.every(isFaultless)) this.failed++
    for (const outcome of outcomes) this.seen.add(outcome)
    if (wrong.length > 0) this.#wrong.push(`${where}: ${outcomes.join(', ')}; ${wrong.join('; ')}`)
  }

  /** @throws Error with the places at which something was wrong */
  expectNothingWrong(): void {
    const wrong = this.#wrong
    if (wrong.length === 0) return
    throw new Error(`${wrong.length} of ${this.places} places:\n${wrong.slice(0, MOST_TOLD).join('\n')}`)
  }
}

/** In the stories one card is mute. */
function isFaultless(outcome: ReadOutcome): boolean {
  return outcome === 'right' || outcome === 'cardSilent'
}

/** A number that is always the same for the same words. */
function numberOf(words: string): number {
  let number = 0
  for (const letter of words) number = (number * 31 + letter.charCodeAt(0)) % 65_521
  return number
}

/**
 * Where a sweep strikes: everywhere in a whole one; else first, last, at what is named, and every so many places,
 * beginning elsewhere in every sweep.
 * @param sweep words that tell it from others
 */
export function places(count: number, stride: number, sweep: string, always: Iterable<number> = []): number[] {
  if (isWhole) return Array.from({ length: count }, (_, at) => at)
  const chosen = new Set([0, count - 1, ...always])
  for (let at = numberOf(sweep) % stride; at < count; at += stride) chosen.add(at)
  return [...chosen].filter((at) => at >= 0 && at < count).sort((one, other) => one - other)
}

/** Of these in a whole sweep all; else one, another at each place. */
export function variantsAt<T>(all: readonly T[], at: number): readonly T[] {
  const one = all[at % all.length]
  return isWhole || one === undefined ? all : [one]
}
