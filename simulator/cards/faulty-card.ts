import { cardFaults, type CardFaultName } from '../fault.ts'
import type { IssuedCard, SimulatedCard } from './simulated-card.ts'

/** A card with a named fault between it and the reader. */
export class FaultyCard implements SimulatedCard {
  readonly #card: SimulatedCard
  readonly #fault: CardFaultName

  constructor(card: SimulatedCard, fault: CardFaultName) {
    this.#card = card
    this.#fault = fault
  }

  get atr(): Uint8Array {
    return this.#card.atr
  }

  get issued(): IssuedCard | undefined {
    return this.#card.issued
  }

  reset(): void {
    this.#card.reset()
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    const answer = this.#card.transmit(capdu)
    if (answer === undefined) return undefined
    const [, ins = 0, p1 = 0, p2 = 0] = capdu
    return cardFaults[this.#fault].alter({ ins, tag: (p1 << 8) | p2 }, answer)
  }
}
