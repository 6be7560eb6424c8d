import { rocDateTime } from '../bytes/field.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'
import { ClinicTime } from './input-schemas.ts'
import { ofCard, ofPin } from './returns.ts'

export const csUnGetSeqNumber = cshisFunction({
  name: 'csUnGetSeqNumber', no: '1.39',
  summary: { zh: '取消就醫序號（退掛）', en: 'Undoes a numbered visit of the last 24 hours at this institution, with all it counted.' },
  inputs: {
    unTreatDate: fieldInput(rocDateTime('欲退掛之就診日期時間', { provenance: { source: 'nhi-facts §2.1 (1.39)' } }), ClinicTime),
  },
  output: {},
  needs: { sam: true, pin: true, online: true },
  returns: [
    ...ofCard, ...ofPin, 4061, 4071, 5130, 5150, 5151, 5152, 5153, 5154, 5160, 5161, 5162, 5163, 5164, 5165, 5166, 5167, 5168, 5169,
    5170, 5171, 5172, 5173,
  ],
  provenance: { source: 'nhi-facts §2.1 (1.39), §3.1 (5150 to 5173), §9; PIN codes because the visits are behind the PIN' },
  examples: [
    {
      name: 'the visit of a moment ago', world: 'one-clinic',
      before: [{ method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
      input: { unTreatDate: '2026-01-15T09:00:00' },
    },
    { name: 'no such visit', world: 'one-clinic', input: { unTreatDate: '2026-01-15T09:00:00' }, code: 5150 },
    { name: 'a visit of three days ago', world: 'one-clinic', input: { unTreatDate: '2026-01-12T10:05:00' }, code: 5154 },
  ],
})
