import * as z from 'zod'
import { ascii, rocDate, rocDateTime } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { CalendarDate } from '../native-api/schemas.ts'
import { apart, type CshisBuffer } from './buffer.ts'
import { fieldInput } from './input.ts'
import { spelt } from './unreadable-text.ts'

const printed = { provenance: { source: 'nhi-facts §2.1 (1.16 to 1.26, 1.45 to 1.49)' } } as const

/** What every function that writes compares with the card first: ID (基3), 11 bytes with its NUL, and birthday (基4), 8. */
export const owner = {
  patientId: fieldInput(ascii(10, '身分證號', printed), z.string().min(1).max(10)),
  birthday: fieldInput(rocDate('出生日期', printed), CalendarDate),
} as const

/** By which a visit is found, 14 bytes with its NUL. */
export const treatmentDateTime = fieldInput(
  rocDateTime('就診日期時間', printed), z.string().regex(/^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
)

const ID = 10
const ROOM = 11
const { fields, layout } = fixedWidth(ID, {
  docId: ascii(ID, '醫事人員身分證號', { provenance: { source: 'nhi-facts §2.1 (1.16)' } }),
})

function docIdAt(value: string, bytes: Uint8Array, offset: number): number {
  bytes.fill(0, offset, offset + ROOM)
  if (value !== '') bytes.set(fields.docId.write(spelt(value), 'docId'), offset)
  return ROOM
}

/**
 * 醫事人員 ID: its ten characters and a NUL, or NULs alone where no professional card with a verified PIN is there. The
 * manual wants room for 11 bytes (nhi-facts §2.1, 1.16); that the eleventh is the NUL is assumed.
 */
export const docId: CshisBuffer<string> = {
  length: ROOM, variable: false, parts: [{ name: 'docId', from: 1, to: ID, count: 1, fields: layout }],
  schema: z.string().max(ID).describe('醫事人員身分證號; empty: no professional card with a verified PIN'),
  encode: apart(ROOM, docIdAt),
  encodeAt: docIdAt,
  decode(bytes) {
    if (bytes.length !== ROOM) throw new MalformedError('docId', `${bytes.length} bytes instead of ${ROOM}`)
    return fields.docId.read(bytes.subarray(0, ID), 'docId').value
  },
}
