import * as z from 'zod'
import { exampleSignature } from '../visit/example-signatures.ts'
import type { CodeTable } from '../codes/effective.ts'
import { newbornMarks } from '../codes/newborn-marks.ts'
import { treatmentItems } from '../codes/treatment-items.ts'
import { method } from './method.ts'
import { authenticationErrors, cardErrors } from './protected-card.ts'
import { Epoch, IdempotencyKey, ReaderId } from './schemas.ts'

const ClinicTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/).describe('YYYY-MM-DDTHH:mm:ss, the clinic’s own time')
const codeOf = ({ rows }: CodeTable) => z.enum(rows.map(({ code }) => code))
/** What a call that is kept may fail with besides. */
export const storeErrors = ['STORE_FULL', 'STORE_UNAVAILABLE'] as const
const place = { reader: ReaderId, epoch: Epoch }
const stages = ['lookingAtCards', 'authenticatingSam', 'authenticatingCard', 'readingCard'] as const
const errors = [...cardErrors, ...authenticationErrors, 'PIN_BLOCKED'] as const

export const visitTakeNumber = method({
  name: 'visit.takeNumber', since: 1, scope: 'card.write', stages,
  summary: {
    zh: '取得就醫序號：寫入就診紀錄及安全簽章，並向資料中心取得就醫識別碼',
    en: 'Writes a visit with its number and signature to the card, and gets its 就醫識別碼. Never appends twice in one call.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.37), §2.3, §2.5 (SequelNumber/Next)' },
  params: z.strictObject({
    reader: ReaderId.optional(),
    treatmentItem: codeOf(treatmentItems).describe('就醫類別'),
    babyTreatment: codeOf(newbornMarks).default('').describe('新生兒就醫註記; left out: the card’s owner is the patient'),
    afterCheck: z.enum(['1', '2']).default('1').describe('補卡註記: 1 normal, 2 補卡'),
    updateIfDue: z.boolean().default(true)
      .describe('whether a card past its date (5003), or without visits left (5001), is updated first and asked once more'),
    idempotencyKey: IdempotencyKey.exactOptional()
      .describe('of the caller’s own, 8 to 64 printed characters without blanks: the same request with the same key is '
        + 'answered with the same visit, after a crash too'),
  }),
  result: z.object({
    reader: ReaderId.nullable().describe('null: answered without the card, of a visit taken before'), epoch: Epoch.nullable(),
    isRepeat: z.boolean().describe('whether the visit was taken for this request before'),
    visit: z.object({
      treatmentDateTime: ClinicTime, sequenceNumber: z.string().describe('就醫序號; empty for a type that takes none'),
      hospitalId: z.string(), signature: z.string().describe('安全簽章, 128 bytes in hex'), samId: z.string(),
      isSameDay: z.boolean().describe('whether it is the second numbered visit of its day'),
      treatmentNumber: z.string().nullable().describe('就醫識別碼; null when it could not be had (5174)'),
    }),
    notices: z.array(z.int()).describe('official codes beside a good answer: 5174 no 就醫識別碼, 5010 same day'),
  }),
  errors: [
    ...errors, 'VISIT_REFUSED', 'VISIT_UNCERTAIN', 'UPDATE_REFUSED', 'IDEMPOTENCY_KEY_REUSED', ...storeErrors,
  ],
  examples: [{
    name: 'an outpatient visit', world: 'one-clinic',
    params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1', updateIfDue: true },
    result: {
      reader: 'r1', epoch: 1, isRepeat: false, notices: [],
      visit: {
        treatmentDateTime: '2026-01-15T09:00:00', sequenceNumber: '0003', hospitalId: '9900000013', signature: exampleSignature,
        samId: 'TESTSAM00001', isSameDay: false, treatmentNumber: '7NZ03F67JMBZU1XSUBO0',
      },
    },
  }],
})

export const visitUndo = method({
  name: 'visit.undo', since: 1, scope: 'card.write', stages,
  summary: {
    zh: '退掛：取消二十四小時內在本院所取得的就醫序號', en: 'Undoes a numbered visit of the last 24 hours at this institution, with all it counted.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.39), §2.5 (SequelNumber/Rollback), §9' },
  params: z.strictObject({ reader: ReaderId.optional(), treatmentDateTime: ClinicTime }),
  result: z.object(place),
  errors: [...errors, 'VISIT_REFUSED', ...storeErrors],
  examples: [{
    name: 'the visit of a moment ago', world: 'one-clinic', params: { treatmentDateTime: '2026-01-15T09:00:00' },
    before: [{ method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
    result: { reader: 'r1', epoch: 1 },
  }],
})

export const cardUpdateContent = method({
  name: 'card.updateContent', since: 1, scope: 'card.write', stages,
  summary: {
    zh: '健保卡卡片內容更新', en: 'The data centre rewrites what it keeps on the card; the session with the card ends.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.30), §2.5 (HcContent/Update), §9' },
  params: z.strictObject({ reader: ReaderId.optional() }),
  result: z.object(place),
  errors: [...errors, 'UPDATE_REFUSED', ...storeErrors],
  examples: [{
    name: 'three visits left become six', world: 'one-clinic', params: {},
    before: [{ method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
    result: { reader: 'r1', epoch: 1 },
  }],
})
