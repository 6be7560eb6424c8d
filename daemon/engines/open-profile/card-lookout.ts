import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Caller } from '../../handlers/handler.ts'
import type { Place, Readers } from '../../sessions/readers.ts'
import { identify, type CardIdentity } from './card-identity.ts'

/** A card that was looked at, where it is. */
export interface SeenCard extends CardIdentity {
  readonly place: Place
}

/** Knows which card is in which reader. A card is looked at once in its stay, when somebody wants to know. */
export class CardLookout {
  readonly #readers: Readers
  readonly #seen = new Map<string, SeenCard>()
  readonly #found: (card: SeenCard) => void

  /** @param found told of every card once it was looked at */
  constructor(readers: Readers, found: (card: SeenCard) => void) {
    this.#readers = readers
    this.#found = found
  }

  /** A stay is over. @returns what was known of it */
  ended({ reader, epoch }: Place): SeenCard | undefined {
    const seen = this.#seen.get(reader)
    if (seen?.place.epoch !== epoch) return undefined
    this.#seen.delete(reader)
    return seen
  }

  /** Looks at every card that nobody has looked at yet. A card that cannot be looked at stays unknown. */
  async look(caller: Caller): Promise<void> {
    const unknown = this.#readers.list().filter(({ reader, card }) =>
      card !== null && !card.mute && this.#seen.get(reader)?.place.epoch !== card.epoch)
    await Promise.all(unknown.map(({ reader }) => this.#lookAt(reader, caller)))
  }

  of(kind: CardIdentity['kind']): SeenCard[] {
    return [...this.#seen.values()].filter((card) => card.kind === kind)
  }

  /** One, or none. */
  in(reader: string): SeenCard[] {
    return [...this.#seen.values()].filter(({ place }) => place.reader === reader)
  }

  async #lookAt(reader: string, caller: Caller): Promise<void> {
    try {
      await this.#readers.withCard(reader, caller, async (card) => {
        const place = { reader, epoch: card.epoch }
        if (this.#seen.get(reader)?.place.epoch === card.epoch) return
        const seen = { ...await identify(card), place }
        this.#seen.set(reader, seen)
        this.#found(seen)
      })
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
    }
  }
}
