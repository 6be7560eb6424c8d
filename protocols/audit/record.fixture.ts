import fc from 'fast-check'
import { auditDoors, type AuditRecord } from './record.ts'

const hexOf = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => (
  [...all].map((byte) => byte.toString(16).padStart(2, '0')).join('')
))
const orNone = (text: fc.Arbitrary<string>) => fc.option(text, { nil: null })

/** Any records that stand one behind the other from sequence 1 on; at least one. */
export const auditRecords: fc.Arbitrary<AuditRecord[]> = fc.array(fc.record({
  at: fc.nat(4_000_000_000_000),
  door: fc.constantFrom(...auditDoors),
  caller: fc.constantFrom('token', 'console', 'user 1000', 'origin https://his.example'),
  user: orNone(hexOf(30)),
  professional: orNone(fc.constantFrom('00*******456', '00*******457')),
  called: fc.stringMatching(/^[a-z]{1,9}\.[a-zA-Z0-9]{1,20}$/),
  patient: orNone(hexOf(16)),
  visitId: orNone(hexOf(16)),
  result: fc.constantFrom('ok', 'CARD_ABSENT', '5003', '-1'),
}), { minLength: 1, maxLength: 12 }).map((records) => records.map((record, index) => ({ sequence: index + 1, ...record })))
