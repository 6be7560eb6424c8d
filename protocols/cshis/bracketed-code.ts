import type { Field } from '../bytes/field.ts'
import { ascii } from '../bytes/field.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { BufferPart } from './buffer.ts'

const CODE = 7
const OPEN = 0x5b
const CLOSE = 0x5d
const BLANK = 0x20
const ENCODING = 'bracketed'
/** `[XXXXXXX]` (nhi-facts §2.0). */
const MARK = Uint8Array.of(OPEN, ...new Array<number>(CODE).fill(0x58), CLOSE)

/**
 * A diagnosis where the caller asked for ICD-10 codes: `[`, seven bytes filled up with spaces, `]` (nhi-facts §2.0).
 * Nine spaces are no code either; written it is `[       ]`.
 */
export function bracketedCode(zh: string): Field<string, typeof ENCODING> {
  const code = ascii(CODE, zh, { provenance: { source: 'nhi-facts §2.0 (ICD-10 mode switch), §2.2.8' } })
  return {
    ...code, length: CODE + 2, encoding: ENCODING,
    read(slot, name) {
      if (slot.every((byte) => byte === BLANK)) return { value: '', complete: true }
      if (slot[0] !== OPEN || slot[slot.length - 1] !== CLOSE) throw new MalformedError(name, 'no brackets')
      return code.read(slot.subarray(1, -1), name)
    },
    write: (value, name) => Uint8Array.of(OPEN, ...code.write(value, name), CLOSE),
  }
}

/** Where the slots for a diagnosis in brackets begin, counted from 0, by the parts of the buffer that has them (nhi-facts §2.2.8). */
export function bracketedSlots(parts: readonly BufferPart[]): readonly number[] {
  return parts.flatMap(({ from, to, count, fields }) => {
    const first = fields.filter(({ encoding }) => encoding === ENCODING).map((field) => from + field.from - 2)
    const length = (to - from + 1) / count
    return Array.from({ length: count }, (_, group) => first.map((slot) => slot + group * length)).flat()
  })
}

/**
 * Whether a HIS wants ICD-10 codes, by what it wrote into its buffer before the call: `[XXXXXXX]` in every diagnosis slot
 * (nhi-facts §2.0). Assumed: one such slot is enough, for a HIS may fill those alone that it reads, and a mark elsewhere is none.
 * @param slots as `bracketedSlots` has them
 */
export function asksForBrackets(buffer: Uint8Array, slots: readonly number[]): boolean {
  return slots.some((slot) => MARK.every((byte, at) => buffer[slot + at] === byte))
}
