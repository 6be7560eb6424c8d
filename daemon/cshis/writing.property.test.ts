import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CshisName } from '#protocols/cshis/index'
import { WritingDesk, type Content } from './writing-desk.fixture.ts'

interface Write {
  readonly name: CshisName
  readonly input: Readonly<Record<string, unknown>>
  /** What the card holds afterwards. */
  readonly expected: (before: Content) => Content
}
type Records = readonly Readonly<Record<string, unknown>>[]
type Treatment = { readonly visit: Readonly<Record<string, number | null>>, readonly diagnoses: unknown, readonly professional: unknown }

const visits = ['2026-01-12T10:05:00', '2026-01-05T09:12:30'] as const
const when = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...visits) }, { weight: 1, arbitrary: fc.constant('2026-01-12T10:05:01') })
const others = [{ patientId: 'Z199999017', birthday: '1990-01-01' }, { patientId: 'Z199999016', birthday: '1990-01-11' }]
const owner = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ patientId: 'Z199999016', birthday: '1990-01-01' }) },
  { weight: 1, arbitrary: fc.constantFrom(...others) },
)
/** Mostly what fits into a slot, and now and then what does not. */
const text = (length: number): fc.Arbitrary<string> => fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[A-Z0-9]*$/, { maxLength: length }).map((one) => one.slice(0, length)) },
  { weight: 1, arbitrary: fc.constantFrom('A'.repeat(length + 1), '盤', '\n') },
)
const amount = (digits: number): fc.Arbitrary<number | null> => fc.oneof(
  { weight: 12, arbitrary: fc.option(fc.nat(10 ** digits - 1)) as fc.Arbitrary<number | null> },
  { weight: 1, arbitrary: fc.constantFrom(-1, 10 ** digits, 0.5) },
)
const noFees = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const fees: fc.Arbitrary<Readonly<Record<keyof typeof noFees, number | null>>> = fc.oneof({
  weight: 8, arbitrary: fc.record({
    outpatientFee: amount(8), costFee: amount(8), inpatientFee: amount(8), inpatient30Fee: amount(7), inpatient180Fee: amount(7),
  }),
}, { weight: 1, arbitrary: fc.constant(noFees) })
const codes = fc.record({
  mainCode: text(5), subCode1: text(5), subCode2: text(5), subCode3: text(5), subCode4: text(5), subCode5: text(5),
})
const order = (treatmentDateTime: string) => fc.record({
  treatmentDateTime: fc.oneof(
    { weight: 20, arbitrary: fc.constant(treatmentDateTime) }, { weight: 1, arbitrary: fc.constantFrom(...visits) },
  ),
  orderType: fc.constantFrom('1', '2', '3', '4', '5', 'A', 'B', 'E'), treatmentItemCode: text(6).map((code) => `${code}A`.slice(0, 6)),
  treatmentPosition: text(6), usage: text(18), days: fc.option(fc.nat(99)), totalQuantity: text(7), deliveryNotes: text(2),
})

function withTotals(before: Content, treatmentDateTime: string, now: Readonly<Record<string, number | null>>): Content {
  const treatments = before['treatments'] as readonly Treatment[]
  const old = treatments.find(({ visit }) => String(visit['treatmentDateTime']) === treatmentDateTime)!.visit
  const by = (name: string) => (now[name] ?? 0) - (old[name] ?? 0)
  const [year] = before['years'] as readonly Record<string, number>[]
  const total = before['total'] as Record<string, number>
  const more = (name: string, ...fields: string[]) => fields.reduce((sum, field) => sum + by(field), year![name]!)
  return {
    ...before,
    years: [{
      year: year!['year'], treatmentCount: year!['treatmentCount'], outpatientFee: more('outpatientFee', 'outpatientFee'),
      inpatientFee: more('inpatientFee', 'inpatientFee'), costFee: more('costFee', 'costFee'),
      inpatient30Fee: more('inpatient30Fee', 'inpatient30Fee'), inpatient180Fee: more('inpatient180Fee', 'inpatient180Fee'),
      allCostFee: more('allCostFee', 'costFee', 'inpatient30Fee', 'inpatient180Fee'),
      allCost30Fee: more('allCost30Fee', 'costFee', 'inpatient30Fee'),
    }],
    total: {
      outpatientTotal: total['outpatientTotal']! + by('outpatientFee'), inpatientTotal: total['inpatientTotal']! + by('inpatientFee'),
    },
  }
}

