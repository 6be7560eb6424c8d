/** 2^32 divided by the golden ratio: spreads numbers that differ in their last digits alone (Knuth 6.4). */
const SPREAD = 0x9e3779b1

/**
 * Finds whole numbers, at least 0 and below 2^53, in a list: a hash table with open addressing, at most two thirds full.
 * A binary search takes longer, because each of its 17 steps for as many codes as ICD-10 has is another place in memory. Takes
 * 6 to 12 bytes a number beside the list, which must not change.
 */
export class PackedIndex {
  readonly #numbers: Float64Array | Uint32Array
  /** Places from 1; 0 is free. */
  readonly #slots: Uint32Array
  readonly #shift: number
  /** Whether each number is there once. */
  readonly distinct: boolean

  constructor(numbers: Float64Array | Uint32Array) {
    const bits = Math.max(1, Math.ceil(Math.log2(numbers.length * 1.5 + 1)))
    this.#numbers = numbers
    this.#slots = new Uint32Array(2 ** bits)
    this.#shift = 32 - bits
    this.distinct = numbers.every((number, place) => this.#add(number, place))
  }

  #first(number: number): number {
    return Math.imul(number | 0, SPREAD) >>> this.#shift
  }

  #add(number: number, place: number): boolean {
    const last = this.#slots.length - 1
    let slot = this.#first(number)
    for (let taken = this.#slots[slot]; taken !== undefined && taken !== 0; taken = this.#slots[slot]) {
      if (this.#numbers[taken - 1] === number) return false
      slot = (slot + 1) & last
    }
    this.#slots[slot] = place + 1
    return true
  }

  /** Where a number stands in the list; undefined when it does not. */
  placeOf(number: number): number | undefined {
    const last = this.#slots.length - 1
    for (let slot = this.#first(number); ; slot = (slot + 1) & last) {
      const taken = this.#slots[slot] ?? 0
      if (taken === 0) return undefined
      if (this.#numbers[taken - 1] === number) return taken - 1
    }
  }
}
