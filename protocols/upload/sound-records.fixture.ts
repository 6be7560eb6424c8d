import { exampleSignature } from '../visit/example-signatures.ts'
import { encodeTreatmentNumber } from '../visit/treatment-number.ts'
import { valueOf, type UploadFields, type UploadFormat, type UploadRecord } from './record.ts'
import type { EarlierRecord, RecordEdit, Reception } from './rule.ts'

/** A record of each format that no check complains of; examples of rules change it. Everybody is fictional. */
export const soundRecords: Readonly<Record<UploadFormat, UploadRecord>> = {
  '1.0': {
    header: { A00: '1', A01: '1', A02: '1.0' },
    visit: {
      A11: '900000000016', A12: 'Z199999016', A13: '0790101', A14: '9900000013', A15: 'Z299999411', A16: 'TESTSAM00001',
      A17: '1150115090000', A18: '0001', A19: '1', A22: '00'.repeat(64), A23: '01', A25: 'J00', A31: '500', A32: '50',
    },
    orders: [{
      A71: '1150115090000', A72: '1', A73: 'TESTDRUG0001', A75: 'TID PO', A76: '3', A77: '9.00', A78: '01', A79: '0'.repeat(40),
    }],
  },
  '2.0': {
    header: { H00: '1', H01: 'A' },
    visit: {
      M01: 'TESTSAM00001', M02: '900000000016', M03: 'Z199999016', M04: '0790101', M05: '9900000013', M06: 'Z299999411', M07: '01',
      M11: '1150115090000', M12: '1', M13: '0001', M14: exampleSignature, M15: encodeTreatmentNumber({
        kind: 'card', idCardNum: 'Z199999016', hospitalId: '9900000013', treatmentDateTime: '2026-01-15T09:00:00',
      }), M20: '3', M23: '0', M24: '1', M35: 'J00', M44: '500', M45: '50', M51: '4', M56: '11',
    },
    orders: [{
      D01: '1150115090000', D02: '1', D03: '001', D04: 'A', D05: '0', D06: 'TESTDRUG0001', D08: 'TID', D09: '3', D10: '00009.0',
      D11: '0'.repeat(40), D14: 'PO',
    }],
  },
}

/** When sound records come, by the clinic's own time. */
export const receivedAt = '2026-01-15T21:00:00'

const HERE = '9900000013', ELSEWHERE = '9900000022'

/** The sound record of a format with an example's changes, and what the centre knows then. */
export function edited(
  format: UploadFormat, fields: UploadFields, edit: RecordEdit,
): { readonly record: UploadRecord, readonly at: Reception } {
  const { header, visit, orders: [first = {}] } = soundRecords[format]
  const { MB2 = '1', earlier, elsewhere, ...changes } = edit
  const of = (...segments: readonly string[]) => Object.fromEntries(
    Object.entries(changes).filter(([name]) => segments.includes(fields[name]?.segment ?? '')))
  const order = (at: number) => ({
    ...first, ...format === '2.0' ? { D03: String(at + 1).padStart(3, '0') } : {}, ...at === 0 ? of('MB2') : {},
  })
  const record = {
    header: { ...header, ...of('MSH') }, visit: { ...visit, ...of('MB1', 'either') },
    orders: Array.from({ length: Number(MB2) }, (_, at) => order(at)),
  }
  const type = valueOf(record.header, format === '1.0' ? 'A00' : 'H00')
  const known = (hospitalId: string, kind: string | undefined): EarlierRecord[] => (kind === undefined ? [] : [{ hospitalId, type, kind }])
  return { record, at: { receivedAt, hospitalId: HERE, earlier: [...known(HERE, earlier), ...known(ELSEWHERE, elsewhere)] } }
}
