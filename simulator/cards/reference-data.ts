import type { CardMemory, Transaction } from './card-memory.ts'

/** What came of a comparison. */
export type Comparison = 'right' | 'blocked' | { readonly triesLeft: number }

const FLAG = 0
const TRIES = 1
const BLOCK = 2
const BLOCK_LENGTH = 8
const SIZE = BLOCK + BLOCK_LENGTH
const NONE = new Uint8Array(BLOCK_LENGTH).fill(0xff)

/** A PIN or PUK in the card's memory: its 8-byte block, whether one is set, and how many tries are left. */
export class ReferenceData {
  readonly #memory: CardMemory
  readonly #most: number
  readonly #at: number

  /** @param block the value at first; undefined when none is set */
  constructor(memory: CardMemory, most: number, block?: Uint8Array) {
    this.#memory = memory
    this.#most = most
    this.#at = memory.allocate(Uint8Array.of(block === undefined ? 0 : 1, most, ...(block ?? NONE)))
  }

  get isSet(): boolean {
    return this.#bytes()[FLAG] === 1
  }

  get triesLeft(): number {
    return Math.min(this.#bytes()[TRIES] ?? 0, this.#most)
  }

  /** The try is written down before anything is compared, so that no loss of power gives it back. */
  compare(block: Uint8Array): Comparison {
    const left = this.triesLeft
    if (left === 0) return 'blocked'
    this.#memory.transact((transaction) => this.#write(transaction, TRIES, Uint8Array.of(left - 1)))
    const stored = this.#bytes().subarray(BLOCK)
    let difference = 0
    for (const [index, byte] of stored.entries()) difference |= byte ^ (block[index] ?? 0x100)
    if (difference !== 0 || block.length !== BLOCK_LENGTH) return { triesLeft: left - 1 }
    this.#memory.transact((transaction) => this.#write(transaction, TRIES, Uint8Array.of(this.#most)))
    return 'right'
  }

  /** A new value with all its tries. */
  set(transaction: Transaction, block: Uint8Array): void {
    this.#write(transaction, FLAG, Uint8Array.of(1, this.#most, ...block))
  }

  /** No value any more, with all its tries. */
  clear(transaction: Transaction): void {
    this.#write(transaction, FLAG, Uint8Array.of(0, this.#most, ...NONE))
  }

  #bytes(): Uint8Array {
    return this.#memory.read(this.#at, SIZE)
  }

  #write(transaction: Transaction, offset: number, bytes: Uint8Array): void {
    transaction.write(this.#at + offset, bytes)
  }
}
