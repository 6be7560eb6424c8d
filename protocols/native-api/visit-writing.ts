import * as z from 'zod'
import { feeRecord } from '../cshis/treatment-record.ts'
import { hcFiles } from '../nhi-card/contents.ts'
import { method } from './method.ts'
import { authenticationErrors, cardErrors } from './protected-card.ts'
import { recordSchema } from './record-schema.ts'
import { CalendarDate, Epoch, IdempotencyKey, ReaderId } from './schemas.ts'

const diagnosis = (zh: string) => z.string().max(7).describe(`${zh}, ICD-10; empty: none`)
const visit = {
  reader: ReaderId.optional(),
  patientId: z.string().min(1).max(10).describe('身分證號; compared with the card before anything is written'),
  birthday: CalendarDate.describe('出生日期; compared likewise'),
  treatmentDateTime: z.string().regex(/^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/).describe('就診日期時間 of a visit on the card'),
}
const place = { reader: ReaderId, epoch: Epoch }
const shared = {
  since: 1, scope: 'card.write',
  stages: ['lookingAtCards', 'authenticatingSam', 'authenticatingCard', 'readingCard'],
  errors: [...cardErrors, ...authenticationErrors, 'PIN_BLOCKED', 'VISIT_REFUSED', 'ICD_TABLE_DAMAGED', 'STORE_FULL', 'STORE_UNAVAILABLE'],
} as const
const wang = { patientId: 'Z199999016', birthday: '1990-01-01', treatmentDateTime: '2026-01-12T10:05:00' }
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

export const visitWrite = method({
  ...shared, name: 'visit.write',
  summary: {
    zh: '寫入就醫資料：補卡註記、診斷、費用與醫事人員',
    en: 'Writes diagnoses and fees of a visit, its mark, and whose professional card was there.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.16, 1.17, 1.47), §2.2.12' },
  params: z.strictObject({
    ...visit,
    afterCheck: z.enum(['1', '2']).optional().describe('補卡註記: 1 normal, 2 補卡; left as it is when absent'),
    diagnoses: z.object({
      mainCode: diagnosis('主診斷碼'), subCode1: diagnosis('次診斷碼一').default(''), subCode2: diagnosis('次診斷碼二').default(''),
      subCode3: diagnosis('次診斷碼三').default(''), subCode4: diagnosis('次診斷碼四').default(''),
      subCode5: diagnosis('次診斷碼五').default(''),
    }),
    fees: recordSchema(feeRecord),
  }),
  result: z.object({
    ...place, hpcIdNo: z.string().describe('醫事人員身分證號, as written; empty: no professional card with a verified PIN'),
  }),
  examples: [{
    name: 'for a physician whose PIN is verified', world: 'three-cards', before: physician,
    params: {
      ...wang, afterCheck: '1',
      diagnoses: { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
      fees: { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null },
    },
    result: { reader: 'r1', epoch: 1, hpcIdNo: 'Z299999410' },
  }],
})

export const visitWriteOrders = method({
  ...shared, name: 'visit.writeOrders',
  summary: {
    zh: '寫入處方並取得各筆處方簽章',
    en: 'Writes orders of a visit, one after the other, and signs each; tells how far it came, whatever stopped it.',
  },
  provenance: { source: 'nhi-facts §2.1 (1.45, 1.49), §8.9' },
  params: z.strictObject({
    ...visit, orders: z.array(recordSchema(hcFiles.orders.record)).min(1).max(hcFiles.orders.count),
    idempotencyKey: IdempotencyKey.exactOptional()
      .describe('the caller’s own name of this list, 8 to 64 printed characters without blanks: once more with it goes on where it '
        + 'stopped, with the same signatures; left out: every call appends'),
  }),
  errors: [...shared.errors, 'HPC_ABSENT', 'IDEMPOTENCY_KEY_REUSED'],
  result: z.object({
    ...place,
    written: z.int().nonnegative().describe('orders that stand on the card, as it said itself; the first ones'),
    signatures: z.array(z.string()).describe('處方簽章 of each order that may stand on the card: of one whose answer was lost too'),
    code: z.int().describe('0: all were written; otherwise the official code of what stopped it'),
  }),
  examples: [{
    name: 'a drug and an examination', world: 'one-clinic',
    params: {
      ...wang,
      orders: [
        {
          treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '',
          usage: 'BID', days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
        },
        {
          treatmentDateTime: '2026-01-12T10:05:00', orderType: '5', treatmentItemCode: '33070B', treatmentPosition: 'A',
          usage: '', days: null, totalQuantity: '00001.0', deliveryNotes: '03',
        },
      ],
    },
    result: {
      reader: 'r1', epoch: 1, written: 2, code: 0,
      signatures: ['8186dd8f236667c434d18ba0b7fe5d3040e1c2c2', 'd82a85c20d8ce2174c48c40c1ce01b9606b788cc'],
    },
  }],
})
