import * as z from 'zod'
import { ascii, rocDate } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { illnessCodes, illnessPeriods } from '../nhi-card/critical-illness.ts'
import { bracketedCode } from './bracketed-code.ts'
import { groups } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'

const GROUPS = illnessCodes.count
const stored = fixedWidth(19, { ...illnessCodes.record.fields, ...illnessPeriods.record.fields })
const asIcd10 = fixedWidth(23, { ciCode: bracketedCode('重大傷病代碼'), ...illnessPeriods.record.fields })

/** Six critical illnesses, 114 bytes; a group never written is spaces. */
export const illnessGroups = groups('illnesses', GROUPS, stored)
/** The same where ICD-10 codes were asked for, 138 bytes; that a group never written has no brackets is assumed. */
export const illnessGroupsIcd10 = groups('illnesses', GROUPS, asIcd10)

const C509 = { ciCode: 'C509', validityStart: '2024-04-01', validityEnd: '2027-03-31' }
const dates = { ciCode: '', validityStart: '2024-04-01', validityEnd: '2027-03-31' }
const blank = (length: number) => '20'.repeat(length)
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

const output = { illnesses: illnessGroups }
const icd10 = { illnesses: illnessGroupsIcd10 }
const withCode = { illnesses: `${slots('C509 |1130401|1160331')}${blank(95)}` }
const withCodeIcd10 = { illnesses: `${slots('[|C509   |]|1130401|1160331')}${blank(115)}` }
const datesOnly = { illnesses: `${slots('     |1130401|1160331')}${blank(95)}` }
const datesOnlyIcd10 = { illnesses: `${slots('[|       |]|1130401|1160331')}${blank(115)}` }

export const hisGetCriticalIllness = cshisFunction({
  name: 'hisGetCriticalIllness', no: '1.33',
  summary: {
    zh: '讀取重大傷病註記資料（無醫事人員卡時僅回覆起迄日期，5141）',
    en: 'Critical illnesses; without a professional card their dates alone, with 5141 beside them.',
  },
  inputs: {}, output, icd10,
  needs: { sam: true, hpc: 'optional', pin: true },
  // 5109: the list of 1.33 has 5102 alone of the patient's PIN
  returns: [...ofCard, 4042, 5002, ...ofPin, 5141, 9100],
  provenance: { source: 'nhi-facts §2.1 (1.33), §2.2.9, §3.1 (5141)' },
  examples: [
    {
      name: 'a physician', world: 'three-cards', before: physician, input: {},
      output: { illnesses: [C509] }, bytes: withCode,
    },
    {
      name: 'a physician, ICD-10', world: 'three-cards', before: physician, input: {}, icd10: true,
      output: { illnesses: [C509] }, bytes: withCodeIcd10,
    },
    {
      name: 'no professional card', world: 'one-clinic', input: {}, code: 5141,
      output: { illnesses: [dates] }, bytes: datesOnly,
    },
    {
      name: 'no professional card, ICD-10', world: 'one-clinic', input: {}, icd10: true, code: 5141,
      output: { illnesses: [dates] }, bytes: datesOnlyIcd10,
    },
    { name: 'a physician whose PIN is not verified', world: 'three-cards', input: {}, code: 4042 },
    { name: 'a pharmacist', world: 'pharmacist', before: physician, input: {}, code: 9100 },
  ],
})

const printed = { provenance: { source: 'nhi-facts §2.1 (1.50)' } } as const

export const hisGetCriticalIllnessID = cshisFunction({
  name: 'hisGetCriticalIllnessID', no: '1.50',
  summary: {
    zh: '讀取重大傷病註記資料，先核對身分證號與出生日期（不符 5020）',
    en: 'Critical illnesses of the person with this id and birth date; 5020 when the card is another’s.',
  },
  inputs: {
    patientId: fieldInput(ascii(10, '身分證號', printed), z.string()),
    birthday: fieldInput(rocDate('出生日期', printed), z.iso.date()),
  },
  output, icd10,
  // the list has no code of the patient's PIN; the files of the profile want it all the same
  needs: { sam: true, hpc: 'optional', pin: true },
  returns: [...ofCard, 4042, 5002, 5020, ...ofPin, 5141, 9100],
  provenance: { source: 'nhi-facts §2.1 (1.50), §2.2.9' },
  examples: [
    {
      name: 'a physician', world: 'three-cards', before: physician,
      input: { patientId: 'Z199999016', birthday: '1990-01-01' },
      output: { illnesses: [C509] }, bytes: withCode,
    },
    {
      name: 'a physician, ICD-10', world: 'three-cards', before: physician, icd10: true,
      input: { patientId: 'Z199999016', birthday: '1990-01-01' },
      output: { illnesses: [C509] }, bytes: withCodeIcd10,
    },
    {
      name: 'no professional card', world: 'one-clinic', input: { patientId: 'Z199999016', birthday: '1990-01-01' }, code: 5141,
      output: { illnesses: [dates] }, bytes: datesOnly,
    },
    {
      name: 'another patient', world: 'one-clinic', input: { patientId: 'Z299999027', birthday: '1990-01-01' }, code: 5020,
    },
    {
      name: 'another birth date', world: 'one-clinic', input: { patientId: 'Z199999016', birthday: '1990-01-02' }, code: 5020,
    },
    {
      name: 'a pharmacist', world: 'pharmacist', before: physician,
      input: { patientId: 'Z199999016', birthday: '1990-01-01' }, code: 9100,
    },
  ],
})
