import * as z from 'zod'
import { exampleSignature } from '../visit/example-signatures.ts'
import { entry } from './entry.ts'

const ClinicTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)

/** What a caller asked a number for. */
export const NumberRequest = z.strictObject({
  treatmentItem: z.string().describe('就醫類別'),
  babyTreatment: z.string().describe('新生兒就醫註記; empty: the card’s owner is the patient'),
  afterCheck: z.string().describe('補卡註記'),
  withTreatmentNumber: z.boolean().describe('whether a 就醫識別碼 is wanted too'),
})

/** The number, as far as it is known. */
export const NumberGiven = z.strictObject({
  treatmentDateTime: ClinicTime,
  sequenceNumber: z.string().describe('就醫序號; empty for a type that takes none'),
  hospitalId: z.string(),
  signature: z.string().describe('安全簽章, 128 bytes in hex'),
  samId: z.string(),
  isSameDay: z.boolean(),
  treatmentNumber: z.string().nullable().describe('就醫識別碼; null: not asked for, or not to be had'),
})

/**
 * Where a number stands. What is written is where it stood before the next thing was done: after a crash it is at least there.
 * - `asking`: the centre is being asked, once; nothing is on the card
 * - `unknown`: whether the centre counted nobody knows
 * - `writing`: the number is known, and is being written to the card
 * - `cardUnknown`: whether the card took it nobody knows
 * - `takingBack`: the card did not take it, and the centre is being told
 * - `taken`: it stands at the centre and on the card; it may be told
 * - `none`: it stands nowhere
 * - `forPerson`: what stands cannot be found out; somebody has to decide
 */
export const numberStates = ['asking', 'unknown', 'writing', 'cardUnknown', 'takingBack', 'taken', 'none', 'forPerson'] as const

/** The way by which somebody asked. */
export const NumberDoor = z.enum(['native', 'cshis', 'remoteProxy'])

export const NumberStanding = z.strictObject({
  state: z.enum(numberStates),
  request: NumberRequest,
  door: NumberDoor,
  isKeyed: z.boolean().describe('whether the caller gave a key by which it asks again'),
  since: ClinicTime.describe('no visit before that is it'),
  onCard: z.array(ClinicTime).describe('visits that the card had before'),
  byCentre: z.boolean().describe('whether the centre counted, or may have'),
  countedAt: ClinicTime.nullable().describe('the visit’s time where the centre has one that the card is not to have'),
  given: NumberGiven.nullable().describe('known from `writing` on'),
  code: z.int().nullable().describe('official code: of the refusal in `none`, 5008 beside a visit without signature in `taken`'),
  owedNumber: z.string().nullable().describe('就醫識別碼 of a visit that stands at the centre and that a person has to look after'),
  waitsFor: z.enum(['card', 'centre', 'time', 'person']).nullable()
    .describe('null: for nothing; time: the centre does not have it, and could count it yet'),
})
export type NumberStanding = z.output<typeof NumberStanding>

const asking: NumberStanding = {
  state: 'asking', door: 'native', isKeyed: false, since: '2026-01-15T08:55:00', onCard: ['2026-01-12T10:05:00'], byCentre: true,
  given: null, countedAt: null, code: null, owedNumber: null, waitsFor: null,
  request: { treatmentItem: '01', babyTreatment: '', afterCheck: '1', withTreatmentNumber: true },
}
const given = {
  treatmentDateTime: '2026-01-15T09:00:00', sequenceNumber: '0003', hospitalId: '9900000013', signature: exampleSignature,
  samId: 'TESTSAM00001', isSameDay: false, treatmentNumber: '7NZ03F67JMBZU1XSUBO0',
}

export const numberEntries = {
  'number.standing': entry({
    summary: { zh: '就醫序號的進度', en: 'Where the number of a visit stands.' },
    provenance: { source: 'nhi-facts §9' },
    content: NumberStanding,
    examples: [
      asking, { ...asking, state: 'taken', given }, { ...asking, state: 'none', code: 5012 },
      { ...asking, state: 'unknown', waitsFor: 'card' },
    ],
  }),
  'number.told': entry({
    summary: { zh: '已告知呼叫端', en: 'The number was handed to whoever asked.' },
    provenance: { assumed: 'nothing public says how a HIS confirms that it has a number' },
    content: z.strictObject({}),
    examples: [{}],
  }),
} as const
