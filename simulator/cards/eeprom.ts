/** The supply failed within a write. The card is dead until it is powered anew. */
export class PowerLost extends Error {
  override readonly name = 'PowerLost'
}

/** What a cell holds when the supply fails while it is written: neither the old value nor the new one. */
const ERASED = 0xff

/** Memory that keeps its content without supply, byte by byte, and can lose the supply at any byte. */
export class Eeprom {
  readonly #cells: Uint8Array
  #left = Infinity
  #written = 0

  /** @param size bytes */
  constructor(size: number) {
    this.#cells = new Uint8Array(size).fill(ERASED)
  }

  /** Bytes written in its life: a sweep cuts the supply at each of them. */
  get written(): number {
    return this.#written
  }

  /** The supply fails when so many more bytes have been written, or never; the next one is neither old nor new. */
  cutAfter(bytes: number): void {
    this.#left = bytes
  }

  read(at: number, length: number): Uint8Array {
    return this.#cells.slice(at, at + length)
  }

  byteAt(at: number): number {
    return this.#cells[at] ?? ERASED
  }

  /** @throws PowerLost when the supply fails on the way */
  write(at: number, bytes: Uint8Array): void {
    const whole = Math.min(bytes.length, this.#left)
    this.#cells.set(bytes.subarray(0, whole), at)
    this.#written += whole
    this.#left -= whole
    if (whole === bytes.length) return
    this.#cells[at + whole] = ERASED
    throw new PowerLost('the supply failed within a write')
  }
}
