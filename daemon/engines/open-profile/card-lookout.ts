import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Caller } from '../../handlers/handler.ts'
import type { PresentCard } from '../../sessions/present-card.ts'
import type { Place, Readers } from '../../sessions/readers.ts'
import { identify, type CardIdentity } from './card-identity.ts'

/** A card that was looked at, where it is. */
export interface SeenCard extends CardIdentity {
  readonly place: Place
}

/**
 * Knows which card is in which reader. A card of the profile is looked at once in its stay, when somebody wants to know;
 * one that said nothing of the profile is asked again each time, lest a single bad answer count for its whole stay.
 */
export class CardLookout {
  readonly #readers: Readers
  readonly #seen = new Map<string, SeenCard>()
  /** Why a card could not be looked at, by reader. */
  readonly #failed = new Map<string, NhicardError>()
  /** Whether a call on a health card has a reader. */
  readonly #inHand = new Map<string, boolean>()
  readonly #found: (card: SeenCard) => void

  /** @param found told of every card once it was looked at */
  constructor(readers: Readers, found: (card: SeenCard) => void) {
    this.#readers = readers
    this.#found = found
  }

  /** A stay is over. @returns what was known of it */
  ended({ reader, epoch }: Place): SeenCard | undefined {
    this.#failed.delete(reader)
    const seen = this.#seen.get(reader)
    if (seen?.place.epoch !== epoch) return undefined
    this.#seen.delete(reader)
    return seen
  }

  /**
   * Looks at every card that nobody has recognised yet. A card that cannot be looked at stays unknown.
   * @param isMeant of readers that are waited for though a call has them in hand
   * @returns undefined when all are known, as nearly always
   */
  look(caller: Caller, isMeant: (reader: string) => boolean): Promise<unknown> | undefined {
    const unknown = this.#readers.answering().filter((place) => (
      !this.#knows(place) && (isMeant(place.reader) || !this.#inHand.get(place.reader))
    ))
    return unknown.length === 0 ? undefined : Promise.all(unknown.map(({ reader }) => this.#lookAt(reader, caller)))
  }

  /**
   * Whether a call on a health card has its reader: it may wait for the data centre, and a card that comes into that reader
   * meanwhile is none that others need wait for.
   */
  inHand(reader: string, isInHand: boolean): void {
    this.#inHand.set(reader, isInHand)
  }

  of(kind: CardIdentity['kind']): SeenCard[] {
    return [...this.#seen.values()].filter((card) => card.kind === kind)
  }

  /** One, or none. */
  in(reader: string): SeenCard[] {
    return [...this.#seen.values()].filter(({ place }) => place.reader === reader)
  }

  /** Why a card in a reader could not be looked at. */
  failure(reader: string): NhicardError | undefined {
    return this.#failed.get(reader)
  }

  #knows({ reader, epoch }: Place): boolean {
    const seen = this.#seen.get(reader)
    return seen !== undefined && seen.profile && seen.place.epoch === epoch
  }

  /** A card may have gone while its last answer was on its way. */
  #isThere({ reader, epoch }: Place): boolean {
    return this.#readers.list().some((one) => one.reader === reader && one.card?.epoch === epoch)
  }

  async #lookAt(reader: string, caller: Caller): Promise<void> {
    try {
      await this.#readers.withCard(reader, caller, async (card) => {
        const place = { reader, epoch: card.epoch }
        if (this.#knows(place)) return
        const seen = { ...await identified(card, (error) => this.#failed.set(reader, error)), place }
        if (!this.#isThere(place)) return
        this.#failed.delete(reader)
        this.#seen.set(reader, seen)
        this.#found(seen)
      })
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
    }
  }
}

async function identified(card: PresentCard, failed: (error: NhicardError) => void): Promise<CardIdentity> {
  try {
    return await identify(card)
  } catch (error) {
    if (error instanceof NhicardError) failed(error)
    throw error
  }
}
