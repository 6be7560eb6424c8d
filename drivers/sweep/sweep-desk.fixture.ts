import { equal } from '#protocols/bytes/byte-array'
import { basicExchanges, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import { TransferError, type LinkEvent, type ReaderLink, type TransferAnswer } from '#protocols/port/reader-link'
import type { ReaderFaultName } from '#simulator/readers/reader-fault'
import { basicAnswersOf, type CardHands } from './card-hands.fixture.ts'
import { drained, type SteppedClock } from './program-clock.fixture.ts'
import { contractCards, type ContractCard } from '../contract/reader-link.contract.ts'

/** A link with one device, empty and not started, a fault somewhere in it, and the hands at it. */
export interface SweepWorld {
  readonly link: ReaderLink
  readonly clock: SteppedClock
  readonly hands: CardHands
  readonly unplug: () => void
  readonly plug: () => void
  readonly isOut: () => boolean
  /** The next answer of the reader is spoilt; absent where no reader of ours answers. */
  readonly spoilNext?: (fault: ReaderFaultName, byte: number) => void
  /** Whether the fault has happened. */
  readonly struck: () => boolean
  /** The fault is over. */
  readonly calm: () => void
  /** Callbacks of the clock that the driver waits for. */
  readonly waiting: () => number
  /** As many as wait while nothing happens, where that depends on how looks at several slots come to lie. Default 0. */
  readonly restless?: number
  /** Longest that anything takes before it is given up, in ms; 30,000 when absent. */
  readonly patienceMs?: number
  /** Whether nothing that the driver has can tell the damage: then what was read is not judged. Default false. */
  readonly undetectable?: boolean
}

/** A power-on that is not answered takes eleven seconds to give up, and there may be a second one. */
const PATIENCE_MS = 30_000
/** A hand takes one card out and puts another in. */
const HAND_MS = 500
/** After everything, how long is waited for what was left behind. */
const AFTERWARDS_MS = 5_000
/** How long the quietest moment is looked for; ending amid what drivers do again and again, each 250 ms or second. */
const QUIET_MS = 2_430

/** How a transfer to a mute card may end: as such, or because it or its link has left. */
const OF_MUTE: readonly TransferError['failure'][] = [
  'cardSilent', 'cardRemoved', 'cardChanged', 'readerLost', 'deadlinePassed',
]

/** How a transfer ended: with the right answers, by a named failure, or not begun because no card was told of. */
export type ReadOutcome = 'right' | 'noCard' | TransferError['failure']

interface ToldReader {
  readonly slot: number
  card: { readonly presence: number, readonly mute: boolean } | undefined
}

const expected: Readonly<Record<'wang' | 'lin', readonly Uint8Array[]>> = {
  wang: basicAnswersOf('wang'), lin: basicAnswersOf('lin'),
}

/** A story at a link: what is done to the reader, what the link told, and everything that must never be. */
export class SweepDesk {
  readonly world: SweepWorld
  /** Everything that was other than it must be, in English. */
  readonly allWrong: string[] = []
  readonly outcomes: ReadOutcome[] = []
  readonly #readers = new Map<string, ToldReader>()
  /** Which card a presence stands for. */
  readonly #cards = new Map<number, ContractCard>()
  #highest = 0
  #closed = false

  constructor(world: SweepWorld) {
    this.world = world
  }

  start(): void {
    this.world.link.start((event) => this.#told(event))
  }

  /** Waits for a reader, then for news; not for longer than there can be any. @returns whether it came */
  until(condition: () => boolean): Promise<boolean> {
    return this.#within(this.#patienceMs, condition, () => this.world.isOut() && this.#readers.size === 0)
  }

  reader(): Promise<boolean> {
    return this.until(() => this.#readers.size > 0)
  }

  /** A card in each of these slots, told of. */
  card(...slots: number[]): Promise<boolean> {
    return this.until(() => slots.every((slot) => this.#toldOf(slot)?.card !== undefined))
  }

  noCard(slot: number): Promise<boolean> {
    return this.until(() => this.#toldOf(slot)?.card === undefined)
  }

  /** Puts a card in, and waits until it is told of. */
  async insert(slot: number, card: ContractCard): Promise<void> {
    this.world.hands.insert(slot, card)
    await this.card(slot)
  }

  /** Takes a card out, waits until that is told, and as long as a hand needs for the next one. */
  async remove(slot: number): Promise<void> {
    this.world.hands.remove(slot)
    await this.noCard(slot)
    await this.passes(HAND_MS)
  }

  async passes(ms: number): Promise<void> {
    await this.#within(ms, () => false)
  }

  /** Reads the basic data of whatever card was told of last in a slot. */
  async read(slot: number): Promise<ReadOutcome> {
    const outcome = await this.#read(slot)
    this.outcomes.push(outcome)
    return outcome
  }

  /**
   * The fault is over, and the reader is plugged in again if it is out or if that is the remedy; then cards are put in.
   * @returns ms until all of them were read; Infinity when they never were
   */
  async recovery(slots: readonly number[], remedy: 'hand' | 'plug'): Promise<number> {
    const { world, world: { hands, clock } } = this
    world.calm()
    if (remedy === 'plug' && !world.isOut()) world.unplug()
    for (const slot of slots) hands.remove(slot)
    await this.passes(HAND_MS)
    const told = this.#highest
    const from = clock.now()
    for (const slot of slots) hands.insert(slot, 'lin')
    if (world.isOut()) world.plug()
    for (const slot of slots) {
      const isNew = () => (this.#toldOf(slot)?.card?.presence ?? 0) > told
      while (!await this.until(isNew) || await this.read(slot) !== 'right') {
        if (clock.now() - from > this.#patienceMs) return Infinity
        await this.passes(10)
      }
    }
    return clock.now() - from
  }

  /** The least the driver waits for while nothing happens: what comes again and again, and what was left behind. */
  async quietest(): Promise<number> {
    await this.passes(AFTERWARDS_MS)
    let least = Infinity
    await this.#within(QUIET_MS, () => {
      least = Math.min(least, this.world.waiting())
      return false
    })
    return least
  }

  async close(): Promise<void> {
    let over = false
    void this.world.link.close().then(() => (over = true))
    if (!await this.#within(this.#patienceMs, () => over)) this.wrong('the link does not end')
    this.#closed = true
    if (this.world.waiting() > 0) this.wrong(`${this.world.waiting()} timers are left`)
    await this.passes(QUIET_MS)
  }

  get #patienceMs(): number {
    return this.world.patienceMs ?? PATIENCE_MS
  }

  #toldOf(slot: number): ToldReader | undefined {
    return [...this.#readers.values()].find((reader) => reader.slot === slot)
  }

  async #within(ms: number, condition: () => boolean, isInVain = () => false): Promise<boolean> {
    const { clock } = this.world
    const end = clock.now() + ms
    for (;;) {
      await drained()
      if (condition()) return true
      if (clock.now() >= end || isInVain()) return false
      clock.moveOn(end)
    }
  }

  async #read(slot: number): Promise<ReadOutcome> {
    const [name, told] = [...this.#readers].find(([, reader]) => reader.slot === slot) ?? []
    if (name === undefined || told?.card === undefined) return 'noCard'
    const { presence, mute } = told.card
    const watch = this.world.hands.watch(slot)
    let ended: TransferAnswer | Error | undefined
    this.world.link.transfer({ name, presence, exchanges: basicExchanges, repeatable: true }).then(
      (answers) => (ended = answers),
      (why: unknown) => (ended = why instanceof Error ? why : new Error(String(why))),
    )
    if (!await this.#within(this.#patienceMs, () => ended !== undefined)) this.wrong('a transfer does not end')
    const seen = watch.end()
    if (ended instanceof TransferError) {
      if (mute && !OF_MUTE.includes(ended.failure)) this.wrong(`a mute card is ${ended.failure}`)
      return ended.failure
    }
    if (ended === undefined || ended instanceof Error) {
      this.wrong(`not a TransferError: ${ended?.message}`)
      return 'noCard'
    }
    this.#judge(presence, ended, seen)
    return 'right'
  }

  /** Answers must be those of one card that was there, and a presence must always be the same card. */
  #judge(presence: number, answers: TransferAnswer, seen: ReadonlySet<ContractCard>): void {
    if (this.world.undetectable === true) return
    const card = (['wang', 'lin'] as const).find((one) => seen.has(one) && areSame(answers, expected[one]))
    if (card === undefined) return this.wrong(`answers that are not those of ${[...seen].join(', ') || 'no card'}`)
    const before = this.#cards.get(presence)
    if (before !== undefined && before !== card) this.wrong(`presence ${presence} is ${before} and ${card}`)
    this.#cards.set(presence, card)
    const reading = readBasicAnswers(answers)
    const isRead = reading.kind === 'read' && reading.basic.cardSn === contractCards[card]
    if (!isRead) this.wrong(`${card} reads ${reading.kind}`)
  }

  #told(event: LinkEvent): void {
    if (this.#closed) this.wrong(`${event.type} after the end`)
    if (!('name' in event)) return
    const reader = this.#readers.get(event.name)
    if (event.type === 'readerAdded') {
      if (reader !== undefined) this.wrong('a reader is added twice')
      this.#readers.set(event.name, { slot: event.slot ?? 0, card: undefined })
      return
    }
    if (reader === undefined) {
      const isOfHealth = event.type === 'counted' || event.type === 'measured'
      if (!isOfHealth) this.wrong(`${event.type} of a reader that is not there`)
      return
    }
    switch (event.type) {
      case 'readerRemoved':
        if (reader.card !== undefined) this.wrong('a reader leaves and its card stays')
        this.#readers.delete(event.name)
        break
      case 'cardInserted':
        if (reader.card !== undefined) this.wrong('a card comes where one is')
        if (event.presence <= this.#highest) this.wrong(`presence ${event.presence} after ${this.#highest}`)
        this.#highest = Math.max(this.#highest, event.presence)
        reader.card = event
        break
      case 'cardRemoved':
        if (reader.card === undefined) this.wrong('a card leaves where none is')
        reader.card = undefined
    }
  }

  wrong(what: string): void {
    this.allWrong.push(what)
  }
}

function areSame(answers: TransferAnswer, wanted: readonly Uint8Array[]): boolean {
  const isOfItsPlace = (answer: Uint8Array, index: number) => equal(answer, wanted[index] ?? new Uint8Array())
  return answers.length === wanted.length && answers.every(isOfItsPlace)
}
