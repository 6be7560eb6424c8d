import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'
import { valueOf, type UploadRecord, type Values } from './record.ts'

/** A record the centre holds of the same patient and time, whichever institution sent it. */
export interface EarlierRecord {
  readonly hospitalId: string
  /** 資料型態 and 資料格式 as they were sent: A00 and A01, or H00 and H01. */
  readonly type: string
  readonly kind: string
}

/** What the centre knows when a record comes. */
export interface Reception {
  /** The clinic's own time of the upload, `YYYY-MM-DDTHH:mm:ss`. */
  readonly receivedAt: string
  readonly hospitalId: string
  readonly earlier: readonly EarlierRecord[]
}

/** Where a record is wrong: a field, of an order by its number from 1, or the segment MB2. */
export interface Place {
  readonly field: string
  readonly order?: number
}

/**
 * What an example changes in the sound record of its format: fields by name (of the first order, for an order's), `MB2` as
 * how many orders there are, `earlier` and `elsewhere` as the kind of a record that this or another institution sent before.
 */
export type RecordEdit = Readonly<Record<string, string>>

/** One check of a record, known well enough to be made (nhi-facts §8.5, §8.7). */
export interface UploadRule extends Bilingual {
  /** The field the report names; `*` is any. */
  readonly field: string
  readonly error: string
  readonly provenance: Provenance
  readonly places: (record: UploadRecord, at: Reception) => readonly Place[]
  readonly examples: { readonly broken: RecordEdit, readonly kept: RecordEdit }
}

/** Codes that no rule here tells, and why. */
export interface UnknownChecks extends Bilingual {
  readonly errors: readonly string[]
  readonly provenance: { readonly unknown: string, readonly source?: never, readonly assumed?: never }
}

/** A field's value, blank where there is none. */
export type Reader = (name: string) => string

export const readerOf = (...segments: readonly Values[]): Reader => (name) => {
  for (const values of segments) {
    const value = valueOf(values, name)
    if (value !== '') return value
  }
  return ''
}

type Text = readonly [zh: string, en: string]
type Examples = readonly [broken: RecordEdit, kept: RecordEdit]

/** A rule about the visit: header and MB1. */
export const visitRule = (
  field: string, error: string, [zh, en]: Text, provenance: Provenance,
  broken: (visit: Reader, record: UploadRecord, at: Reception) => boolean, [breaking, keeping]: Examples,
): UploadRule => ({
  field, error, zh, en, provenance, examples: { broken: breaking, kept: keeping },
  places: (record, at) => (broken(readerOf(record.visit, record.header), record, at) ? [{ field }] : []),
})

/** A rule about each order. */
export const orderRule = (
  field: string, error: string, [zh, en]: Text, provenance: Provenance,
  broken: (order: Reader, visit: Reader, record: UploadRecord) => boolean, [breaking, keeping]: Examples,
): UploadRule => ({
  field, error, zh, en, provenance, examples: { broken: breaking, kept: keeping },
  places: (record) => {
    const visit = readerOf(record.visit, record.header)
    return record.orders.flatMap((order, at) => (broken(readerOf(order), visit, record) ? [{ field, order: at + 1 }] : []))
  },
})

/** A rule about fields that may stand in MB1 or in an order: told where they stand. */
export const eitherRule = (
  field: string, error: string, [zh, en]: Text, provenance: Provenance, broken: (segment: Reader) => boolean, [breaking, keeping]: Examples,
): UploadRule => ({
  field, error, zh, en, provenance, examples: { broken: breaking, kept: keeping },
  places: ({ visit, orders }) => [
    ...broken(readerOf(visit)) ? [{ field }] : [],
    ...orders.flatMap((order, at) => (broken(readerOf(order)) ? [{ field, order: at + 1 }] : [])),
  ],
})
