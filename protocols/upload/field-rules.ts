import type { Provenance } from '../provenance.ts'
import { isOfKind, isTooLong, valueOf, type UploadField, type UploadFields, type UploadRecord } from './record.ts'
import type { Place, RecordEdit, UploadRule } from './rule.ts'
import { isoOf } from './visit-time.ts'

type IsWrong = (field: UploadField, value: string) => boolean

/** Every field that holds something wrong, in the order of the record. */
function places({ header, visit, orders }: UploadRecord, fields: UploadFields, isWrong: IsWrong): readonly Place[] {
  const wrong = (values: Readonly<Record<string, string>>) => Object.keys(values).filter((name) => {
    const field = fields[name]
    const value = valueOf(values, name)
    return field !== undefined && value !== '' && isWrong(field, value)
  })
  return [
    ...wrong({ ...header, ...visit }).map((field) => ({ field })),
    ...orders.flatMap((order, at) => wrong(order).map((field) => ({ field, order: at + 1 }))),
  ]
}

/** A date that the calendar does not have, told as a wrong kind like one with letters. */
const isNoDate = ({ holds }: UploadField, value: string) => (holds === 'date' || holds === 'dateTime') && isoOf(value) === undefined

/** Type and length of every field of a format: AB and AC. */
export const fieldRules = (
  fields: UploadFields, provenance: Provenance,
  examples: { readonly kind: readonly [RecordEdit, RecordEdit], readonly length: readonly [RecordEdit, RecordEdit] },
): readonly UploadRule[] => [
  {
    field: '*', error: 'AB', zh: '欄位資料型態須符合', en: 'a field holds what it is for', provenance,
    places: (record) => places(record, fields, (field, value) => !isOfKind(field, value) || isNoDate(field, value)),
    examples: { broken: examples.kind[0], kept: examples.kind[1] },
  },
  {
    field: '*', error: 'AC', zh: '欄位資料不得超過長度', en: 'a field is not longer than its length', provenance,
    places: (record) => places(record, fields, isTooLong),
    examples: { broken: examples.length[0], kept: examples.length[1] },
  },
]
