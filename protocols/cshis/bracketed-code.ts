import type { Field } from '../bytes/field.ts'
import { ascii } from '../bytes/field.ts'
import { MalformedError } from '../bytes/malformed.ts'

const CODE = 7
const OPEN = 0x5b
const CLOSE = 0x5d
const BLANK = 0x20

/**
 * A diagnosis where the caller asked for ICD-10 codes: `[`, seven bytes filled up with spaces, `]` (nhi-facts §2.0).
 * Nine spaces are no code either; written it is `[       ]`.
 */
export function bracketedCode(zh: string): Field<string, 'ascii'> {
  const code = ascii(CODE, zh, { provenance: { source: 'nhi-facts §2.0 (ICD-10 mode switch), §2.2.8' } })
  return {
    ...code, length: CODE + 2,
    read(slot, name) {
      if (slot.every((byte) => byte === BLANK)) return { value: '', complete: true }
      if (slot[0] !== OPEN || slot[slot.length - 1] !== CLOSE) throw new MalformedError(name, 'no brackets')
      return code.read(slot.subarray(1, -1), name)
    },
    write: (value, name) => Uint8Array.of(OPEN, ...code.write(value, name), CLOSE),
  }
}