const isOf = ({ visit }: Treatment, treatmentDateTime: string) => String(visit['treatmentDateTime']) === treatmentDateTime
const shown = (record: Readonly<Record<string, unknown>>) => Object.values(record).every((value) => value === '') ? null : record

const treatment: fc.Arbitrary<Write> = fc.tuple(when, owner, fc.constantFrom('1', '2', '0', ''), codes, fees).map(
  ([treatmentDateTime, who, afterCheck, diagnoses, written]) => ({
    name: 'hisWriteTreatmentData', input: { treatmentDateTime, ...who, data: { icd10: false, afterCheck, ...diagnoses, ...written } },
    expected: (before) => ({
      ...withTotals(before, treatmentDateTime, written),
      treatments: (before['treatments'] as readonly Treatment[]).map((one) => !isOf(one, treatmentDateTime) ? one : {
        ...one, diagnoses: shown(diagnoses), professional: { hpcIdNo: 'Z299999410' },
        visit: { ...one.visit, ...written, ...'12'.includes(afterCheck) && afterCheck !== '' ? { afterCheck } : {} },
      }),
    }),
  }),
)
const orders: fc.Arbitrary<Write> = fc.tuple(when, owner).chain(([treatmentDateTime, who]) => (
  fc.array(order(treatmentDateTime), { minLength: 1, maxLength: 4 }).map((data): Write => ({
    name: 'hisWriteMultiPrescript', input: { treatmentDateTime, ...who, data },
    expected(before) {
      const newest = data.toReversed()
      const date = treatmentDateTime.slice(0, 10)
      const of = (type: string) => newest.filter(({ orderType }) => orderType === type)
      return {
        ...before,
        orders: [...newest, ...before['orders'] as Records].slice(0, 60),
        longTermPrescriptions: [
          ...of('2').map(({ treatmentItemCode, usage, days, totalQuantity }) => (
            { prescribedOn: date, drugCode: treatmentItemCode, usage, days, totalQuantity })),
          ...before['longTermPrescriptions'] as Records,
        ].slice(0, 30),
        importantOrders: [
          ...of('5').map(({ treatmentItemCode, treatmentPosition, totalQuantity }) => (
            { performedOn: date, hospitalId: '9900000013', orderCode: treatmentItemCode, treatmentPosition, totalQuantity })),
          ...before['importantOrders'] as Records,
        ].slice(0, 10),
      }
    },
  }))
))
const ingredients = ['', 'ASPIRIN', '盤尼西林', '😀', '盤'.repeat(21)]
const allergy: fc.Arbitrary<Write> = fc.tuple(owner, fc.integer({ min: 1, max: 3 }), fc.constantFrom(...ingredients)).map(
  ([who, number, ingredient]) => ({
    name: 'hisWriteAllergicNum', input: { ...who, data: { ingredient, ingredientComplete: true }, number },
    expected: (before) => ({
      ...before,
      allergies: [
        ...(before['allergies'] as Records).filter(({ slot }) => slot !== number),
        ...ingredient === '' ? [] : [{ slot: number, ingredient, ingredientComplete: true }],
      ].toSorted((one, other) => Number(one['slot']) - Number(other['slot'])),
    }),
  }),
)
const phone: fc.Arbitrary<Write> = fc.tuple(owner, text(14)).map(([who, tel]) => ({
  name: 'hisWriteEmergentTel', input: { ...who, tel },
  expected: (before) => ({ ...before, emergencyPhone: tel === '' ? null : { tel } }),
}))

test('whatever is written to a card changes exactly what it says, or nothing', { timeout: 120_000 }, async () => {
  const desk = await WritingDesk.open({ world: 'three-cards' })
  const outcomes = { done: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(fc.oneof(treatment, orders, allergy, phone), async ({ name, input, expected }) => {
    const before = await desk.content()
    const options = { caller: {}, reader: undefined, icd10: false }
    const answer = await desk.library.call(name, input as Parameters<typeof desk.library.call>[1], options)
    const code = 'open' in answer ? answer.open(answer.epoch)?.code : answer.code
    expect([0, 5020, 5022, 5023, 5033, 6018]).toContain(code)
    expect(await desk.content()).toEqual(code === 0 ? expected(before) : before)
    outcomes[code === 0 ? 'done' : 'refused']++
  }), { numRuns: 60 })
  expect(Math.min(outcomes.done, outcomes.refused)).toBeGreaterThan(0)
})
