import * as z from 'zod'
import { remoteCall } from '../remote-call.ts'
import { rocDateTime, text } from './values.ts'

export const treatmentNumberNoCard = remoteCall({
  name: 'TreatmentNumber/NoCard', service: 'number', cards: ['sam'],
  summary: { zh: '無健保卡取得就醫識別碼', en: '就醫識別碼 of somebody whose card is not there.' },
  // it counts no visit, but the moment of each answer stands in its number
  effect: 'counts',
  params: z.object({ patientId: text(10, '身分證號') }),
  reply: z.object({
    treatmentDateTime: rocDateTime(), hospitalId: text(10, '院所代碼'), treatmentNumber: z.string().length(20).describe('就醫識別碼'),
  }),
  codes: [3204],
  provenance: { source: 'nhi-facts §2.5 (TreatmentNumber/NoCard: like the buffer of 43 bytes, §2.3); its field names are assumed' },
  examples: [],
})

export const treatmentNumberCard = remoteCall({
  name: 'TreatmentNumber/Card', service: 'number', cards: ['hc'],
  summary: { zh: '取得已就醫者之就醫識別碼', en: '就醫識別碼 of a visit that was counted.' },
  effect: 'reads',
  params: z.object({ treatmentDateTime: rocDateTime() }),
  reply: z.object({ treatmentNumber: z.string().length(20).describe('就醫識別碼') }),
  codes: [3204, 3208, 3211, 3227],
  provenance: { source: 'nhi-facts §2.5 (TreatmentNumber/Card)' },
  examples: [{
    name: 'the visit of a moment ago', world: 'one-clinic', params: { treatmentDateTime: '1150115090000' },
    before: [{ call: 'SequelNumber/Next', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
    reply: { treatmentNumber: '7NZ03F67JMBZU1XSUBO0' },
  }],
})
