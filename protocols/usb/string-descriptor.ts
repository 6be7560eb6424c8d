import type { Codec } from '../bytes/codec.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import { STRING } from './descriptors.ts'

/** The longest text a string descriptor holds: its length is one byte, a UTF-16 unit two. */
export const MAX_TEXT_LENGTH = 126

interface StringDescriptor<T> extends Codec<T> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: T }[]
}

/** A text of a device (USB 2.0 §9.6.7, table 9-16): UTF-16, little-endian, without an end mark. */
export const stringDescriptor: StringDescriptor<string> = {
  name: 'string descriptor', provenance: { source: 'USB 2.0 §9.6.7, table 9-16' },
  examples: [
    { hex: '0203', value: '' },
    { hex: '0a034300430049004400', value: 'CCID' },
    { hex: '0603808b6153', value: '讀卡' },
  ],
  encode: (text) => {
    if (text.length > MAX_TEXT_LENGTH) throw new MalformedError('bString', `more than ${MAX_TEXT_LENGTH} characters`)
    return encodeUnits(Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)))
  },
  decode: (bytes) => String.fromCharCode(...decodeUnits(bytes)),
}

/** String descriptor 0: the languages there are texts in (USB 2.0 §9.6.7, table 9-15). */
export const languagesDescriptor: StringDescriptor<readonly number[]> = {
  name: 'string descriptor zero', provenance: { source: 'USB 2.0 §9.6.7, table 9-15' },
  examples: [
    { hex: '04030904', value: [0x0409] },
    { hex: '060309040404', value: [0x0409, 0x0404] },
  ],
  encode: encodeUnits,
  decode: decodeUnits,
}

function encodeUnits(units: readonly number[]): Uint8Array {
  return Uint8Array.from([2 + 2 * units.length, STRING, ...units.flatMap((unit) => [unit & 0xff, unit >> 8])])
}

function decodeUnits(bytes: Uint8Array): number[] {
  const [bLength = 0, bDescriptorType] = bytes
  if (bDescriptorType !== STRING) throw new MalformedError('bDescriptorType', 'not that of a string')
  if (bLength !== bytes.length || bLength % 2 !== 0) throw new MalformedError('bLength', 'not the length of the text')
  return Array.from({ length: bLength / 2 - 1 }, (_, at) => (bytes[2 + 2 * at] ?? 0) | (bytes[3 + 2 * at] ?? 0) << 8)
}
