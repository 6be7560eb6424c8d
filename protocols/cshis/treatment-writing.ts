import { slots } from '../nhi-card/card-file.ts'
import { docId, owner, treatmentDateTime } from './card-owner.ts'
import { cshisFunction } from './function.ts'
import { recordInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'
import { feeRecord, treatmentCode, treatmentData } from './treatment-record.ts'

/**
 * The visit is looked for on the card, which shows visits only when the patient's PIN is right: so P is returned besides
 * what the manual lists, as assumed.
 */
const needs = { sam: true, pin: true } as const
const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
const ofMonday = { treatmentDateTime: '2026-01-12T10:05:00', ...wang } as const
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]
const diagnoses = { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const PHYSICIAN = `${slots('Z299999410')}00`
const NOBODY = '00'.repeat(11)

export const hisWriteTreatmentCode = cshisFunction({
  name: 'hisWriteTreatmentCode', no: '1.16',
  summary: {
    zh: '寫入診療資料（補卡註記與診斷），傳回醫事人員身分證號',
    en: 'Writes the diagnoses of a visit and its mark, and whose professional card was there.',
  },
  inputs: { treatmentDateTime, ...owner, data: treatmentCode },
  output: { docId },
  needs,
  returns: [...ofCard, ...ofPin, 5020, 5022, 5023, 9127],
  provenance: { source: 'nhi-facts §2.1 (1.16), §2.2.12' },
  examples: [
    {
      name: 'for a physician, by ICD-10 codes', world: 'three-cards', before: physician,
      input: { ...ofMonday, data: { icd10: true, afterCheck: '1', ...diagnoses } },
      output: { docId: 'Z299999410' }, bytes: { docId: PHYSICIAN },
    },
    {
      name: 'without a professional card, as stored', world: 'one-clinic',
      input: { ...ofMonday, data: { icd10: false, afterCheck: '1', ...diagnoses } },
      output: { docId: '' }, bytes: { docId: NOBODY },
    },
    {
      name: 'of somebody else', world: 'one-clinic', code: 5020,
      input: { ...ofMonday, birthday: '1990-01-02', data: { icd10: false, afterCheck: '1', ...diagnoses } },
    },
    {
      name: 'of a visit that is not on the card', world: 'one-clinic', code: 5022,
      input: { ...ofMonday, treatmentDateTime: '2026-01-12T10:05:01', data: { icd10: false, afterCheck: '1', ...diagnoses } },
    },
    {
      name: 'a code that no table knows', world: 'one-clinic', code: 9127,
      input: { ...ofMonday, data: { icd10: true, afterCheck: '1', ...diagnoses, mainCode: 'V000000' } },
    },
  ],
})

export const hisWriteTreatmentFee = cshisFunction({
  name: 'hisWriteTreatmentFee', no: '1.17',
  summary: { zh: '寫入就醫費用', en: 'Writes the fees of a visit.' },
  inputs: { treatmentDateTime, ...owner, data: recordInput('費用', feeRecord) },
  output: {},
  needs,
  returns: [...ofCard, ...ofPin, 5020, 5022, 5028],
  provenance: { source: 'nhi-facts §2.1 (1.17), §2.2.12' },
  examples: [
    { name: 'an outpatient visit', world: 'one-clinic', input: { ...ofMonday, data: fees } },
    { name: 'of somebody else', world: 'one-clinic', code: 5020, input: { ...ofMonday, patientId: 'Z199999025', data: fees } },
  ],
})

export const hisWriteTreatmentData = cshisFunction({
  name: 'hisWriteTreatmentData', no: '1.47',
  summary: {
    zh: '寫入診療資料及費用，傳回醫事人員身分證號',
    en: 'Writes the diagnoses and the fees of a visit, and whose professional card was there.',
  },
  inputs: { treatmentDateTime, ...owner, data: treatmentData },
  output: { docId },
  needs,
  returns: [...ofCard, ...ofPin, 5020, 5022, 5023, 9127],
  provenance: { source: 'nhi-facts §2.1 (1.47), §2.2.12' },
  examples: [
    {
      name: 'for a physician, by ICD-10 codes', world: 'three-cards', before: physician,
      input: { ...ofMonday, data: { icd10: true, afterCheck: '2', ...diagnoses, ...fees } },
      output: { docId: 'Z299999410' }, bytes: { docId: PHYSICIAN },
    },
    {
      name: 'without a professional card, as stored', world: 'one-clinic',
      input: { ...ofMonday, data: { icd10: false, afterCheck: '1', ...diagnoses, ...fees } },
      output: { docId: '' }, bytes: { docId: NOBODY },
    },
  ],
})
