import { MalformedError } from '../bytes/malformed.ts'
import { encodeBig5 } from '../bytes/big5.ts'
import type { Marked, Provenance } from '../provenance.ts'

/** 上傳格式. The header of 1.0 has fields A00 to A02, that of 2.0 has H00 and H01. */
export type UploadFormat = '1.0' | '2.0'

/** Fields by name; one that is empty may be missing. */
export type Values = Readonly<Record<string, string>>

/** One REC of an upload: its header MSH, its visit MB1, and its orders MB2 (nhi-facts §8.5). */
export interface UploadRecord {
  readonly header: Values
  readonly visit: Values
  readonly orders: readonly Values[]
}

/** The segments of a record; of some fields no source says in which they stand. */
export type UploadSegment = 'MSH' | 'MB1' | 'MB2' | 'either'

/** `money` may be negative; `quantity` has decimals; a `dateTime` is yyyMMddHHmmss and a `date` yyyMMdd, both ROC. */
export type UploadContent = 'text' | 'date' | 'dateTime' | 'money' | 'number' | 'quantity'

export interface UploadField {
  readonly name: string
  readonly zh: string
  readonly segment: UploadSegment
  readonly holds: UploadContent
  /** Bytes of Big5 at most; absent where nobody published it. */
  readonly length?: Marked<number>
  readonly provenance: Provenance
  /** Values as they may stand, typed by hand. */
  readonly examples: readonly [string, ...string[]]
}

export type UploadFields = Readonly<Record<string, UploadField>>

/** A field of a segment; blanks at its ends mean nothing. */
export const valueOf = (values: Values, name: string): string => (values[name] ?? '').trim()

/** Whether a field holds nothing, or nothing but zeros. */
export const isNone = (value: string): boolean => /^[-0.]*$/.test(value)

const shapes: Readonly<Record<UploadContent, RegExp>> = {
  text: /^/,
  date: /^(?:\d{3}|-\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  dateTime: /^(?:\d{3}|-\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/,
  money: /^-?\d+$/,
  number: /^\d+$/,
  quantity: /^\d+(?:\.\d+)?$/,
}

/** Whether a value is of the kind that its field holds. */
export const isOfKind = ({ holds }: UploadField, value: string): boolean => shapes[holds].test(value)

/** Whether a value is longer than its field; unknown lengths hold anything. */
export function isTooLong({ length, name }: UploadField, value: string): boolean {
  if (length === undefined) return false
  try {
    return encodeBig5(value, name).length > length.value
  } catch (error) {
    if (error instanceof MalformedError) return value.length > length.value
    throw error
  }
}
