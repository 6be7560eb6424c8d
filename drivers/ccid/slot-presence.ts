import type { SlotChange } from '#protocols/ccid/interrupt'
import type { IccStatus } from '#protocols/ccid/slot-status'

/**
 * What is known of the card in one slot, from the status of every answer and from the notifications. A card that has
 * lost its power without us was pulled, and what is there now is another one until proven otherwise: it is told as gone
 * and come. So is a slot that changed and has a card as before. What cannot be seen: a card exchanged between two looks
 * in a reader that tells nothing by itself and gives power to every card by itself.
 */
export class SlotPresence {
  readonly #tell: (present: boolean) => void
  #present: boolean | undefined
  /** Whether we gave the card power and have not taken it away. */
  powered = false
  /** Readers tell of the cards they have when they are started; that is no change. */
  #started = false

  constructor(tell: (present: boolean) => void) {
    this.#tell = tell
  }

  get present(): boolean {
    return this.#present === true
  }

  /** What an answer says. */
  seen(icc: IccStatus): void {
    if (icc === 'absent') this.#changed(false)
    else if (icc === 'inactive' && this.powered) this.#swapped()
    else if (icc !== 'reserved') this.#changed(true)
  }

  /** The time is over in which a reader may tell of the cards it was started with. */
  started(): void {
    this.#started = true
  }

  /** What a notification says. */
  notified({ present, changed }: SlotChange): void {
    if (present && changed && this.present && this.#started) this.#swapped()
    else this.#changed(present)
    this.#started ||= changed
  }

  #changed(present: boolean): void {
    if (present === this.#present) return
    this.#present = present
    this.powered = false
    this.#tell(present)
  }

  #swapped(): void {
    this.#changed(false)
    this.#changed(true)
  }
}
