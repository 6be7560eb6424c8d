import * as z from 'zod'
import type { Codec } from '../bytes/codec.ts'
import type { Fields, FixedWidth, PlacedField, RecordOf } from '../bytes/fixed-width.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { recordSchema } from '../native-api/record-schema.ts'
import { copyAt, spelt } from './unreadable-text.ts'

/** A run of equal records in a buffer; `from` and `to` are counted from 1, inclusive, as the official manual prints them. */
export interface BufferPart {
  readonly name: string
  readonly from: number
  readonly to: number
  /** Records one behind the other. */
  readonly count: number
  /** The fields of one record, their places counted from its own first byte. */
  readonly fields: readonly PlacedField[]
}

/** What a function writes into a buffer of its caller: bytes for a DLL, and the same as a typed value. */
export interface CshisBuffer<T = unknown> extends Codec<T> {
  /** Bytes it takes at most; where it is not `variable`, always. */
  readonly length: number
  readonly variable: boolean
  readonly parts: readonly BufferPart[]
  readonly schema: z.ZodType<T>
  /**
   * Into a longer run of bytes that has room for `length` from `offset` on, whatever stood there.
   * @returns bytes it took: `length` where it is not `variable`
   * @throws MalformedError as `encode`; then the bytes are not to be used
   */
  encodeAt(value: T, bytes: Uint8Array, offset: number): number
}

const BLANK = 0x20

function checked(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new MalformedError('buffer', `${bytes.length} bytes instead of ${length}`)
  return bytes
}

function isBlankIn(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== BLANK) return false
  return true
}

/** One behind the other. */
function recordsIn<F extends Fields>(bytes: Uint8Array, { length, decodeAt }: FixedWidth<F>): (RecordOf<F> | null)[] {
  const records: (RecordOf<F> | null)[] = []
  for (let at = 0; at < bytes.length; at += length) records.push(isBlankIn(bytes, at, at + length) ? null : decodeAt(bytes, at))
  return records
}

/** `encode` of a buffer that knows how to write in place. */
export function apart<T>(length: number, encodeAt: CshisBuffer<T>['encodeAt']): (value: T) => Uint8Array {
  return (value) => {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, encodeAt(value, bytes, 0))
  }
}

/** A buffer of one record. */
export function whole<F extends Fields>(name: string, record: FixedWidth<F>): CshisBuffer<RecordOf<F>> {
  const { length, layout } = record
  const encodeAt = (value: RecordOf<F>, bytes: Uint8Array, offset: number) => {
    copyAt(record, value, bytes.fill(BLANK, offset, offset + length), offset)
    return length
  }
  return {
    length, variable: false, parts: [{ name, from: 1, to: length, count: 1, fields: layout }],
    schema: recordSchema(record) as z.ZodType<RecordOf<F>>, encodeAt, encode: apart(length, encodeAt),
    decode: (bytes) => record.decode(bytes),
  }
}

/**
 * A buffer of so many equal records. One never written is spaces in the buffer and null among the values; the nulls at
 * the end are left away.
 */
export function groups<F extends Fields>(
  name: string, count: number, record: FixedWidth<F>,
): CshisBuffer<(RecordOf<F> | null)[]> {
  const { length, layout } = record
  const total = count * length
  const encodeAt = (values: (RecordOf<F> | null)[], bytes: Uint8Array, offset: number) => {
    if (values.length > count) throw new MalformedError(name, `${values.length} records do not fit into ${count}`)
    bytes.fill(BLANK, offset, offset + total)
    values.forEach((value, at) => {
      if (value !== null) copyAt(record, value, bytes, offset + at * length)
    })
    return total
  }
  return {
    length: total, variable: false, parts: [{ name, from: 1, to: total, count, fields: layout }],
    schema: z.array((recordSchema(record) as z.ZodType<RecordOf<F>>).nullable()).max(count),
    encodeAt, encode: apart(total, encodeAt),
    decode(bytes) {
      checked(bytes, total)
      const values = recordsIn(bytes, record)
      while (values.at(-1) === null) values.pop()
      return values
    },
  }
}

/** As `groups`, but as many records as were asked for: the buffer ends behind the last one. */
export function upTo<F extends Fields>(
  name: string, most: number, record: FixedWidth<F>,
): CshisBuffer<(RecordOf<F> | null)[]> {
  const all = groups(name, most, record)
  const { length } = record
  const encodeAt = (values: (RecordOf<F> | null)[], bytes: Uint8Array, offset: number) => {
    all.encodeAt(values, bytes, offset)
    return values.length * length
  }
  return {
    ...all, variable: true, encodeAt, encode: apart(all.length, encodeAt),
    decode(bytes) {
      if (bytes.length % length !== 0) throw new MalformedError(name, `${bytes.length} bytes are no records of ${length}`)
      return recordsIn(bytes, record)
    },
  }
}

type Parts = Readonly<Record<string, CshisBuffer>>
type Together<P extends Parts> = { readonly [K in keyof P]: P[K] extends CshisBuffer<infer T> ? T : never }

/** A buffer of several parts, one behind the other. @throws RangeError at once when they do not add up to `length` */
export function joined<const P extends Parts>(length: number, parts: P): CshisBuffer<Together<P>> {
  let end = 0
  const places = Object.entries(parts).map(([name, part]) => {
    const from = end
    end += part.length
    return { name, from, part: part as CshisBuffer }
  })
  if (end !== length) throw new RangeError(`the parts add up to ${end} bytes, not to the ${length} declared`)
  const encodeAt = (value: Together<P>, bytes: Uint8Array, offset: number) => {
    const given = value as Readonly<Record<string, unknown>>
    for (const { name, from, part } of places) part.encodeAt(given[name], bytes, offset + from)
    return length
  }
  return {
    length, variable: false, encodeAt, encode: apart(length, encodeAt),
    parts: places.flatMap(({ name, from, part }) => part.parts.map((one) => (
      { ...one, name: one.name === name ? name : `${name}.${one.name}`, from: one.from + from, to: one.to + from }
    ))),
    schema: z.object(Object.fromEntries(places.map(({ name, part }) => [name, part.schema]))) as z.ZodType<Together<P>>,
    decode(bytes) {
      checked(bytes, length)
      return Object.fromEntries(places.map(({ name, from, part }) => (
        [name, part.decode(bytes.subarray(from, from + part.length))]
      ))) as Together<P>
    },
  }
}

/** A text that says its length itself: the caller is told how many bytes were written (nhi-facts §2.1, 4.5 to 4.8). */
export function text(name: string, { read, write, length, layout }: {
  readonly length: number
  readonly layout: readonly PlacedField[]
  readonly read: (bytes: Uint8Array) => string
  readonly write: (text: string) => Uint8Array
}): CshisBuffer<string> {
  const encodeAt = (value: string, bytes: Uint8Array, offset: number) => {
    const written = write(spelt(value))
    if (written.length > length) throw new MalformedError(name, `${written.length} bytes do not fit into ${length}`)
    bytes.set(written, offset)
    return written.length
  }
  return {
    length, variable: true, parts: [{ name, from: 1, to: length, count: 1, fields: layout }], schema: z.string(),
    decode: read, encodeAt, encode: apart(length, encodeAt),
  }
}
