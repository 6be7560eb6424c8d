import type { Codec } from './codec.ts'
import type { Field } from './field.ts'
import { concat } from './byte-array.ts'
import { MalformedError } from './malformed.ts'

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
}

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

  const decode = (bytes: Uint8Array): RecordOf<F> => {
    if (bytes.length !== length) throw new MalformedError('record', `${bytes.length} bytes instead of ${length}`)
    const entries = layout.flatMap((field): [string, unknown][] => {
      const { value, complete } = field.read(bytes.subarray(field.from - 1, field.to), field.name)
      const plain: [string, unknown] = [field.name, value]
      return field.encoding === 'big5' ? [plain, [`${field.name}Complete`, complete]] : [plain]
    })
    return Object.fromEntries(entries) as RecordOf<F>
  }

  const encode = (value: Writable<F>): Uint8Array => {
    const given = new Map<string, unknown>(Object.entries(value))
    return concat(...layout.map((field) => {
      if (given.get(`${field.name}Complete`) === false) throw new MalformedError(field.name, 'the text is not complete')
      const content = given.get(field.name)
      if (content === undefined) throw new MalformedError(field.name, 'missing') // never filled with a default
      return field.write(content, field.name)
    }))
  }

  return { length, fields, layout, decode, encode }
}
