import * as z from 'zod'
import { feeRecord } from '../cshis/treatment-record.ts'
import { recordSchema } from '../native-api/record-schema.ts'
import { hcFiles } from '../nhi-card/contents.ts'
import { entry } from './entry.ts'
import { NumberDoor } from './number-entries.ts'

const ClinicTime = z.string().regex(/^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/).describe('就診日期時間')
const own = { assumed: 'the journal is this project’s own' } as const

/**
 * What became of a write:
 * - `done`: all of it stands, on the card or, of door `remoteProxy`, at NHIA alone
 * - `refused`: by a rule, the card or the centre; whoever asked was told the code
 * - `stopped`: the card or the line has gone, and nobody knows what stands
 * - `notThere`: it is known by now that not all of it stands
 */
export const writeEnds = ['done', 'refused', 'stopped', 'notThere'] as const
const End = z.enum(writeEnds)
const Code = z.int().describe('official code, 0 for none')
const Part = z.int().positive().describe('of the writes of a visit this one, from 1 on; what became of it names the same')

/** The three records of a visit, in the order in which they are written. */
export const treatmentRecords = ['visits', 'visitDiagnoses', 'visitPhysicians'] as const
export const TreatmentRecord = z.enum(treatmentRecords)

const Diagnoses = z.object({
  mainCode: z.string(), subCode1: z.string(), subCode2: z.string(), subCode3: z.string(), subCode4: z.string(), subCode5: z.string(),
})

export const Order = recordSchema(hcFiles.orders.record)
const wrote = { part: Part, door: NumberDoor, treatmentDateTime: ClinicTime }
const ended = { part: Part, how: End, code: Code }

const TreatmentIntended = z.strictObject({
  ...wrote,
  afterCheck: z.string().describe('補卡註記 as it is to stand'),
  diagnoses: z.strictObject({ given: Diagnoses.describe('as the caller has them'), stored: Diagnoses.describe('as the card has them') })
    .nullable().describe('null: left as they are'),
  fees: recordSchema(feeRecord).nullable().describe('null: left as they are'),
  hpcIdNo: z.string().describe('醫事人員身分證號 beside the diagnoses; empty: nobody'),
})
export type TreatmentIntended = z.output<typeof TreatmentIntended>

const OrdersIntended = z.strictObject({
  ...wrote,
  orders: z.array(Order),
  signatures: z.array(z.string()).describe('處方簽章 of every order, before the first one is written; empty where none were wanted'),
  idempotencyKey: z.string().nullable(),
})
export type OrdersIntended = z.output<typeof OrdersIntended>

const written = z.int().nonnegative().describe('orders that surely stand on the card: the first ones')
const wang = { part: 1, door: 'native', treatmentDateTime: '2026-01-12T10:05:00' } as const
const j069 = { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const drug = {
  treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
  days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
}
const signature = '8186dd8f236667c434d18ba0b7fe5d3040e1c2c2'

/** What is written to a card beside its number: each is kept before the card or the centre hears of it, and once it has ended. */
export const writeEntries = {
  'treatment.intended': entry({
    summary: { zh: '準備寫入診斷與費用', en: 'Diagnoses, mark and fees are about to be written.' },
    provenance: { source: 'nhi-facts §2.1 (1.16, 1.17, 1.47)' }, content: TreatmentIntended,
    examples: [
      { ...wang, afterCheck: '1', diagnoses: { given: j069, stored: j069 }, fees, hpcIdNo: 'Z299999410' },
      { ...wang, part: 2, door: 'cshis', afterCheck: '1', diagnoses: null, fees, hpcIdNo: '' },
    ],
  }),
  'treatment.ended': entry({
    summary: { zh: '診斷與費用的寫入結果', en: 'What became of diagnoses and fees.' },
    provenance: own,
    content: z.strictObject({ ...ended, missing: z.array(TreatmentRecord).describe('records that are not as they were to be') }),
    examples: [
      { part: 1, how: 'done', code: 0, missing: [] }, { part: 1, how: 'notThere', code: 0, missing: ['visitDiagnoses', 'visitPhysicians'] },
    ],
  }),
  'orders.intended': entry({
    summary: { zh: '準備寫入處方，簽章已取得', en: 'Orders are about to be written; all their signatures are there.' },
    provenance: { source: 'nhi-facts §2.1 (1.18, 1.45, 1.48, 1.49), §8.9' }, content: OrdersIntended,
    examples: [{ ...wang, orders: [drug], signatures: [signature], idempotencyKey: 'his-20260112-0007' }],
  }),
  'orders.begun': entry({
    summary: { zh: '正在寫入第幾筆處方', en: 'How far a list of orders has come; noted before each of them.' },
    provenance: own, content: z.strictObject({ part: Part, written }), examples: [{ part: 1, written: 2 }],
  }),
  'orders.ended': entry({
    summary: { zh: '處方的寫入結果', en: 'What became of a list of orders.' },
    provenance: own,
    content: z.strictObject({
      ...ended, written, begun: z.int().nonnegative().describe('orders that may stand; all behind them do not'),
      signatures: z.array(z.string()).exactOptional().describe('處方簽章 that the centre made, of every order'),
    }),
    examples: [
      { part: 1, how: 'done', code: 0, written: 1, begun: 1 }, { part: 1, how: 'stopped', code: 4013, written: 2, begun: 3 },
      { part: 1, how: 'notThere', code: 0, written: 2, begun: 2 },
    ],
  }),
  'undo.intended': entry({
    summary: { zh: '準備退掛', en: 'The visit is about to be undone.' },
    provenance: { source: 'nhi-facts §2.1 (1.39), §2.5 (SequelNumber/Rollback)' }, content: z.strictObject(wrote), examples: [wang],
  }),
  'undo.ended': entry({
    summary: { zh: '退掛的結果', en: 'What became of an undo.' },
    provenance: own, content: z.strictObject(ended),
    examples: [{ part: 1, how: 'done', code: 0 }, { part: 1, how: 'refused', code: 5154 }],
  }),
  'update.intended': entry({
    summary: { zh: '準備更新卡片內容', en: 'The content of a card is about to be updated.' },
    provenance: { source: 'nhi-facts §2.1 (1.30), §9' },
    content: z.strictObject({
      part: Part, door: NumberDoor,
      validity: recordSchema(hcFiles.validity.record).describe('what is written last, and makes it due no more'),
    }),
    examples: [{ part: 1, door: 'native', validity: { cardValidity: '2031-12-31', treatmentCounter: 6 } }],
  }),
  'update.ended': entry({
    summary: { zh: '卡片更新的結果', en: 'What became of an update.' },
    provenance: own, content: z.strictObject(ended), examples: [{ part: 1, how: 'done', code: 0 }],
  }),
  'visit.settled': entry({
    summary: { zh: '由人員確認處理完畢', en: 'A person looked after what was open.' },
    provenance: own,
    content: z.strictObject({ note: z.string().min(1).max(200).describe('what was done about it') }),
    examples: [{ note: '已用異常就醫序號上傳' }],
  }),
} as const
