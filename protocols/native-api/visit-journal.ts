import * as z from 'zod'
import { NumberDoor, NumberGiven, NumberRequest, numberStates } from '../journal/number-entries.ts'
import { Order, TreatmentRecord, writeEnds } from '../journal/write-entries.ts'
import { feeRecord } from '../cshis/treatment-record.ts'
import { event } from './event.ts'
import { method } from './method.ts'
import { cardErrors } from './protected-card.ts'
import { recordSchema } from './record-schema.ts'
import { ReaderId } from './schemas.ts'

const provenance = { assumed: 'the native API is this project’s own, and so is the journal it tells of' } as const
const VisitId = z.string().regex(/^[0-9a-f]{32}$/).describe('of the visit in the journal')
const Instant = z.iso.datetime().describe('UTC')
const PatientId = z.string().min(1).max(10)
const Text = z.object({ zh: z.string(), en: z.string() })
const storeErrors = ['STORE_UNAVAILABLE'] as const

const Pending = z.object({
  waitsFor: z.enum(['card', 'centre', 'person']), step: Text.describe('what to do about it'), since: Instant,
})

/** A visit in a list: nothing of it names the patient. */
const VisitSummary = z.object({
  visitId: VisitId,
  patientMasked: z.string().describe('身分證號 with its middle hidden; whole in visit.get'),
  begunAt: Instant, changedAt: Instant,
  treatmentDateTime: z.string().nullable().describe('就診日期時間; null while no number is known, and of an update of a card'),
  sequenceNumber: z.string().nullable().describe('就醫序號; null for a visit that was taken before this journal, or has none yet'),
  state: z.enum([...numberStates, 'takenBefore', 'undone', 'update'])
    .describe('of the number; takenBefore: by another program or before this journal; update: of a card, and no visit'),
  treatments: z.int().nonnegative().describe('versions of diagnoses and fees'),
  orders: z.int().nonnegative().describe('orders that surely stand on the card'),
  pending: Pending.nullable(),
})

const write = {
  part: z.int(), door: NumberDoor, at: Instant, code: z.int().describe('official code, 0 for none'),
  state: z.enum([...writeEnds, 'underWay']).describe('stopped, underWay: nobody knows what stands'),
}
const Diagnoses = z.object({
  mainCode: z.string(), subCode1: z.string(), subCode2: z.string(), subCode3: z.string(), subCode4: z.string(), subCode5: z.string(),
})

const Visit = z.object({
  ...VisitSummary.omit({ patientMasked: true, treatments: true, orders: true, sequenceNumber: true }).shape,
  patientId: PatientId.describe('身分證號'),
  number: z.object({
    door: NumberDoor, request: NumberRequest, given: NumberGiven.nullable(), isTold: z.boolean().describe('whether the caller has it'),
    code: z.int().nullable(),
  }).nullable(),
  treatments: z.array(z.object({
    ...write, isCorrection: z.boolean(), afterCheck: z.string(), diagnoses: Diagnoses.nullable().describe('as the caller had them'),
    fees: recordSchema(feeRecord).nullable(), hpcIdNo: z.string(),
    missing: z.array(TreatmentRecord).describe('what is not as it was to be'),
  })),
  orderLists: z.array(z.object({
    ...write, written: z.int().describe('of the list the first ones that surely stand'),
    orders: z.array(z.object({
      order: Order, signature: z.string().nullable().describe('處方簽章'), stands: z.enum(['onCard', 'unknown', 'notOnCard']),
      deletes: z.string().nullable().describe('醫令類別 of what it takes back'),
    })),
  })),
  undo: z.object(write).nullable(), update: z.object(write).nullable(),
  decisions: z.array(z.object({ at: Instant, note: z.string() })),
})

