import { NhicardError } from '#protocols/errors/nhicard-error'
import type { PresentCard } from './present-card.ts'
import type { Place, Readers } from './readers.ts'

/**
 * In which order a call takes cards, each to be given back before those that it had already. A call waits for the later ones
 * alone, and gives up as soon as a card has gone that it has or waits for, so no ring of calls can wait for each other.
 */
export const orderOfCards = ['hc', 'hpc', 'sam'] as const
export type CardRole = (typeof orderOfCards)[number]

/** The cards that one call has in hand: others wait at their readers meanwhile, and at no other. */
export class CardsInHand {
  readonly #readers: Readers
  readonly #held: { readonly role: CardRole, readonly place: Place, readonly card: PresentCard }[]

  /** @param first the health card that a call is about, in whose turn it runs */
  constructor(readers: Readers, first?: PresentCard) {
    this.#readers = readers
    this.#held = first === undefined ? [] : [{ role: 'hc', place: first, card: first }]
  }

  /** @throws NhicardError CARD_ABSENT for one that is not in hand */
  at({ reader }: Place): PresentCard {
    const held = this.#held.find(({ place }) => place.reader === reader)
    if (held === undefined) throw new NhicardError('CARD_ABSENT', { reader })
    return held.card
  }

  /**
   * Takes one more card, for as long as something is sent to it.
   * @throws NhicardError CARD_CHANGED when it has gone, or while it is waited for one of those in hand; whatever `act` throws;
   *   RangeError when it is not this card's turn in the order
   */
  async during<Value>(role: CardRole, place: Place, act: (card: PresentCard) => Promise<Value>): Promise<Value> {
    const isInOrder = this.#held.every((held) => orderOfCards.indexOf(held.role) < orderOfCards.indexOf(role))
    if (!isInOrder) throw new RangeError(`${role} is taken out of order`)
    // whoever asked may have gone meanwhile: what was begun is ended all the same
    return this.#readers.withCardAt(place, this.#held.map((held) => held.place), {}, async (card) => {
      const held = { role, place, card }
      this.#held.push(held)
      try {
        return await act(card)
      } finally {
        this.#held.splice(this.#held.indexOf(held), 1)
      }
    })
  }
}
