import { createActor, type Actor } from 'xstate'
import { readerMachine, type Presence, type RemovalReason } from '../actors/reader.machine.ts'
import type { ReaderLink } from '#protocols/port/reader-link'
import { CallQueue } from './queue.ts'

/** What a slot tells when its card changes. */
export interface SlotListener {
  inserted(card: Presence): void
  removed(card: Presence, reason: RemovalReason): void
}

/** One reader of the daemon: its id, its link, its machine and the calls that wait for it. */
export class Slot {
  readonly reader: string
  readonly name: string
  readonly link: ReaderLink
  readonly queue: CallQueue
  readonly #actor: Actor<typeof readerMachine>
  #identity: { epoch: number, id: string } | undefined

  constructor(reader: string, name: string, link: ReaderLink, listener: SlotListener) {
    this.reader = reader
    this.name = name
    this.link = link
    this.queue = new CallQueue(reader)
    const announced = readerMachine.provide({
      actions: {
        announceInserted: (_, { card }) => {
          if (card !== null) listener.inserted(card)
        },
        announceRemoved: (_, { card, reason }) => {
          this.#identity = undefined
          if (card !== null) listener.removed(card, reason)
        },
      },
    })
    this.#actor = createActor(announced).start()
  }

  /** The card that is in the reader now. */
  get card(): Presence | null {
    return this.#actor.getSnapshot().context.card
  }

  inserted(card: Presence): void {
    this.#actor.send({ type: 'cardInserted', card })
  }

  removed(reason: 'removed' | 'reset'): void {
    this.#actor.send({ type: 'cardRemoved', reason })
  }

  /** Another card answered within the same presence: a new epoch begins although the link saw nothing. */
  changed(card: Presence): void {
    this.#actor.send({ type: 'cardChanged', card })
  }

  lost(): void {
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
