import { describe, expect, test } from 'vitest'
import { instantOf } from './clinic-time.ts'
import { planUndo, type CountedFacts, type FileUpdate, type WantedUndo } from './undo.ts'
import { undoneSignature } from './undone.ts'

const HERE = '9900000013'
const visit = {
  treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-15T09:00:00', afterCheck: '1', sequenceNumber: '0003',
  hospitalId: HERE, outpatientFee: 500, costFee: 150, inpatientFee: 40, inpatient30Fee: 30, inpatient180Fee: 20,
}
const earlier = { ...visit, treatmentDateTime: '2026-01-12T10:00:00', sequenceNumber: '0002' }
const year = {
  year: 115, treatmentCount: 3, outpatientFee: 1_500, inpatientFee: 100, costFee: 450, inpatient30Fee: 90, inpatient180Fee: 60,
  allCostFee: 600, allCost30Fee: 540,
}
const signature = { signature: 'a5'.repeat(128) }
const card: CountedFacts = {
  visits: [visit, earlier, null], visitSignatures: [signature, signature, null],
  validity: { cardValidity: '2031-12-31', treatmentCounter: 3 }, lastSequence: { year: 115, sequenceNumber: '0003' },
  cumulativeData: [year, null], cumulativeFee: { outpatientTotal: 1_500, inpatientTotal: 100 },
}
const wanted: WantedUndo = {
  treatmentDateTime: visit.treatmentDateTime, hospitalId: HERE, now: instantOf('2026-01-15T10:00:00'),
}

/** The card after the first so many of the changes. */
function after(facts: CountedFacts, changes: readonly FileUpdate[], count = changes.length): CountedFacts {
  return changes.slice(0, count).reduce((now, { name, number, record }): CountedFacts => {
    const at = new Map<string, unknown>(Object.entries(now)).get(name)
    return { ...now, [name]: Array.isArray(at) ? at.map((one: unknown, index) => index === number - 1 ? record : one) : record }
  }, facts)
}

function changesOf(facts: CountedFacts, asked = wanted): readonly FileUpdate[] {
  const plan = planUndo(asked, facts)
  if ('code' in plan) throw new Error(`refused with ${plan.code}`)
  return plan.changes
}

const undone: CountedFacts = {
  visits: [
    { ...visit, outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }, earlier, null,
  ],
  visitSignatures: [undoneSignature, signature, null],
  validity: { cardValidity: '2031-12-31', treatmentCounter: 4 }, lastSequence: { year: 115, sequenceNumber: '0002' },
  cumulativeData: [{
    year: 115, treatmentCount: 2, outpatientFee: 1_000, inpatientFee: 60, costFee: 300, inpatient30Fee: 60, inpatient180Fee: 40,
    allCostFee: 400, allCost30Fee: 360,
  }, null],
  cumulativeFee: { outpatientTotal: 1_000, inpatientTotal: 60 },
}

