import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { ReaderStatusShape } from '#protocols/native-api/schemas'
import type { LinkEvent, LinkState, ReaderLink } from '#protocols/port/reader-link'
import type { Log } from '../log.ts'
import { FromCard, type EpochCounter } from './epoch.ts'
import type { EventStream } from './event-stream.ts'
import type { Presence } from '../actors/reader.machine.ts'
import type { Caller } from '../handlers/handler.ts'
import { PresentCard } from './present-card.ts'
import { Slot } from './slot.ts'

interface Surroundings {
  readonly epochs: EpochCounter
  readonly events: EventStream
  readonly log: Log
}

/** All readers of all links, by the daemon's own ids. The only way to a card. */
export class Readers {
  readonly #surroundings: Surroundings
  readonly #links = new Map<ReaderLink, LinkState>()
  readonly #slots = new Map<string, Slot>()
  /** A slot keeps its id while the daemon runs, also across unplugging: a page may have it in its settings. */
  readonly #ids = new Map<string, string>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  attach(link: ReaderLink): void {
    this.#links.set(link, 'starting')
    link.start((event) => this.#receive(link, event))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.keys()].map((link) => link.close()))
    for (const slot of this.#slots.values()) slot.lost()
    this.#slots.clear()
  }

  links(): { link: ReaderLink['kind'], state: LinkState }[] {
    return [...this.#links].map(([{ kind }, state]) => ({ link: kind, state }))
  }

  list(): ReaderStatusShape[] {
    return [...this.#slots.values()].map((slot) => {
      const { card } = slot
      const shown = card === null ? null : { epoch: card.epoch, atr: card.atr, mute: card.mute }
      return { reader: slot.reader, name: slot.name, link: slot.link.kind, card: shown }
    })
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
      if (card.epoch !== asked.epoch) throw new NhicardError('CARD_CHANGED', { reader: slot.reader, step: 'queue' })
      return new FromCard(slot.reader, card.epoch, await call(new PresentCard(slot, card)))
    })
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
    if (event.type === 'linkChanged') {
      this.#links.set(link, event.state)
      log.info('link changed', { link: link.kind, state: event.state })
      return
    }
    const reader = this.#idOf(link, event.name)
    if (event.type === 'readerAdded') return this.#add(reader, event.name, link)
    const slot = this.#slots.get(reader)
    if (slot === undefined) return
    switch (event.type) {
      case 'readerRemoved': return this.#remove(slot)
      case 'cardRemoved': return slot.ended(event.reason)
      case 'cardInserted': return slot.inserted({ presence: event.presence, atr: hex(event.atr), mute: event.mute })
    }
  }

  #add(reader: string, name: string, link: ReaderLink): void {
    if (this.#slots.has(reader)) return
    const { events, log } = this.#surroundings
    this.#slots.set(reader, new Slot(reader, name, link, {
      inserted: ({ epoch, atr, mute }) => {
        log.info('card inserted', { reader, epoch })
        events.publish('card.inserted', { reader, epoch, atr, mute })
      },
      removed: ({ epoch }, reason) => {
        log.info('card removed', { reader, epoch, why: reason })
        events.publish('card.removed', { reader, epoch, reason })
      },
      nextEpoch: () => this.#nextEpoch(),
    }))
    log.info('reader added', { reader, link: link.kind })
    events.publish('reader.added', { reader, name, link: link.kind })
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
