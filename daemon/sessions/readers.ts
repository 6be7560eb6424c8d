import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { fill } from '#protocols/bilingual'
import { deviceHints, linkHints } from '#protocols/native-api/link-hints'
import type { ReaderHealthShape } from '#protocols/native-api/readers'
import type { LinkStatusShape, ReaderStatusShape } from '#protocols/native-api/schemas'
import type { DeviceProblem, LinkEvent, LinkState, ReaderLink } from '#protocols/port/reader-link'
import type { Log } from '../log.ts'
import { FromCard, type EpochCounter } from './epoch.ts'
import type { EventStream } from './event-stream.ts'
import { HealthBook } from './health-book.ts'
import type { Presence, RemovalReason } from '../actors/reader.machine.ts'
import type { Caller } from '../handlers/handler.ts'
import { PresentCard } from './present-card.ts'
import { Slot, type DescribedReader } from './slot.ts'

interface Surroundings {
  readonly epochs: EpochCounter
  readonly events: EventStream
  readonly log: Log
}

/** One stay of a card in a reader. */
export interface Place {
  readonly reader: string
  readonly epoch: number
}

export interface CardWatcher {
  ended(place: Place, reason: RemovalReason): void
}

interface LinkNews {
  state: LinkState
  /** By the device's place or line. */
  readonly problems: Map<string, DeviceProblem>
}