describe('an undo', () => {
  test('gives the visit back and takes away all it counted', () => {
    expect(after(card, changesOf(card))).toEqual(undone)
  })

  test('leaves the last number where another visit has it', () => {
    const later = { ...visit, treatmentDateTime: '2026-01-15T09:30:00', sequenceNumber: '0004' }
    const facts = {
      ...card, visits: [later, visit, null], visitSignatures: [signature, signature, null],
      lastSequence: { year: 115, sequenceNumber: '0004' },
    }
    expect(after(facts, changesOf(facts)).lastSequence).toEqual({ year: 115, sequenceNumber: '0004' })
  })

  test('never leaves more than six visits', () => {
    const facts = { ...card, validity: { cardValidity: '2031-12-31', treatmentCounter: 6 } }
    expect(after(facts, changesOf(facts)).validity?.treatmentCounter).toBe(6)
  })

  test.each([3, 6])('that stopped anywhere is finished by the next one, days later too, with %i visits left', (treatmentCounter) => {
    const facts = { ...card, validity: { cardValidity: '2031-12-31', treatmentCounter } }
    const changes = changesOf(facts)
    const whole = after(facts, changes)
    for (let count = 1; count < changes.length; count++) {
      const torn = after(facts, changes, count)
      const resumed = changesOf(torn, { ...wanted, now: instantOf('2026-01-20T09:00:00') })
      expect(after(torn, resumed), `after ${count} changes`).toEqual(whole)
      for (let again = 0; again < resumed.length; again++) {
        const tornAgain = after(torn, resumed, again)
        expect(after(tornAgain, changesOf(tornAgain))).toEqual(whole)
      }
    }
    expect(planUndo(wanted, whole)).toEqual({ code: 5153 })
  })

  test('that stopped is not finished once the card went on without it', () => {
    const torn = after(card, changesOf(card), 2)
    const more = { ...torn, cumulativeData: [{ ...year, treatmentCount: 9 }, null] }
    expect(planUndo(wanted, more)).toEqual({ code: 5130 })
    const newer = { ...torn, visits: [earlier, ...torn.visits], visitSignatures: [signature, ...torn.visitSignatures] }
    expect(planUndo(wanted, newer)).toEqual({ code: 5130 })
    expect(planUndo({ ...wanted, hospitalId: '9900000022' }, torn)).toEqual({ code: 5152 })
  })

  test('takes a visit whose signature was never written, for it stands', () => {
    expect(changesOf({ ...card, visitSignatures: [null, signature, null] }).length).toBeGreaterThan(0)
  })

  const counted = (change: Partial<typeof year>) => ({ cumulativeData: [{ ...year, ...change }, null] })
  test.each<[number, Partial<WantedUndo>, Partial<CountedFacts>]>([
    [5150, { treatmentDateTime: '2026-01-15T09:00:01' }, {}],
    [5151, {}, { visits: [{ ...visit, treatmentItem: 'AA', sequenceNumber: '' }] }],
    [5152, { hospitalId: '9900000022' }, {}],
    [5153, {}, { visitSignatures: [undoneSignature] }],
    [5154, { now: instantOf('2026-01-16T09:00:01') }, {}],
    [5154, { now: instantOf('2026-01-15T08:54:59') }, {}],
    [5160, {}, { validity: null }],
    [5160, {}, { validity: { cardValidity: '2031-12-31', treatmentCounter: 7 } }],
    [5161, {}, { lastSequence: null }],
    [5161, {}, { lastSequence: { year: 114, sequenceNumber: '0003' } }],
    [5162, {}, { lastSequence: { year: 115, sequenceNumber: '0002' } }],
    [5162, {}, { lastSequence: { year: 115, sequenceNumber: 'IC01' } }],
    [5163, {}, { cumulativeFee: { outpatientTotal: 1_500, inpatientTotal: 39 } }],
    [5164, {}, { cumulativeFee: { outpatientTotal: 499, inpatientTotal: 100 } }],
    [5164, {}, { cumulativeFee: null, visits: [{ ...visit, inpatientFee: null }] }],
    [5165, {}, { cumulativeData: [{ ...year, year: 114 }, null] }],
    [5166, {}, counted({ treatmentCount: 0 })],
    [5167, {}, counted({ costFee: 149 })],
    [5168, {}, counted({ inpatient30Fee: 29 })],
    [5169, {}, counted({ inpatient180Fee: 19 })],
    [5170, {}, counted({ allCostFee: 199 })],
    [5171, {}, counted({ allCost30Fee: 179 })],
    [5172, {}, counted({ outpatientFee: 499 })],
    [5173, {}, counted({ inpatientFee: 39 })],
  ])('answers %i for %j on %j', (code, asked, facts) => {
    expect(planUndo({ ...wanted, ...asked }, { ...card, ...facts })).toEqual({ code })
  })

  test('is allowed as soon as the visit stands, though its second has not come by this clock', () => {
    expect(changesOf(card, { ...wanted, now: instantOf('2026-01-15T08:55:00') }).length).toBe(7)
  })

  test('is allowed to the last second of 24 hours', () => {
    expect(changesOf(card, { ...wanted, now: instantOf('2026-01-16T09:00:00') }).length).toBe(7)
  })
})
