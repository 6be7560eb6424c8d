import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

const WORD = 2 ** 32

/**
 * The number of the last entry that was certainly on the disk, in a file of its own, twice: as it is and with all bits turned.
 * It is written after the entry and never waited for, so it may be behind and is never ahead: a database that ends before it
 * has lost its end.
 */
export class HighMark {
  readonly #descriptor: number
  readonly #bytes = new DataView(new ArrayBuffer(16))

  constructor(file: string) {
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  write(sequence: number): void {
    const high = Math.floor(sequence / WORD), low = sequence >>> 0
    this.#bytes.setUint32(0, high)
    this.#bytes.setUint32(4, low)
    this.#bytes.setUint32(8, ~high)
    this.#bytes.setUint32(12, ~low)
    try {
      writeSync(this.#descriptor, this.#bytes, 0, 16, 0)
    } catch {
      // the entry is safe; only less would be noticed of a damage to come
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  /** @returns 0 when there is none that can be believed */
  static read(file: string): number {
    if (!existsSync(file)) return 0
    const bytes = readFileSync(file)
    if (bytes.length !== 16) return 0
    const sequence = bytes.readBigUInt64BE(0)
    const isRight = (sequence ^ bytes.readBigUInt64BE(8)) === 0xffff_ffff_ffff_ffffn
    return isRight && sequence <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sequence) : 0
  }
}
