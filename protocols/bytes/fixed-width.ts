import type { Codec } from './codec.ts'
import { inPlaceOf, type Field } from './field.ts'
import { careful } from './in-place.ts'
import { MalformedError } from './malformed.ts'
import { keepSlot } from './unread.ts'

export type Fields = Readonly<Record<string, Field<unknown>>>

type FieldValue<F> = F extends Field<infer T> ? T : never
type Companions<F extends Fields> = {
  readonly [K in keyof F & string as F[K] extends Field<string, 'big5'> ? `${K}Complete` : never]: boolean
}
type Plain<F extends Fields> = { readonly [K in keyof F]: FieldValue<F[K]> }
type Flat<T> = { readonly [K in keyof T]: T[K] }

/** What a record decodes to: a value per field, and for each Big5 field `name` a boolean `nameComplete`. */
export type RecordOf<F extends Fields> = Flat<Plain<F> & Companions<F>>

/** What a record is encoded from: the companions may be left out. */
export type Writable<F extends Fields> = Flat<Plain<F> & Partial<Companions<F>>>

/** A field with its place; `from` and `to` are counted from 1, inclusive, as the official manual prints them. */
export type PlacedField = Field<unknown> & { readonly name: string; readonly from: number; readonly to: number }

export interface FixedWidth<F extends Fields> extends Codec<RecordOf<F>> {
  /** bytes */
  readonly length: number
  /** the rows, to be spread into a record that begins with, or contains, the same ones */
  readonly fields: F
  readonly layout: readonly PlacedField[]
  encode(value: Writable<F>): Uint8Array
  /** A record within a longer run of bytes, which begins at `offset` and is whole. @throws MalformedError as `decode` */
  decodeAt(bytes: Uint8Array, offset: number): RecordOf<F>
  /** Into spaces, `length` bytes from `offset` on. @throws MalformedError; then the bytes are not to be used */
  encodeAt(value: Writable<F>, bytes: Uint8Array, offset: number): void
}

const BLANK = 0x20

type Fresh = Record<string, unknown>

function place(fields: Fields): PlacedField[] {
  let to = 0
  return Object.entries(fields).map(([name, field]) => {
    const from = to + 1
    to += field.length
    return { ...field, name, from, to }
  })
}

/**
 * A record of fields without separators. Text decodes even when it cannot be read completely (see `big5Text`, `ascii`);
 * a wrong total length or an impossible date does not: MalformedError. Encoding text that is not complete is an error.
 * @param length bytes of the whole record, as its source states them
 * @throws RangeError at once when the fields do not add up to `length`
 */
export function fixedWidth<const F extends Fields>(length: number, fields: F): FixedWidth<F> {
  const layout = place(fields)
  const sum = layout.at(-1)?.to ?? 0
  if (sum !== length) throw new RangeError(`the fields add up to ${sum} bytes, not to the ${length} declared`)

  const slots = layout.map((field) => {
    const { name, from, to, encoding } = field
    const declared = fields[name]
    const way = declared === undefined ? undefined : inPlaceOf(declared)
    return { name, field, way, start: from - 1, end: to, companion: `${name}Complete`, isBig5: encoding === 'big5' }
  })
  type Slot = (typeof slots)[number]

  const readCarefully = ({ name, field, start, end, companion, isBig5 }: Slot, bytes: Uint8Array, offset: number, record: Fresh) => {
    const bytesOfSlot = bytes.subarray(offset + start, offset + end)
    const { value, complete } = field.read(bytesOfSlot, name)
    record[name] = value
    if (!complete || isBig5) keepSlot(record, name, bytesOfSlot)
    if (isBig5) record[companion] = complete
  }

  const decodeAt = (bytes: Uint8Array, offset: number): RecordOf<F> => {
    const record: Fresh = {}
    for (const slot of slots) {
      const quick = slot.way === undefined ? careful : slot.way.read(bytes, offset + slot.start, offset + slot.end)
      if (quick === careful) readCarefully(slot, bytes, offset, record)
      else record[slot.name] = quick
    }
    return record as RecordOf<F>
  }

  const encodeAt = (value: Writable<F>, bytes: Uint8Array, offset: number): void => {
    const given = value as Readonly<Record<string, unknown>>
    for (const { name, field, way, start, end, companion, isBig5 } of slots) {
      if (isBig5 && given[companion] === false) throw new MalformedError(name, 'the text is not complete')
      const content = given[name]
      if (content === undefined) throw new MalformedError(name, 'missing') // never filled with a default
      if (way === undefined || !way.write(content, bytes, offset + start, offset + end)) {
        bytes.set(field.write(content, name), offset + start)
      }
    }
  }

  return {
    length, fields, layout, decodeAt, encodeAt,
    decode(bytes) {
      if (bytes.length !== length) throw new MalformedError('record', `${bytes.length} bytes instead of ${length}`)
      return decodeAt(bytes, 0)
    },
    encode(value) {
      const bytes = new Uint8Array(length).fill(BLANK)
      encodeAt(value, bytes, 0)
      return bytes
    },
  }
}
