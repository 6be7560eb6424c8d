import { equal } from '#protocols/bytes/byte-array'
import { basicExchanges, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import {
  TransferError, type LinkEvent, type ReaderLink, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import type { ReaderFaultName } from '#simulator/readers/reader-fault'
import { basicAnswersOf, type CardHands } from './card-hands.fixture.ts'
import { pinChanges, pinEntries, writes, type CountedExchange } from './counted-calls.fixture.ts'
import { endOf, type PadHands, type Person } from './pad-hands.fixture.ts'
import { drained, type SteppedClock } from './program-clock.fixture.ts'
import { contractCards, type ContractCard } from '../contract/reader-link.contract.ts'
import { ToldReaders } from './told-readers.fixture.ts'

/** A link with one device, empty and not started, a fault somewhere in it, and the hands at it. */
export interface SweepWorld {
  readonly link: ReaderLink
  readonly clock: SteppedClock
  readonly hands: CardHands
  /** Those at the reader's keys, where it has some. */
  readonly pad?: PadHands
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

const ACCEPTED = Uint8Array.of(0x90, 0x00)

/** How a transfer to a mute card may end: as such, or because it or its link has left. */
const OF_MUTE: readonly TransferError['failure'][] = [
  'cardSilent', 'cardRemoved', 'cardChanged', 'readerLost', 'deadlinePassed',
]

/** How a transfer ended: as it was meant, by a named failure, or not begun because no card was told of. */
export type ReadOutcome = 'right' | 'noCard' | TransferError['failure']

/** A call that has ended. */
interface Ended {
  readonly outcome: ReadOutcome
  readonly answers?: TransferAnswer
  readonly error?: TransferError
  readonly presence: number
  /** Which cards were in the slot meanwhile. */
  readonly seen: ReadonlySet<ContractCard>
}

const notBegun: Ended = { outcome: 'noCard', presence: 0, seen: new Set() }

const expected: Readonly<Record<'wang' | 'lin', readonly Uint8Array[]>> = {
  wang: basicAnswersOf('wang'), lin: basicAnswersOf('lin'),
}

/** A story at a link: what is done to the reader, what the link told, and everything that must never be. */
export class SweepDesk {
  readonly world: SweepWorld
  /** Everything that was other than it must be, in English. */
  readonly allWrong: string[] = []
  readonly outcomes: ReadOutcome[] = []
  readonly #readers = new ToldReaders((what) => this.wrong(what))
  /** Which card a presence stands for. */
  readonly #cards = new Map<number, ContractCard>()
  #closed = false

  constructor(world: SweepWorld) {
    this.world = world
  }

  start(): void {
    this.world.link.start((event) => this.#told(event))
  }

  /** Waits for a reader, then for news; not for longer than there can be any. @returns whether it came */
  until(condition: () => boolean): Promise<boolean> {
    return this.#within(this.#patienceMs, condition, () => this.world.isOut() && this.#readers.count === 0)
  }

  reader(): Promise<boolean> {
    return this.until(() => this.#readers.count > 0)
  }

  /** A card in each of these slots, told of. */
  card(...slots: number[]): Promise<boolean> {
    return this.until(() => slots.every((slot) => this.#readers.at(slot)?.card !== undefined))
  }

  noCard(slot: number): Promise<boolean> {
    return this.until(() => this.#readers.at(slot)?.card === undefined)
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
    const { outcome, answers, presence, seen } = await this.#transfer(slot, basicExchanges, true)
    if (answers !== undefined) this.#judge(presence, answers, seen)
    this.outcomes.push(outcome)
    return outcome
  }

  /** Writes what must not be written twice, to whatever card was told of last in a slot. */
  async write(slot: number): Promise<ReadOutcome> {
    const outcome = await this.#counting(slot, writes)
    this.outcomes.push(outcome)
    return outcome
  }

  /** Asks for a PIN at the reader's keys. */
  enterPin(slot: number, person: Person): Promise<ReadOutcome> {
    return this.#atPad(slot, person, pinEntries)
  }

  /** Asks for a PIN, a new one and that again at the reader's keys. */
  changePin(slot: number, person: Person): Promise<ReadOutcome> {
    return this.#atPad(slot, person, pinChanges)
  }

  async #atPad(slot: number, person: Person, exchanges: typeof pinEntries): Promise<ReadOutcome> {
    const leave = this.world.pad?.attend(person)
    const outcome = await this.#counting(slot, exchanges)
    leave?.()
    const isMeant = outcome === endOf[person]
    const isOther = !isMeant && Object.values<ReadOutcome>(endOf).includes(outcome)
    if (isOther) this.wrong(`a person who ${person} is told as ${outcome}`)
    this.outcomes.push(isMeant ? 'right' : outcome)
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
    const told = this.#readers.highest
    const from = clock.now()
    for (const slot of slots) hands.insert(slot, 'lin')
    if (world.isOut()) world.plug()
    for (const slot of slots) {
      const isNew = () => (this.#readers.at(slot)?.card?.presence ?? 0) > told
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
    this.allWrong.push(...this.world.hands.counted.wrong)
    for (const where of this.world.pad?.heard ?? []) this.wrong(`the PIN is said in ${where}`)
    if (this.world.waiting() > 0) this.wrong(`${this.world.waiting()} timers are left`)
    await this.passes(QUIET_MS)
  }

  get #patienceMs(): number {
    return this.world.patienceMs ?? PATIENCE_MS
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

  async #counting(slot: number, exchanges: (call: number) => readonly CountedExchange[]): Promise<ReadOutcome> {
    const call = this.world.hands.counted.begin(exchanges)
    const { outcome, answers, error } = await this.#transfer(slot, call.exchanges, false)
    call.ended = answers ?? error ?? []
    const isAccepted = answers === undefined || areSame(answers, call.exchanges.map(() => ACCEPTED))
    if (!isAccepted && this.world.undetectable !== true) this.wrong('a command is refused')
    return outcome
  }

  async #transfer(
    slot: number, exchanges: TransferRequest['exchanges'], repeatable: boolean,
  ): Promise<Ended> {
    const { name, card } = this.#readers.at(slot) ?? {}
    if (name === undefined || card === undefined) return notBegun
    const { presence, mute } = card
    const watch = this.world.hands.watch(slot)
    let ended: TransferAnswer | Error | undefined
    this.world.link.transfer({ name, presence, exchanges, repeatable }).then(
      (answers) => (ended = answers),
      (why: unknown) => (ended = why instanceof Error ? why : new Error(String(why))),
    )
    if (!await this.#within(this.#patienceMs, () => ended !== undefined)) this.wrong('a transfer does not end')
    const seen = watch.end()
    if (ended instanceof TransferError) {
      if (mute && !OF_MUTE.includes(ended.failure)) this.wrong(`a mute card is ${ended.failure}`)
      this.world.pad?.hearError(ended)
      return { outcome: ended.failure, error: ended, presence, seen }
    }
    if (ended === undefined || ended instanceof Error) {
      this.wrong(`not a TransferError: ${ended?.message}`)
      return notBegun
    }
    return { outcome: 'right', answers: ended, presence, seen }
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
    this.world.pad?.hear(event.type, event)
    this.#readers.told(event)
  }

  wrong(what: string): void {
    this.allWrong.push(what)
  }
}

function areSame(answers: TransferAnswer, wanted: readonly Uint8Array[]): boolean {
  const isOfItsPlace = (answer: Uint8Array, index: number) => equal(answer, wanted[index] ?? new Uint8Array())
  return answers.length === wanted.length && answers.every(isOfItsPlace)
}
