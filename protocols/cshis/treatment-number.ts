import { ascii, rocDateTime } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'
import { ClinicTime, PersonalCode } from './input-schemas.ts'

const printed = { provenance: { source: 'nhi-facts §2.3' } } as const
const treatmentNumber = ascii(20, '就醫識別碼', printed)

export const hisGetTreatNumNoICCard = cshisFunction({
  name: 'hisGetTreatNumNoICCard',
  summary: { zh: '無健保卡時取得就醫識別碼', en: '就醫識別碼 of somebody whose card is missing or broken.' },
  inputs: {
    patientId: fieldInput(ascii(10, '身分證號', printed), PersonalCode),
    hospitalId: fieldInput(ascii(10, '醫療院所代碼', printed), PersonalCode),
  },
  output: {
    number: whole('number', fixedWidth(43, {
      treatmentDateTime: rocDateTime('就診日期時間', printed), hospitalId: ascii(10, '醫療院所代碼', printed), treatmentNumber,
    })),
  },
  needs: { sam: true, online: true },
  returns: [0, 4000, 4012, 4032, 4050, 4061, 5174, 6018],
  provenance: { source: 'nhi-facts §2.3 (API 1.54, client-side); its return codes are those of functions with the same needs' },
  examples: [
    {
      name: 'a card that was left at home', world: 'one-clinic', input: { patientId: 'Z199999016', hospitalId: '9900000013' },
      output: { number: { treatmentDateTime: '2026-01-15T09:00:00', hospitalId: '9900000013', treatmentNumber: 'FMCHU6PCTDY3ZJ13YBO0' } },
      bytes: { number: slots('1150115090000|9900000013|FMCHU6PCTDY3ZJ13YBO0') },
    },
    {
      name: 'another institution than the security module’s', world: 'one-clinic',
      input: { patientId: 'Z199999016', hospitalId: '9900000022' }, code: 6018,
    },
  ],
})

export const hisGetTreatNumICCard = cshisFunction({
  name: 'hisGetTreatNumICCard',
  summary: { zh: '取得卡片上就醫紀錄之就醫識別碼', en: '就醫識別碼 of a visit that stands on the card.' },
  inputs: { treatmentDateTime: fieldInput(rocDateTime('就診日期時間', printed), ClinicTime) },
  output: { number: whole('number', fixedWidth(20, { treatmentNumber })) },
  needs: { sam: true, pin: true, online: true },
  // 5022 for a visit that was undone too, as for every function that finds one by its date and time: assumed, no source says it
  returns: [...ofCard, ...ofPin, 4061, 5022, 5174],
  provenance: { source: 'nhi-facts §2.3 (API 1.56, client-side); its return codes are those of functions with the same needs' },
  examples: [
    {
      name: 'a visit of three days ago', world: 'one-clinic', input: { treatmentDateTime: '2026-01-12T10:05:00' },
      output: { number: { treatmentNumber: '7NZ03F67JMBZU1XSOUOC' } }, bytes: { number: slots('7NZ03F67JMBZU1XSOUOC') },
    },
    { name: 'no such visit', world: 'one-clinic', input: { treatmentDateTime: '2026-01-12T10:05:01' }, code: 5022 },
    {
      name: 'a visit that was undone', world: 'one-clinic', input: { treatmentDateTime: '2026-01-15T09:00:00' }, code: 5022,
      before: [
        { method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } },
        { method: 'visit.undo', params: { treatmentDateTime: '2026-01-15T09:00:00' } },
      ],
    },
  ],
})
