import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { illnessPeriods } from '../nhi-card/critical-illness.ts'
import { lastSequence, visitDiagnoses, visits } from '../nhi-card/visits.ts'
import { bracketedCode } from './bracketed-code.ts'
import { groups, joined, whole } from './buffer.ts'
import { illnessGroups, illnessGroupsIcd10 } from './critical-illness.ts'
import { cshisFunction } from './function.ts'
import { ofCard, ofPin, ofProfessional } from './returns.ts'

const VISITS = visits.count
const { treatmentDateTime } = visits.record.fields

const visit = (treatmentDateTime: string, sequenceNumber: string, outpatientFee: number) => ({
  treatmentItem: '01', babyTreatment: '', treatmentDateTime, afterCheck: '1', sequenceNumber, hospitalId: '9900000013',
  outpatientFee, costFee: 150, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
})
const none = { subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const diagnosed = [
  { treatmentDateTime: '2026-01-12T10:05:00', mainCode: 'J069', ...none, subCode1: 'R05' },
  { treatmentDateTime: '2026-01-05T09:12:30', mainCode: 'I10', ...none },
]
const C509 = { ciCode: 'C509', validityStart: '2024-04-01', validityEnd: '2027-03-31' }
const blank = (length: number) => '20'.repeat(length)
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

export const hisGetTreatmentNoNeedHPC = cshisFunction({
  name: 'hisGetTreatmentNoNeedHPC', no: '1.5',
  summary: { zh: '讀取就醫資料（不需醫事人員卡）', en: 'Periods of critical illnesses and six visits, without diagnoses.' },
  inputs: {},
  output: {
    treatments: joined(498, {
      illnesses: groups('illnesses', illnessPeriods.count, illnessPeriods.record),
      visits: groups('visits', VISITS, visits.record),
    }),
  },
  needs: { sam: true, pin: true },
  returns: [...ofCard, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.5), §2.2.6' },
  examples: [{
    name: 'two visits and a critical illness', world: 'one-clinic', input: {},
    output: {
      treatments: {
        illnesses: [{ validityStart: '2024-04-01', validityEnd: '2027-03-31' }],
        visits: [visit('2026-01-12T10:05:00', '0002', 620), visit('2026-01-05T09:12:30', '0001', 480)],
      },
    },
    bytes: {
      treatments: `${slots('1130401|1160331')}${blank(70)}`
        + slots('01| |1150112100500|1|0002|9900000013|00000620|00000150|        |       |       ')
        + slots('01| |1150105091230|1|0001|9900000013|00000480|00000150|        |       |       ') + blank(276),
    },
  }],
})

const stored = fixedWidth(43, { treatmentDateTime, ...visitDiagnoses.record.fields })
const asIcd10 = fixedWidth(67, {
  treatmentDateTime, mainCode: bracketedCode('主診斷碼'), subCode1: bracketedCode('次診斷碼一'),
  subCode2: bracketedCode('次診斷碼二'), subCode3: bracketedCode('次診斷碼三'), subCode4: bracketedCode('次診斷碼四'),
  subCode5: bracketedCode('次診斷碼五'),
})
const visitsStored = slots('1150112100500|J069 |R05  |     |     |     |     ')
  + slots('1150105091230|I10  |     |     |     |     |     ') + blank(172)
const NONE = '[       ]'
const visitsIcd10 = slots(`1150112100500|[J069   ]|[R05    ]|${NONE}|${NONE}|${NONE}|${NONE}`)
  + slots(`1150105091230|[I10    ]|${NONE}|${NONE}|${NONE}|${NONE}|${NONE}`) + blank(268)

export const hisGetTreatmentNeedHPC = cshisFunction({
  name: 'hisGetTreatmentNeedHPC', no: '1.8',
  summary: {
    zh: '讀取就醫資料（需醫事人員卡；藥師卡不提供重大傷病）',
    en: 'Critical illnesses and the diagnoses of six visits; to a pharmacist the critical illnesses are blank.',
  },
  inputs: {},
  output: { treatments: joined(372, { illnesses: illnessGroups, visits: groups('visits', VISITS, stored) }) },
  icd10: { treatments: joined(540, { illnesses: illnessGroupsIcd10, visits: groups('visits', VISITS, asIcd10) }) },
  needs: { sam: true, hpc: true, pin: true },
  returns: [...ofCard, ...ofProfessional, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.8), §2.2.8' },
  examples: [
    {
      name: 'a physician', world: 'three-cards', before: physician, input: {},
      output: { treatments: { illnesses: [C509], visits: diagnosed } },
      bytes: { treatments: `${slots('C509 |1130401|1160331')}${blank(95)}${visitsStored}` },
    },
    {
      name: 'a physician, ICD-10', world: 'three-cards', before: physician, input: {}, icd10: true,
      output: { treatments: { illnesses: [C509], visits: diagnosed } },
      bytes: { treatments: `${slots('[C509   ]|1130401|1160331')}${blank(115)}${visitsIcd10}` },
    },
    {
      name: 'a pharmacist', world: 'pharmacist', before: physician, input: {},
      output: { treatments: { illnesses: [], visits: diagnosed } }, bytes: { treatments: `${blank(114)}${visitsStored}` },
    },
    {
      name: 'a pharmacist, ICD-10', world: 'pharmacist', before: physician, input: {}, icd10: true,
      output: { treatments: { illnesses: [], visits: diagnosed } }, bytes: { treatments: `${blank(138)}${visitsIcd10}` },
    },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})

export const hisGetLastSeqNum = cshisFunction({
  name: 'hisGetLastSeqNum', no: '1.14',
  summary: { zh: '讀取最近一次就醫序號', en: 'The last visit number, with its year.' },
  inputs: {},
  output: { lastSeqNum: whole('lastSeqNum', lastSequence.record) },
  needs: { sam: true, pin: true },
  returns: [...ofCard, 5002, ...ofPin],
  provenance: { source: 'nhi-facts §2.1 (1.14)' },
  examples: [{
    name: 'the second of 2026', world: 'one-clinic', input: {},
    output: { lastSeqNum: { year: 115, sequenceNumber: '0002' } }, bytes: { lastSeqNum: slots('115|0002') },
  }],
})
