import * as z from 'zod'
import { exampleSignature } from '../../visit/example-signatures.ts'
import { remoteCall } from '../remote-call.ts'
import { rocDateTime, soundDateTime, text } from './values.ts'

export const sequelNumberNext = remoteCall({
  name: 'SequelNumber/Next', service: 'number', cards: ['hc'],
  summary: { zh: '取得就醫序號與就醫識別碼', en: 'Counts a visit: its number, its signature and its 就醫識別碼.' },
  // never asked twice: whoever lost the answer looks for the visit before anything else
  effect: 'counts',
  params: z.object({
    treatmentItem: text(2, '就醫類別'), babyTreatment: text(1, '新生兒就醫註記'), afterCheck: z.enum(['0', '1', '2']).describe('補卡註記'),
  }),
  reply: z.object({
    treatmentDateTime: soundDateTime(), sequenceNumber: z.string().regex(/^[\x20-\x7e]{0,4}$/).describe('就醫序號'),
    hospitalId: text(10, '院所代碼'),
    signature: z.string().regex(/^[0-9a-fA-F]{256}$/).describe('安全簽章, 256 characters'), samId: text(12, '安全模組代碼'),
    isSameDay: z.enum(['Y', 'N']).describe('同日就診'), treatmentNumber: z.string().length(20).describe('就醫識別碼'),
  }),
  codes: [
    1007, 3201, 3204, 3205, 3206, 3207, 3208, 3213, 3214, 3215, 3216, 3217, 3228, 3229, 3230, 3231, 3232, 3233, 3234, 3235, 3242, 3246,
    3402,
  ],
  provenance: { source: 'nhi-facts §2.5 (SequelNumber/Next), §2.2.10 (Y/N, 256 printable characters)' },
  examples: [{
    name: 'an outpatient visit', world: 'one-clinic', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' },
    reply: {
      treatmentDateTime: '1150115090000', sequenceNumber: '0003', hospitalId: '9900000013', signature: exampleSignature,
      samId: 'TESTSAM00001', isSameDay: 'N', treatmentNumber: '7NZ03F67JMBZU1XSUBO0',
    },
  }],
})

export const sequelNumberRollback = remoteCall({
  name: 'SequelNumber/Rollback', service: 'number', cards: ['hc'],
  summary: { zh: '退掛', en: 'Undoes a numbered visit of the last 24 hours at this institution, with all it counted.' },
  // undone once and then refused
  effect: 'idempotent',
  params: z.object({ treatmentDateTime: rocDateTime() }),
  reply: z.object({}),
  codes: [1009, 3208, 3211, 3218, 3219, 3220, 3221, 3222, 3223, 3224, 3225, 3226, 3227, 3401],
  provenance: { source: 'nhi-facts §2.5 (SequelNumber/Rollback), §9' },
  examples: [{
    name: 'the visit of a moment ago', world: 'one-clinic', params: { treatmentDateTime: '1150115090000' }, reply: {},
    before: [{ call: 'SequelNumber/Next', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
  }],
})
