import { createHash } from 'node:crypto'
import type { StateDirectory } from '../state-directory.ts'

const FILE = 'epoch'

/** How many numbers one durable write reserves, so that inserting a card does not wait for the disk. */
const BLOCK = 1_000

/** No clinic's clock is right before this: 2026-01-01, in milliseconds. */
const EARLIEST = 1_767_225_600_000

function sealed(reserved: number): string {
  const check = createHash('sha256').update(`epoch ${reserved}`).digest('hex').slice(0, 16)
  return `${reserved} ${check}\n`
}

/**
 * Numbers for card presences. No number is given twice, not even after a crash or a power cut: what may have been used
 * is reserved on disk before it is used, and a restart begins above the reservation.
 *
 * A file that is missing beside a token, shortened or damaged tells nothing. Then numbers go on from a place that nobody
 * can have reached by counting: milliseconds since 1970, and a random distance that keeps two such places apart when the
 * clock is wrong.
 */
export class EpochCounter {
  readonly #state: StateDirectory
  #last: number
  #reserved: number

  /**
   * @param now milliseconds
   * @param distance a random number from 0 to 2^32 - 1
   */
  constructor(state: StateDirectory, now: number, distance: number) {
    this.#state = state
    const text = state.read(FILE)
    const reserved = Number(/^(\d{1,16}) /.exec(text ?? '')?.[1] ?? Number.NaN)
    const isFirstStart = text === undefined && !state.has('token')
    if (isFirstStart) this.#last = 0
    else if (text === sealed(reserved)) this.#last = reserved
    else this.#last = Math.max(now, EARLIEST) + distance
    this.#reserved = this.#last
    if (text !== sealed(this.#last)) state.writeDurably(FILE, sealed(this.#last))
  }

  /** @throws the file system's error; then no number was given, and the next call tries again */
  next(): number {
    if (this.#last >= this.#reserved) {
      this.#state.writeDurably(FILE, sealed(this.#last + BLOCK))
      this.#reserved = this.#last + BLOCK
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
  readonly #make: () => Value

  constructor(reader: string, epoch: number, make: () => Value) {
    this.reader = reader
    this.epoch = epoch
    this.#make = make
  }

  /** The same value in another shape. */
  map<Other>(shape: (value: Value) => Other): FromCard<Other> {
    const shaped = shape(this.#make())
    return new FromCard(this.reader, this.epoch, () => shaped)
  }

  /** The same, shaped each time it is opened, and never once its epoch is over: for what leaves the daemon by being shaped. */
  whenOpened<Other>(shape: (value: Value) => Other): FromCard<Other> {
    return new FromCard(this.reader, this.epoch, () => shape(this.#make()))
  }

  /** @param current epoch of the card that is in the reader now, if any */
  open(current: number | undefined): Value | undefined {
    return current === this.epoch ? this.#make() : undefined
  }
}
