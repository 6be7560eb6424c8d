import type { StateDirectory } from '../state-directory.ts'

const FILE = 'epoch'

/** How many numbers one durable write reserves, so that inserting a card does not wait for the disk. */
const BLOCK = 1_000

/**
 * Numbers for card presences. No number is given twice, not even after a crash or a power cut: what may have been used
 * is reserved on disk before it is used, and a restart begins above the reservation.
 */
export class EpochCounter {
  readonly #state: StateDirectory
  #last: number
  #reserved: number

  /** @param now milliseconds; only used when the file is damaged */
  constructor(state: StateDirectory, now: number) {
    this.#state = state
    const text = state.read(FILE)?.trim()
    if (text === undefined) this.#last = 0
    else if (/^\d{1,15}$/.test(text)) this.#last = Number(text)
    else this.#last = Math.floor(now / 1_000) // above all that a clinic can have used since 1970, one card a second
    this.#reserved = this.#last
  }

  next(): number {
    if (this.#last >= this.#reserved) {
      this.#reserved = this.#last + BLOCK
      this.#state.writeDurably(FILE, String(this.#reserved))
    }
    return ++this.#last
  }
}

/**
 * A value that came from a card, on its way to a door. It can only be opened through the readers it came from, which
 * refuse it once its epoch is over.
 */
export class FromCard<Value> {
  readonly reader: string
  readonly epoch: number
  readonly #value: Value

  constructor(reader: string, epoch: number, value: Value) {
    this.reader = reader
    this.epoch = epoch
    this.#value = value
  }

  /** @param current epoch of the card that is in the reader now, if any */
  open(current: number | undefined): Value | undefined {
    return current === this.epoch ? this.#value : undefined
  }
}
