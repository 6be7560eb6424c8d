import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalformedError } from '../bytes/malformed.ts'
import { readReport, writeReport, type UploadReport } from './report.ts'

const typed = [
  '檢核結果 [][][][1150115210000][2048][3] [][][] [2] [5] [1]',
  '='.repeat(75),
  '第[2]筆 M03=[Z199999016] M15=[MISS0000000000000000] 錯誤原因: M49:AF;M51:AA;D05[1]:AF;',
].join('\r\n')

const report: UploadReport = {
  uploadedAt: '1150115210000', size: 2048, received: 3, validVisits: 2, validOrders: 5, invalidVisits: 1,
  records: [{
    number: 2, patientId: 'Z199999016', treatmentNumber: 'MISS0000000000000000',
    findings: [{ field: 'M49', error: 'AF' }, { field: 'M51', error: 'AA' }, { field: 'D05', order: 1, error: 'AF' }],
  }],
}

const finding = fc.record({
  field: fc.stringMatching(/^[MDEV]\d\d$/), order: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  error: fc.stringMatching(/^[A-Z]{1,2}\d{0,3}$/),
}).map(({ field, order, error }) => ({ field, ...order === undefined ? {} : { order }, error }))
const value = fc.stringMatching(/^[0-9A-Z]{0,20}$/)
const reports: fc.Arbitrary<UploadReport> = fc.record({
  uploadedAt: value, size: fc.nat(), received: fc.nat(), validVisits: fc.nat(), validOrders: fc.nat(), invalidVisits: fc.nat(),
  records: fc.array(fc.record({
    number: fc.nat(), patientId: value, treatmentNumber: value, findings: fc.array(finding, { minLength: 1, maxLength: 6 }),
  }), { maxLength: 4 }),
})

describe('a report', () => {
  test('is read as nhi-facts §8.7 describes it', () => expect(readReport(typed)).toEqual(report))

  test('is read back as it was written, whatever it says', () => {
    fc.assert(fc.property(reports, (any) => { expect(readReport(writeReport(any))).toEqual(any) }))
  })

  test('means the same with blanks and line breaks between its reasons', () => {
    expect(readReport(typed.replace('M49:AF;', '\r\n   M49:AF;\r\n '))).toEqual(report)
  })

  test.each([
    ['with eleven values', typed.replace('[2048]', '')], ['without its title', typed.replace('檢核結果', '')],
    ['with a size that is no number', typed.replace('[2048]', '[x]')], ['with a block without number', typed.replace('第[2]筆', '')],
    ['with a reason that is none', typed.replace('M49:AF', 'M49')], ['with no reasons', typed.replace('錯誤原因:', '')],
    ['that is empty', ''],
  ])('%s is refused by name', (_, text) => { expect(() => readReport(text)).toThrow(MalformedError) })

  test.each(['[', ']', '\r', '\n'])('is not written with %j in a value, which would shift all that follow', (sign) => {
    expect(() => writeReport({ ...report, uploadedAt: sign })).toThrow(MalformedError)
  })
})
