import { defaultRate, type Rate } from '#protocols/iso7816/timing'
import type { ContactCard } from './contact-card.ts'

/** A character of 10 bits is read in its middle, so that a rate may be off by less than half a bit in ten. */
const TOLERANCE = 0.03
const NOTHING = new Uint8Array()

/** The reader's end of the line to a card that has power. */
export class ContactLine {
  readonly #card: ContactCard
  /** D/F the reader speaks at. */
  #speed = speedOf(defaultRate)
  /** Whether the card has its clock. */
  clocked = true

  constructor(card: ContactCard) {
    this.#card = card
  }

  speakAt(rate: Rate): void {
    this.#speed = speedOf(rate)
  }

  /** For readers whose host sets baud rate and clock by itself. */
  speakAtBaud(baud: number, clockHz: number): void {
    this.#speed = baud / clockHz
  }

  /** Sends to the card; what it says. Nothing when the card does not understand. */
  say(bytes: Uint8Array): Uint8Array {
    return this.#understood ? this.#card.received(bytes) : NOTHING
  }

  /** Leaves the line silent for as long as ends a block; what the card says. */
  silence(): Uint8Array {
    return this.#understood ? this.#card.abandoned() : NOTHING
  }

  get #understood(): boolean {
    return this.clocked && Math.abs(this.#speed / speedOf(this.#card.rate) - 1) < TOLERANCE
  }
}

function speedOf({ fi, di }: Rate): number {
  return di / fi
}