/** The examples: a physician has written to a visit, the first one that is kept. */
const wang = { patientId: 'Z199999016', birthday: '1990-01-01', treatmentDateTime: '2026-01-12T10:05:00' }
const diagnoses = { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const written = [
  { method: 'hpc.verifyPin', params: { pin: '123456' } },
  { method: 'visit.write', params: { ...wang, afterCheck: '1', diagnoses, fees } },
]
const firstVisit = '00000000000000000000000000000001', nine = '2026-01-15T01:00:00.000Z'

const reading = { since: 1, provenance } as const
const list = z.object({ visits: z.array(VisitSummary), next: z.string().nullable().describe('for the next page; null: there is none') })

export const visitList = method({
  ...reading, name: 'visit.list', scope: 'card.read', unaudited: 'it names nobody, and the console asks every few seconds',
  summary: { zh: '就醫紀錄清單，不含病人個資', en: 'Visits that this PC has kept, the newest first, without what names a patient.' },
  params: z.strictObject({
    from: Instant.exactOptional().describe('of the first entry'), before: Instant.exactOptional(),
    reader: ReaderId.exactOptional().describe('visits of the person whose health card is in this reader'),
    patientId: PatientId.exactOptional().describe('身分證號: visits of one person, where no reader is named'),
    pendingOnly: z.boolean().default(false), limit: z.int().min(1).max(100).default(50),
    page: z.string().max(40).exactOptional().describe('`next` of the page before'),
  }),
  result: list, errors: [...cardErrors, ...storeErrors],
  examples: [{
    name: 'of the card in a reader', world: 'three-cards', before: written,
    params: { reader: 'r1', pendingOnly: false, limit: 50 },
    result: {
      visits: [{
        visitId: firstVisit, patientMasked: 'Z1******16', begunAt: nine, changedAt: nine, treatmentDateTime: wang.treatmentDateTime,
        sequenceNumber: null, state: 'takenBefore', treatments: 1, orders: 0, pending: null,
      }],
      next: null,
    },
  }, {
    name: 'nothing was done yet', world: 'one-clinic', params: { pendingOnly: false, limit: 50 }, result: { visits: [], next: null },
  }],
})

export const visitPending = method({
  ...reading, name: 'visit.pending', scope: 'card.read', unaudited: 'as visit.list',
  summary: { zh: '等待處理的就醫與下一步', en: 'Visits that wait for a card, the centre or a person, each with the step to take.' },
  params: z.strictObject({}), result: list.pick({ visits: true }), errors: [...storeErrors],
  examples: [{ name: 'all is settled', world: 'one-clinic', params: {}, result: { visits: [] } }],
})

export const visitGet = method({
  ...reading, name: 'visit.get', scope: 'card.readProtected',
  summary: { zh: '一次就醫的完整紀錄', en: 'All that this PC has kept of a visit: number, all versions of diagnoses, orders with signatures.' },
  params: z.strictObject({ visitId: VisitId }), result: Visit, errors: ['VISIT_UNKNOWN', ...storeErrors],
  examples: [{
    name: 'diagnoses and fees were written', world: 'three-cards', before: written, params: { visitId: firstVisit },
    result: {
      visitId: firstVisit, patientId: wang.patientId, begunAt: nine, changedAt: nine, treatmentDateTime: wang.treatmentDateTime,
      state: 'takenBefore', number: null,
      treatments: [{
        part: 1, door: 'native', at: nine, code: 0, state: 'done', isCorrection: false, afterCheck: '1', diagnoses, fees,
        hpcIdNo: 'Z299999410', missing: [],
      }],
      orderLists: [], undo: null, update: null, decisions: [], pending: null,
    },
  }],
})

export const visitSettle = method({
  ...reading, name: 'visit.settle', scope: 'visit.settle',
  summary: { zh: '人員確認已處理', en: 'A person says that what a visit waited for was looked after, and how.' },
  params: z.strictObject({ visitId: VisitId, note: z.string().trim().min(1).max(200).describe('what was done; it is kept sealed') }),
  result: z.object({ visitId: VisitId }), errors: ['VISIT_UNKNOWN', 'VISIT_SETTLED', 'STORE_FULL', ...storeErrors],
  examples: [],
})

export const visitChanged = event({
  name: 'visit.changed', since: 1, provenance,
  summary: { zh: '就醫紀錄有新的進度', en: 'Something more is kept of a visit.' },
  data: z.object({ visitId: VisitId }),
  examples: [{ visitId: '0123456789abcdef0123456789abcdef' }],
})
