import { ascii, hexBytes, rocDateTime } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { afterChecks } from '../codes/after-check.ts'
import { newbornMarks } from '../codes/newborn-marks.ts'
import { treatmentItems } from '../codes/treatment-items.ts'
import { slots } from '../nhi-card/card-file.ts'
import type { CodeTable } from '../codes/effective.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { signInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'
import { exampleSignature, secondSignature } from '../visit/example-signatures.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.10' } } as const
const visit = {
  treatmentDateTime: rocDateTime('就診日期時間', printed),
  sequenceNumber: ascii(4, '就醫序號', printed),
  hospitalId: ascii(10, '醫療院所代碼', printed),
}
const samId = ascii(12, '安全模組代碼', printed)
const converted = {
  ...visit,
  signature: ascii(256, '安全簽章（轉換後）', {
    provenance: { assumed: 'nhi-facts §2.2.10 calls it a converted form of 256 printable bytes: hex of the 128' },
  }),
  samId,
  isSameDay: ascii(1, '同日就診註記', printed),
}

const codes = ({ rows }: CodeTable) => rows.map(({ code }) => code)
const item = signInput(treatmentItems.zh, 2, codes(treatmentItems))
const baby = signInput(newbornMarks.zh, 1, codes(newbornMarks))
const afterCheck = signInput(afterChecks.zh, 1, afterChecks.rows.filter(({ onCard }) => onCard).map(({ code }) => code))
/** 5102 and 5109 besides what the manual lists: the last number is on the simulated card for whoever has its PIN (1.14). */
const returns = [
  ...ofCard, ...ofPin, 4061, 4071, 5001, 5002, 5003, 5004, 5005, 5006, 5007, 5008, 5010, 5012, 5052, 5081, 5082, 5084, 9094, 9095,
  9129,
]
const needs = { sam: true, pin: true, online: 'someVisits' } as const


const first = {
  treatmentDateTime: '2026-01-15T09:00:00', sequenceNumber: '0003', hospitalId: '9900000013', signature: exampleSignature,
  samId: 'TESTSAM00001',
} as const
const firstHex = slots('1150115090000|0003|9900000013')
const second = { ...first, treatmentDateTime: '2026-01-15T09:00:01', sequenceNumber: '0004', signature: secondSignature } as const
const secondHex = `${slots('1150115090001|0004|9900000013')}${slots(secondSignature)}${slots('TESTSAM00001|Y')}`
const before = [{ method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }] as const

export const hisGetSeqNumber = cshisFunction({
  name: 'hisGetSeqNumber', no: '1.9',
  summary: { zh: '取得就醫序號', en: 'Writes a visit to the card and gives its number and signature.' },
  inputs: { treatmentItem: item, babyTreatment: baby },
  output: { visit: whole('visit', fixedWidth(167, { ...visit, signature: hexBytes(128, '安全簽章', printed), samId })) },
  needs, returns,
  provenance: { source: 'nhi-facts §2.1 (1.9), §2.2.10, §9' },
  examples: [
    {
      name: 'an outpatient visit', world: 'one-clinic', input: { treatmentItem: '01', babyTreatment: '' },
      output: { visit: first }, bytes: { visit: `${firstHex}${exampleSignature}${slots('TESTSAM00001')}` },
    },
    {
      name: 'a newborn, of whom the card knows nothing', world: 'one-clinic',
      input: { treatmentItem: '01', babyTreatment: 'A' }, code: 5004,
    },
  ],
})

const inputs = { treatmentItem: item, babyTreatment: baby, treatAfterCheck: afterCheck }

export const hisGetSeqNumber256 = cshisFunction({
  name: 'hisGetSeqNumber256', no: '1.37',
  summary: {
    zh: '取得就醫序號新版',
    en: 'As hisGetSeqNumber, with 補卡 mark, the signature in printable form and whether it is the second visit of its day.',
  },
  inputs,
  output: { visit: whole('visit', fixedWidth(296, converted)) },
  needs, returns: [...returns, 5009],
  provenance: { source: 'nhi-facts §2.1 (1.37), §2.2.10, §9' },
  examples: [
    {
      name: 'an outpatient visit', world: 'one-clinic', input: { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' },
      output: { visit: { ...first, isSameDay: 'N' } },
      bytes: { visit: `${firstHex}${slots(exampleSignature)}${slots('TESTSAM00001|N')}` },
    },
    {
      name: 'the second of its day: a notice, and the visit is good', world: 'one-clinic', before,
      input: { treatmentItem: '02', babyTreatment: '', treatAfterCheck: '0' }, code: 5010,
      output: { visit: { ...second, isSameDay: 'Y' } }, bytes: { visit: secondHex },
    },
    {
      name: 'records to cancel, and none of the last 24 hours', world: 'one-clinic',
      input: { treatmentItem: 'ZA', babyTreatment: '', treatAfterCheck: '1' }, code: 5081,
    },
  ],
})

export const hisGetSeqNumber256N1 = cshisFunction({
  name: 'hisGetSeqNumber256N1',
  summary: { zh: '取得就醫序號及就醫識別碼', en: 'As hisGetSeqNumber256, and the 就醫識別碼 that the data centre issues.' },
  inputs,
  output: {
    visit: whole('visit', fixedWidth(316, {
      ...converted, treatmentNumber: ascii(20, '就醫識別碼', { provenance: { source: 'nhi-facts §2.2.10, §8.9' } }),
    })),
  },
  needs: { sam: true, pin: true, online: 'someVisits' }, returns: [...returns, 5009, 5174],
  provenance: { source: 'nhi-facts §2.3, §2.2.10 (client-side), §1.3 (5174 is no error)' },
  examples: [
    {
      name: 'an outpatient visit', world: 'one-clinic', input: { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' },
      output: { visit: { ...first, isSameDay: 'N', treatmentNumber: '7NZ03F67JMBZU1XSUBO0' } },
      bytes: { visit: `${firstHex}${slots(exampleSignature)}${slots('TESTSAM00001|N|7NZ03F67JMBZU1XSUBO0')}` },
    },
    {
      name: 'the second of its day', world: 'one-clinic', before,
      input: { treatmentItem: '02', babyTreatment: '', treatAfterCheck: '1' }, code: 5010,
      output: { visit: { ...second, isSameDay: 'Y', treatmentNumber: '7NZ03F67JMBZU1XSUBO1' } },
      bytes: { visit: `${secondHex}${slots('7NZ03F67JMBZU1XSUBO1')}` },
    },
  ],
})
