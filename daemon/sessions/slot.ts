import { createActor, type Actor } from 'xstate'
import type { ReaderStatusShape } from '#protocols/native-api/schemas'
import type { ReaderLink } from '#protocols/port/reader-link'
import { readerMachine, type EndReason, type Presence, type RemovalReason } from '../actors/reader.machine.ts'
import { CallQueue } from './queue.ts'

/** A card as its link reports it, before it has an epoch. */
export type Arrival = Omit<Presence, 'epoch'>

/** A reader as it is shown, without its card. */
export type DescribedReader = Omit<ReaderStatusShape, 'card'>

/** What a slot tells and asks when its card changes. */
export interface SlotListener {
  inserted(card: Presence): void
  removed(card: Presence, reason: RemovalReason): void
  /** An epoch never given before; undefined when it cannot be had now, and then the card is withheld. */
  nextEpoch(): number | undefined
}

/** One reader of the daemon: its id, its link, its machine and the calls that wait for it. */
export class Slot {
  readonly reader: string
  readonly name: string
  readonly described: DescribedReader
  readonly link: ReaderLink
  readonly queue: CallQueue
  readonly #listener: SlotListener
  readonly #actor: Actor<typeof readerMachine>
  #identity: { epoch: number, id: string } | undefined
  /** A card that is there without an epoch: nothing may be read from it until it gets one. */
  #withheld: Arrival | undefined

  constructor(described: DescribedReader, link: ReaderLink, listener: SlotListener) {
    const { reader, name } = described
    this.described = described
    this.reader = reader
    this.name = name
    this.link = link
    this.queue = new CallQueue(reader)
    this.#listener = listener
    const announced = readerMachine.provide({
      actions: {
        announceInserted: (_, { card }) => {
          if (card !== null) listener.inserted(card)
        },
        announceRemoved: (_, { card, reason }) => {
          this.#identity = undefined // a patient's card id is not kept longer than the card
          if (card !== null) listener.removed(card, reason)
        },
      },
    })
    this.#actor = createActor(announced).start()
  }

  /** The card that is in the reader now, in its epoch. */
  get card(): Presence | null {
    return this.#actor.getSnapshot().context.card
  }

  /** Tries again to get an epoch for a card that waits for one; whether it still waits. */
  stillWithheld(): boolean {
    if (this.#withheld !== undefined) this.inserted(this.#withheld)
    return this.#withheld !== undefined
  }

  inserted(arrival: Arrival): void {
    this.ended('changed') // nothing when the link reported the removal, as it should
    this.#withheld = arrival
    const epoch = this.#listener.nextEpoch()
    if (epoch === undefined) return
    this.#withheld = undefined
    this.#actor.send({ type: 'cardInserted', card: { ...arrival, epoch } })
  }

  ended(reason: EndReason): void {
    this.#withheld = undefined
    this.#actor.send({ type: 'cardEnded', reason })
  }

  /** The link saw nothing, but this is not the card it was, or not as it was: its epoch ends and a new one begins. */
  renewed(reason: 'changed' | 'failed' | 'resumed'): void {
    const { card } = this
    if (card === null) return
    this.ended(reason)
    const { presence, atr, mute } = card
    this.inserted({ presence, atr, mute })
  }

  lost(): void {
    this.#withheld = undefined
    this.#actor.send({ type: 'readerLost' })
    this.#actor.stop()
  }

  /** Whether a card has said who it is in this epoch. */
  knows(epoch: number): boolean {
    return this.#identity?.epoch === epoch
  }

  /**
   * Remembers who answered in this epoch.
   * @returns false when another card answered before in the same epoch
   */
  identify(epoch: number, id: string): boolean {
    if (this.#identity?.epoch !== epoch) this.#identity = { epoch, id }
    return this.#identity.id === id
  }
}
