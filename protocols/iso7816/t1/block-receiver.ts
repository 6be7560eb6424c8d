import { MalformedError } from '../../bytes/malformed.ts'
import { decodeBlock, MAX_INF, PROLOGUE_LENGTH, type Block, type RError } from './block.ts'
import { edcLength, type Edc } from './edc.ts'

/** What an R-block would report about bytes that are no sound block. */
export type Fault = Exclude<RError, 0>

const LONGEST = PROLOGUE_LENGTH + MAX_INF + edcLength.crc

/** The verdict over an unsound block: 1 for its EDC, 2 for anything else. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof MalformedError)) throw error
  return error.field === 'EDC' ? 1 : 2
}

/**
 * Finds blocks in the bytes of a serial line; LEN says where a block ends. A sound block is given out at once. Anything
 * else is only judged in the silence after it: the LEN that says where it ends may be the damaged byte, and whoever
 * answers before the other side is silent talks over it.
 */
export class BlockReceiver {
  readonly #edc: Edc
  readonly #nad: number
  readonly #bytes = new Uint8Array(LONGEST)
  #length = 0
  /** The verdict already passed on bytes that no silence has closed yet. */
  #fault: Fault | undefined

  constructor(edc: Edc, nad = 0) {
    this.#edc = edc
    this.#nad = nad
  }

  /** Whether bytes have come that are no whole sound block: the wait is for a character (CWT), not a block (BWT). */
  get midBlock(): boolean {
    return this.#length > 0 || this.#fault !== undefined
  }

  /** The block that these bytes complete. Bytes behind it in the same piece make it unsound. */
  push(bytes: Uint8Array): Block | undefined {
    if (this.#fault !== undefined || bytes.length === 0) return undefined
    if (this.#length + bytes.length > LONGEST) return this.#spoilt(2)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    if (this.#length < PROLOGUE_LENGTH) return undefined
    const whole = PROLOGUE_LENGTH + this.#bytes[2]! + edcLength[this.#edc]
    if (this.#length < whole) return undefined
    try {
      const block = decodeBlock(this.#bytes.subarray(0, this.#length), this.#edc, this.#nad)
      this.#length = 0
      return block
    } catch (error) {
      return this.#spoilt(faultOf(error))
    }
  }

  /** The line has been silent for CWT or longer: what was wrong with the bytes before, or undefined if none came. */
  silence(): Fault | undefined {
    const verdict = this.#fault ?? (this.#length > 0 ? 2 : undefined)
    this.clear()
    return verdict
  }

  clear(): void {
    this.#length = 0
    this.#fault = undefined
  }

  #spoilt(fault: Fault): undefined {
    this.#fault = fault
  }
}
