import * as z from 'zod'
import { remoteCall } from '../remote-call.ts'
import { diagnoses, fees, rocDate, rocDateTime, text } from './values.ts'

const format = z.literal('0').default('0').describe('what other values mean is not public')
const signed = { service: 'query', effect: 'reads' } as const

export const criticalIllnessQuery = remoteCall({
  ...signed, name: 'CriticalIllness/Query', cards: ['hpcHc'],
  summary: { zh: '查詢重大傷病註記', en: 'Critical illnesses, six at most.' },
  params: z.object({ format }),
  reply: z.object({
    criticalIllnesses: z.array(z.object({
      ciCode: text(7, '重大傷病代碼'), validityStart: rocDate('有效起日'), validityEnd: rocDate('有效迄日'),
    })).max(6),
  }),
  codes: [1027, 1029, 1030, 3212, 3243],
  provenance: { source: 'nhi-facts §2.5 (CriticalIllness/Query)' },
  examples: [{
    name: 'one illness', world: 'three-cards', params: { format: '0' },
    reply: { criticalIllnesses: [{ ciCode: 'C509', validityStart: '1130401', validityEnd: '1160331' }] },
  }],
})

const visit = {
  treatmentItem: text(2, '就醫類別'), treatDateTime: rocDateTime(), afterCheck: text(1, '補卡註記'), hospitalVisit: text(4, '就醫序號'),
  hospitalId: text(10, '院所代碼'), ...fees,
}
const none = { inpatientFee: '', inpatient30Fee: '', inpatient180Fee: '' }

export const treatmentNoNeedHpc = remoteCall({
  ...signed, name: 'Treatment/NoNeedHPC', cards: ['hc', 'hpcHc'],
  summary: { zh: '查詢就醫紀錄', en: 'The last six visits with their fees, the newest first.' },
  params: z.object({}),
  reply: z.object({ treatments: z.array(z.object(visit)).max(6) }),
  codes: [],
  provenance: { source: 'nhi-facts §2.5 (Treatment/NoNeedHPC); that hospitalVisit is the 就醫序號 is assumed from its place in §2.2.6' },
  examples: [{
    name: 'two visits', world: 'one-clinic', params: {},
    reply: {
      treatments: [
        {
          treatmentItem: '01', treatDateTime: '1150112100500', afterCheck: '1', hospitalVisit: '0002', hospitalId: '9900000013',
          outpatientFee: '620', costFee: '150', ...none,
        },
        {
          treatmentItem: '01', treatDateTime: '1150105091230', afterCheck: '1', hospitalVisit: '0001', hospitalId: '9900000013',
          outpatientFee: '480', costFee: '150', ...none,
        },
      ],
    },
  }],
})

export const treatmentNeedHpc = remoteCall({
  ...signed, name: 'Treatment/NeedHPC', cards: ['hpcHc'],
  summary: { zh: '查詢就醫診斷', en: 'Diagnoses of the last six visits.' },
  params: z.object({ format }),
  reply: z.object({ treatments: z.array(z.object({ treatDateTime: rocDateTime(), ...diagnoses })).max(6) }),
  codes: [1029, 3243],
  provenance: { source: 'nhi-facts §2.5 (Treatment/NeedHPC); name of the list and of the time are assumed: those of NoNeedHPC' },
  examples: [{
    name: 'two visits', world: 'three-cards', params: { format: '0' },
    reply: {
      treatments: [
        { treatDateTime: '1150112100500', mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
        { treatDateTime: '1150105091230', mainCode: 'I10', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
      ],
    },
  }],
})

export const treatmentWriteCodeFee = remoteCall({
  name: 'Treatment/WriteCodeFee', service: 'write', cards: ['hc', 'hpcHc'],
  summary: { zh: '寫入診斷與費用', en: 'Diagnoses and fees of a visit. A second time: 3209, which stands for success.' },
  // written once and then refused with 3209: asked again it does no harm
  effect: 'idempotent',
  params: z.object({ afterCheck: z.enum(['1', '2']).describe('補卡註記'), treatmentDateTime: rocDateTime(), ...diagnoses, ...fees }),
  reply: z.object({}),
  codes: [1028, 3208, 3209, 3210, 3211, 3212, 3221, 3222, 3223, 3224, 3225, 3226, 3227, 3501],
  provenance: { source: 'nhi-facts §2.5 (Treatment/WriteCodeFee; 3209 is treated as success)' },
  examples: [{
    name: 'a visit of a moment ago', world: 'one-clinic', reply: {},
    before: [{ call: 'SequelNumber/Next', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
    params: {
      afterCheck: '1', treatmentDateTime: '1150115090000', mainCode: 'J069', subCode1: '', subCode2: '', subCode3: '', subCode4: '',
      subCode5: '', outpatientFee: '500', costFee: '150', ...none,
    },
  }],
})
