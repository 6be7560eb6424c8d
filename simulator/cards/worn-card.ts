import type { Entropy } from '#protocols/port/entropy'
import { SeededRandom } from '../seeded-random.ts'
import type { IssuedCard, SimulatedCard } from './simulated-card.ts'

/** Of 256 commands, how many the contacts do not carry. */
const LOST = 40
/** Of 256 resets, how many are not answered. */
const MUTE = 64

/** A card with worn contacts: now and then it does not answer its reset, and now and then a command; the rest is sound. */
export class WornCard implements SimulatedCard {
  readonly #card: SimulatedCard
  readonly #contact: Entropy
  #mute = false

  constructor(card: SimulatedCard, contact: Entropy = new SeededRandom(1)) {
    this.#card = card
    this.#contact = contact
  }

  get atr(): Uint8Array {
    return this.#mute ? new Uint8Array() : this.#card.atr
  }

  get issued(): IssuedCard | undefined {
    return this.#card.issued
  }

  reset(): void {
    this.#card.reset()
    this.#mute = this.#fails(MUTE)
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    if (this.#mute || this.#fails(LOST)) return undefined
    return this.#card.transmit(capdu)
  }

  #fails(odds: number): boolean {
    return (this.#contact.bytes(1)[0] ?? 0) < odds
  }
}
