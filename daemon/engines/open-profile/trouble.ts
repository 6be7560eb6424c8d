import { NhicardError } from '#protocols/errors/nhicard-error'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import { IdcError } from '#protocols/port/idc'

/** What a frame machine is told when whoever was asked did not answer as such. */
export interface TroubleEvents<Event> {
  /** The card or its reader: it is gone, silent, or not the one it was. */
  readonly card: Event
  /** The data centre does not answer. */
  readonly unreachable?: Event
  /** The data centre answers with an official code. */
  readonly centre?: (code: number) => Event
}

/**
 * The first trouble of a run. A machine only wants to know that somebody failed; the caller is told what it was, with the
 * reader and the step.
 */
export class Trouble<Event> {
  #first: NhicardError | undefined

  /** @throws what is none of the troubles that cards, readers and the data centre make */
  async meet(act: () => Promise<Event>, events: TroubleEvents<Event>): Promise<Event> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof NhicardError) {
        this.#first ??= error
        return events.card
      }
      if (error instanceof SecureMessagingError) return events.card
      if (error instanceof IdcError) {
        if (error.failure === 'unreachable' && events.unreachable !== undefined) return events.unreachable
        if (error.failure !== 'unreachable' && events.centre !== undefined) return events.centre(error.failure)
      }
      throw error
    }
  }

  /** @throws NhicardError what happened first, when it was a card's or a reader's */
  raise(): void {
    if (this.#first !== undefined) throw this.#first
  }
}
