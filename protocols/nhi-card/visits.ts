import { ascii, hexBytes, rocDateTime, wholeNumber } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.6' } } as const
const diagnosis = (zh: string) => ascii(5, zh, { provenance: { source: 'nhi-facts §2.2.8' } })
const VISITS = 6
const shared = {
  area: 'insurance', structure: 'cyclic', count: VISITS,
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A17 to A35)' } },
} as const
const order = 'that record 1 is the newest is assumed: no source gives the order'

/** 就醫資料: six visits, the part that needs no professional card, 69 bytes each. */
export const visits = cardFile({
  ...shared, sfi: 9, name: 'visits', zh: '就醫資料', en: 'Visits',
  record: fixedWidth(69, {
    treatmentItem: ascii(2, '就醫類別', printed),
    babyTreatment: ascii(1, '新生兒就醫註記', printed),
    treatmentDateTime: rocDateTime('就診日期時間', printed),
    afterCheck: ascii(1, '補卡註記', printed),
    sequenceNumber: ascii(4, '就醫序號', printed),
    hospitalId: ascii(10, '醫療院所代碼', printed),
    outpatientFee: wholeNumber(8, '門診醫療費用', printed),
    costFee: wholeNumber(8, '門診部分負擔費用', printed),
    inpatientFee: wholeNumber(8, '住院醫療費用', printed),
    inpatient30Fee: wholeNumber(7, '住院部分負擔費用（急性 30 天、慢性 180 天以下）', printed),
    inpatient180Fee: wholeNumber(7, '住院部分負擔費用（急性 31 天、慢性 181 天以上）', printed),
  }),
  access: { read: 'samAndPin', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.5, 1.17, 1.37)' } },
  writer: { value: 'card', provenance: { source: 'nhi-facts §2.1 (1.37: date, number and institution; fees by 1.17)' } },
  provenance: { source: `nhi-facts §2.2.6, §4.6; ${order}` },
  examples: [
    {
      name: 'an outpatient visit with its fees',
      hex: slots('01| |1150115093000|1|0001|9900000013|00000500|00000150|        |       |       '),
      value: {
        treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-15T09:30:00', afterCheck: '1',
        sequenceNumber: '0001', hospitalId: '9900000013', outpatientFee: 500, costFee: 150,
        inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
      },
    },
    {
      name: 'a newborn’s visit on a parent’s card, fees not written yet',
      hex: slots('01|A|1150116101530|1|0002|9900000013|        |        |        |       |       '),
      value: {
        treatmentItem: '01', babyTreatment: 'A', treatmentDateTime: '2026-01-16T10:15:30', afterCheck: '1',
        sequenceNumber: '0002', hospitalId: '9900000013', outpatientFee: null, costFee: null,
        inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
      },
    },
  ],
})

/** 主、次診斷: those of the visit with the same number, star-marked, 5-byte slots as stored. */
export const visitDiagnoses = cardFile({
  ...shared, sfi: 10, name: 'visitDiagnoses', zh: '就醫資料－診斷', en: 'Visits, diagnoses',
  record: fixedWidth(30, {
    mainCode: diagnosis('主診斷碼'), subCode1: diagnosis('次診斷碼一'), subCode2: diagnosis('次診斷碼二'),
    subCode3: diagnosis('次診斷碼三'), subCode4: diagnosis('次診斷碼四'), subCode5: diagnosis('次診斷碼五'),
  }),
  access: {
    read: 'hpc', update: 'sam', pharmacist: 'full',
    provenance: { source: 'nhi-facts §2.1 (1.8: only bytes 1 to 114 are blank for pharmacists; 1.16: SAM), §4.6' },
  },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.16)' } },
  provenance: { source: `nhi-facts §2.2.8, §4.6; ${order}` },
  examples: [{
    name: 'a main and one further diagnosis', hex: slots('J069 |R05  |     |     |     |     '),
    value: { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
  }],
})

/** 醫事人員身分證號 of the visit with the same number, star-marked. */
export const visitPhysicians = cardFile({
  ...shared, sfi: 11, name: 'visitPhysicians', zh: '就醫資料－醫事人員', en: 'Visits, professionals',
  record: fixedWidth(10, { hpcIdNo: ascii(10, '醫事人員身分證號', { provenance: { source: 'nhi-facts §4.6' } }) }),
  access: { read: 'hpc', update: 'sam', pharmacist: 'full', provenance: { source: 'nhi-facts §4.6, §2.1 (1.16)' } },
  writer: { value: 'card', provenance: { assumed: 'nhi-facts §2.1 (1.16) returns it, so the reader writes it' } },
  provenance: { source: `nhi-facts §4.6; ${order}` },
  examples: [{ name: 'a fictional physician', hex: slots('Z199999506'), value: { hpcIdNo: 'Z199999506' } }],
})

/** 安全簽章 of the visit with the same number: 128 bytes of any value. */
export const visitSignatures = cardFile({
  ...shared, sfi: 12, name: 'visitSignatures', zh: '就醫資料－安全簽章', en: 'Visits, signatures',
  record: fixedWidth(128, { signature: hexBytes(128, '安全簽章', { provenance: { source: 'nhi-facts §2.2.10, §8.9' } }) }),
  access: {
    read: 'samAndPin', update: 'sam', provenance: { assumed: 'it is returned with the number, which needs no more (§2.1, 1.9)' },
  },
  writer: { value: 'card', provenance: { source: 'nhi-facts §8.9 (made in the SAM)' } },
  provenance: { source: `nhi-facts §4.6 (128), §8.9; ${order}` },
  examples: [{ name: 'any bytes', hex: 'a5'.repeat(128), value: { signature: 'a5'.repeat(128) } }],
})

/** 最近一次就醫序號: ROC year and number, 3 + 4. */
export const lastSequence = cardFile({
  area: 'insurance', sfi: 8, name: 'lastSequence', zh: '最近一次就醫序號', en: 'Last visit number',
  structure: 'transparent', count: 1,
  record: fixedWidth(7, {
    year: wholeNumber(3, '民國年', { provenance: { source: 'nhi-facts §2.1 (1.14)' } }),
    sequenceNumber: ascii(4, '就醫序號', { provenance: { source: 'nhi-facts §2.1 (1.14)' } }),
  }),
  access: { read: 'samAndPin', update: 'idc', provenance: { source: 'nhi-facts §2.1 (1.14), §9' } },
  writer: { value: 'card', provenance: { source: 'nhi-facts §9 (+1 from the last)' } },
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A18)' } },
  provenance: { source: 'nhi-facts §4.6 (7), §2.1 (1.14)' },
  examples: [{ name: 'the twelfth of 2026', hex: slots('115|0012'), value: { year: 115, sequenceNumber: '0012' } }],
})