/** All readers of all links, by the daemon's own ids. The only way to a card. */
export class Readers {
  readonly #surroundings: Surroundings
  readonly #links = new Map<ReaderLink, LinkNews>()
  readonly #slots = new Map<string, Slot>()
  /** A slot keeps its id while the daemon runs, also across unplugging: a page may have it in its settings. */
  readonly #ids = new Map<string, string>()
  readonly #health = new HealthBook()
  readonly #watchers = new Set<CardWatcher>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  attach(link: ReaderLink): void {
    this.#links.set(link, { state: 'starting', problems: new Map() })
    link.start((event) => this.#receive(link, event))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.keys()].map((link) => link.close()))
    for (const slot of this.#slots.values()) slot.lost()
    this.#slots.clear()
  }

  links(): LinkStatusShape[] {
    return [...this.#links].map(([{ kind }, { state, problems }]) => ({
      link: kind, state, hint: linkHints[state],
      devices: [...problems].map(([device, { why, holder }]) => (
        { device, why, holder, hint: fill(deviceHints[why], { holder: holder || '?' }) }
      )),
    }))
  }

  health(): ReaderHealthShape[] {
    return this.#health.list((reader) => this.#slots.has(reader))
  }

  /** The PC slept: what is in the readers may have been changed unseen, and waits for another try are worth ending. */
  resumed(): void {
    this.#surroundings.log.info('resumed after sleep')
    for (const slot of this.#slots.values()) slot.renewed('resumed')
    for (const link of this.#links.keys()) link.hint?.()
  }

  list(): ReaderStatusShape[] {
    return [...this.#slots.values()].map((slot) => {
      const { card } = slot
      const shown = card === null ? null : { epoch: card.epoch, atr: card.atr, mute: card.mute }
      return { ...slot.described, card: shown }
    })
  }

  /** Calls whose turn at a reader has not come. */
  waiting(): number {
    let waiting = 0
    for (const { queue } of this.#slots.values()) waiting += queue.waiting
    return waiting
  }

  /** Stays of cards that said something when they came. */
  answering(): Place[] {
    const places: Place[] = []
    for (const { reader, card } of this.#slots.values()) if (card !== null && !card.mute) places.push({ reader, epoch: card.epoch })
    return places
  }

  /** Name of a reader on its link. @throws NhicardError READER_UNKNOWN */
  nameOf(reader: string): string {
    return this.#slot(reader).name
  }

  /**
   * Runs a call on the card that is in a reader now, or in the only reader that holds one, when its turn has come. A card
   * that comes while the call waits is not the one that was meant.
   * @throws NhicardError READER_* and CARD_*; whatever the call throws
   */
  async withCard<Value>(
    reader: string | undefined, caller: Caller, call: (card: PresentCard) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    const slot = reader === undefined ? this.#onlyFit() : this.#slot(reader)
    const asked = this.#present(slot)
    return slot.queue.run(async () => {
      if (caller.gone?.()) throw new NhicardError('CALLER_GONE', { reader: slot.reader })
      const card = this.#present(slot)
      if (card.epoch !== asked.epoch) throw changedInQueue(slot.reader)
      const value = await call(new PresentCard(slot, card))
      return new FromCard(slot.reader, card.epoch, () => value)
    })
  }

  /**
   * Runs a call on one stay of a card, when its turn at the reader has come. Whoever waits is told at once when the card has
   * gone, or one of those in hand: so nobody waits with a turn that is good for nothing.
   * @param held stays of cards that the call has in hand already; it may have several, in the order of `CardsInHand`
   * @throws NhicardError READER_* and CARD_*; whatever the call throws
   */
  withCardAt<Value>(
    place: Place, held: readonly Place[], caller: Caller, call: (card: PresentCard) => Promise<Value>,
  ): Promise<Value> {
    const slot = this.#slot(place.reader)
    return slot.queue.runUnless((giveUp) => {
      const awaited = [...held, place]
      const gone = awaited.find(({ reader, epoch }) => this.#slots.get(reader)?.card?.epoch !== epoch)
      if (gone !== undefined) giveUp(changedInQueue(gone.reader))
      return this.watch({
        ended: (one) => {
          if (awaited.some(({ reader, epoch }) => reader === one.reader && epoch === one.epoch)) giveUp(changedInQueue(one.reader))
        },
      })
    }, () => {
      if (caller.gone?.()) throw new NhicardError('CALLER_GONE', { reader: slot.reader })
      const card = this.#present(slot)
      if (card.epoch !== place.epoch) throw changedInQueue(slot.reader)
      return call(new PresentCard(slot, card))
    })
  }

  /** Told of every stay of a card that ends. @returns how to be told no more */
  watch(watcher: CardWatcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /**
   * Opens a value just before it leaves the daemon.
   * @throws NhicardError CARD_REMOVED or CARD_CHANGED when its card is not the one in the reader any more
   */
  open<Value>(sealed: FromCard<Value>, step: string): Value {
    const current = this.#slots.get(sealed.reader)?.card
    const value = sealed.open(current?.epoch)
    if (value !== undefined) return value
    throw new NhicardError(current == null ? 'CARD_REMOVED' : 'CARD_CHANGED', { reader: sealed.reader, step })
  }

  #present(slot: Slot): Presence {
    if (slot.stillWithheld()) throw new NhicardError('STATE_UNWRITABLE', {})
    const { card } = slot
    if (card === null) throw new NhicardError('CARD_ABSENT', { reader: slot.reader })
    return card
  }

  #slot(reader: string): Slot {
    const slot = this.#slots.get(reader)
    if (slot === undefined) throw new NhicardError('READER_UNKNOWN', { reader })
    return slot
  }

  #onlyFit(): Slot {
    const slots = [...this.#slots.values()]
    const holding = slots.filter((slot) => slot.stillWithheld() || slot.card !== null)
    const [first] = holding.length > 0 ? holding : slots
    if (first === undefined) throw new NhicardError('READER_ABSENT', {})
    if (holding.length === 0) throw new NhicardError('CARD_ABSENT', { reader: namesOf(slots) })
    if (holding.length > 1) throw new NhicardError('READER_AMBIGUOUS', { readers: namesOf(holding) })
    return first
  }

  #receive(link: ReaderLink, event: LinkEvent): void {
    const { log } = this.#surroundings
    const news = this.#links.get(link)
    if (news === undefined) return
    if (event.type === 'linkChanged') {
      news.state = event.state
      log.info('link changed', { link: link.kind, state: event.state })
      return
    }
    if (event.type === 'deviceProblem') return this.#trouble(link, news, event)
    const reader = this.#idOf(link, event.name)
    if (event.type === 'counted') return this.#health.meterOf(reader, event.name, link.kind).count(event.what)
    if (event.type === 'measured') {
      const meter = this.#health.meterOf(reader, event.name, link.kind)
      return event.us.forEach((us) => meter.measure(us))
    }
    if (event.type === 'readerAdded') {
      const { name, slot = 0, quirks = [] } = event
      return this.#add({ reader, name, link: link.kind, slot, quirks: [...quirks] }, link)
    }
    const slot = this.#slots.get(reader)
    if (slot === undefined) return
    switch (event.type) {
      case 'readerRemoved': return this.#remove(slot)
      case 'cardRemoved': return slot.ended(event.reason)
      case 'cardInserted': return slot.inserted({ presence: event.presence, atr: hex(event.atr), mute: event.mute })
    }
  }

  #trouble(
    link: ReaderLink, { problems }: LinkNews, { device, problem }: Extract<LinkEvent, { type: 'deviceProblem' }>,
  ): void {
    const before = problems.get(device)
    if (problem === null) problems.delete(device)
    else problems.set(device, problem)
    if (before?.why === problem?.why && before?.holder === problem?.holder) return
    const why = problem === null ? 'solved' : `${problem.why} ${problem.holder}`.trim()
    this.#surroundings.log.info('device', { link: link.kind, device, why })
  }

  #add(described: DescribedReader, link: ReaderLink): void {
    const { reader } = described
    if (this.#slots.has(reader)) return
    const { events, log } = this.#surroundings
    this.#health.meterOf(reader, described.name, link.kind)
    this.#slots.set(reader, new Slot(described, link, {
      inserted: ({ epoch, atr, mute }) => {
        log.info('card inserted', { reader, epoch })
        events.publish('card.inserted', { reader, epoch, atr, mute })
      },
      removed: ({ epoch }, reason) => {
        log.info('card removed', { reader, epoch, why: reason })
        for (const watcher of this.#watchers) watcher.ended({ reader, epoch }, reason)
        events.publish('card.removed', { reader, epoch, reason })
      },
      nextEpoch: () => this.#nextEpoch(),
    }))
    log.info('reader added', { reader, link: link.kind })
    events.publish('reader.added', described)
  }

  #remove(slot: Slot): void {
    const { events, log } = this.#surroundings
    this.#slots.delete(slot.reader)
    slot.lost()
    log.info('reader removed', { reader: slot.reader })
    events.publish('reader.removed', { reader: slot.reader })
  }

  #nextEpoch(): number | undefined {
    try {
      return this.#surroundings.epochs.next()
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      this.#surroundings.log.error('no epoch can be reserved in the state directory', { why })
      return undefined
    }
  }

  #idOf(link: ReaderLink, name: string): string {
    const key = `${link.kind} ${name}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = `r${this.#ids.size + 1}`
    this.#ids.set(key, id)
    return id
  }
}

function namesOf(slots: readonly Slot[]): string {
  return slots.map(({ reader }) => reader).join(', ')
}

/** The card that was meant has gone before the turn came. */
function changedInQueue(reader: string): NhicardError {
  return new NhicardError('CARD_CHANGED', { reader, step: 'queue' })
}
