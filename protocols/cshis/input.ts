import * as z from 'zod'
import type { Fields, FixedWidth, PlacedField, RecordOf } from '../bytes/fixed-width.ts'
import type { Field, Mark } from '../bytes/field.ts'
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { recordSchema } from '../native-api/record-schema.ts'

/** What a caller gives a function: the content of a C string, a 16-bit number, or a block of records. */
export interface CshisInput<T = unknown> {
  readonly zh: string
  /** Bytes as the manual counts them: of a string with the NUL at its end, of a number 2, of records all of them. */
  readonly length: number
  readonly form: 'text' | 'number' | 'records'
  readonly mark: Mark
  readonly schema: z.ZodType<T>
  /** Of a block: the fields of one record. */
  readonly layout?: readonly PlacedField[]
  /** Whether it can be so many bytes, without the NUL, whatever they say. */
  holds(length: number): boolean
  /** Without the NUL. @throws MalformedError: the parameter is wrong (6018) */
  decode(bytes: Uint8Array): T
  /** Without the NUL. @throws MalformedError */
  encode(value: T): Uint8Array
}

const NUL = 1

/** A string that holds one field, as it stands on the card. Shorter than its field, it is filled up. */
export function fieldInput<T>({ zh, length, mark, encoding, read, write }: Field<T>, schema: z.ZodType<T>): CshisInput<T> {
  return {
    zh, length: length + NUL, form: 'text', mark, schema,
    holds: (given) => given <= length,
    decode(bytes) {
      if (bytes.length > length) throw new MalformedError(zh, `${bytes.length} bytes do not fit into ${length}`)
      const slot = new Uint8Array(length).fill(0x20)
      slot.set(bytes)
      const { value, complete } = read(slot, zh)
      if (!complete) throw new MalformedError(zh, `no ${encoding}`)
      return value
    },
    encode: (value) => write(value, zh),
  }
}

/** The content of a file of 1 to `most` bytes, which only the caller's own process opens; in JSON as base64. */
export function contentInput(zh: string, most: number): CshisInput<string> {
  return {
    zh, length: most, form: 'records', mark: 'personal',
    schema: z.base64().min(1).max(Math.ceil(most / 3) * 4),
    holds: (given) => given >= 1 && given <= most,
    decode: (bytes) => toBase64(bytes),
    encode(value) {
      const bytes = fromBase64(value)
      if (bytes === undefined || bytes.length === 0 || bytes.length > most) throw new MalformedError(zh, `not 1 to ${most} bytes in base64`)
      return bytes
    },
  }
}

/** One of a few signs. */
export function signInput<const Sign extends string>(zh: string, length: number, signs: readonly Sign[]): CshisInput<Sign> {
  const known = (value: string): value is Sign => signs.some((sign) => sign === value)
  return {
    zh, length: length + NUL, form: 'text', mark: 'open', schema: z.enum(signs) as z.ZodType<Sign>,
    holds: (given) => given <= length,
    decode(bytes) {
      if (bytes.length > length) throw new MalformedError(zh, `${bytes.length} bytes do not fit into ${length}`)
      const value = String.fromCharCode(...bytes).replace(/ +$/, '')
      if (!known(value)) throw new MalformedError(zh, `none of ${signs.map((sign) => `"${sign}"`).join(', ')}`)
      return value
    },
    encode: (value) => Uint8Array.from(value.padEnd(length), (character) => character.charCodeAt(0)),
  }
}

/** A 16-bit number, passed by value (nhi-facts §2.0). */
export function numberInput(zh: string, least: number, most: number): CshisInput<number> {
  return {
    zh, length: 2, form: 'number', mark: 'open', schema: z.int().min(least).max(most),
    holds: (given) => given === 2,
    decode(bytes) {
      const [low = 0, high = 0] = bytes
      if (bytes.length !== 2) throw new MalformedError(zh, `${bytes.length} bytes are no 16-bit number`)
      const value = (high << 8 | low) << 16 >> 16
      if (value < least || value > most) throw new MalformedError(zh, `not in ${least} to ${most}`)
      return value
    },
    encode: (value) => Uint8Array.of(value & 0xff, value >> 8 & 0xff),
  }
}

/** A block that holds one record. A value longer than its slot is an error and never cut. */
export function recordInput<F extends Fields>(zh: string, record: FixedWidth<F>, nul = false): CshisInput<RecordOf<F>> {
  return {
    zh, length: record.length + (nul ? NUL : 0), form: 'records', mark: 'personal', layout: record.layout,
    schema: recordSchema(record) as z.ZodType<RecordOf<F>>,
    holds: (given) => given === record.length,
    decode: (bytes) => record.decode(bytes),
    encode: (value) => record.encode(value),
  }
}

/** A block of 1 to `most` records, one behind the other. */
export function recordsInput<F extends Fields>(
  zh: string, record: FixedWidth<F>, most: number,
): CshisInput<RecordOf<F>[]> {
  const holds = (given: number) => given % record.length === 0 && given >= record.length && given <= record.length * most
  return {
    zh, holds, length: record.length * most, form: 'records', mark: 'personal', layout: record.layout,
    schema: z.array(recordSchema(record) as z.ZodType<RecordOf<F>>).min(1).max(most),
    decode(bytes) {
      if (!holds(bytes.length)) throw new MalformedError(zh, `${bytes.length} bytes are not 1 to ${most} records of ${record.length}`)
      return Array.from({ length: bytes.length / record.length }, (_, at) => record.decodeAt(bytes, at * record.length))
    },
    encode(values) {
      const bytes = new Uint8Array(values.length * record.length)
      values.forEach((value, at) => bytes.set(record.encode(value), at * record.length))
      return bytes
    },
  }
}
