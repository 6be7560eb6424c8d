import { expect } from 'vitest'
import type { CshisInputs } from '#protocols/cshis/index'
import { hasVisit, HOSPITAL, newestFirst, onlyChanged, rocYear, type Visit } from './card-files.fixture.ts'
import { isDone, type Called, type Day } from './day.fixture.ts'
import { ownerFirst } from './owner.fixture.ts'
import type { Step } from './step.fixture.ts'

const NO_SUCH_VISIT = 5022, NO_SUCH_CODE = 9127
const codes = ['J069', 'R05', 'I10', ''] as const
const feeNames = ['outpatientFee', 'costFee', 'inpatientFee', 'inpatient30Fee', 'inpatient180Fee'] as const
type Fees = Pick<Visit, (typeof feeNames)[number]>
const diagnosesOf = (day: Day) => {
  const { random } = day
  return {
    icd10: random.below(2) === 0, afterCheck: random.pick(['1', '2', '0', '']), mainCode: random.below(20) === 0 ? 'V0000' : 'J069',
    subCode1: random.pick(codes), subCode2: random.pick(codes), subCode3: '', subCode4: '', subCode5: '',
  }
}
type Diagnoses = ReturnType<typeof diagnosesOf>

function feesOf({ random }: Day): Fees {
  const amount = (most: number) => random.below(4) === 0 ? null : random.below(most)
  return {
    outpatientFee: amount(5_000), costFee: amount(500), inpatientFee: amount(90_000), inpatient30Fee: amount(9_000),
    inpatient180Fee: amount(9_000),
  }
}

/** The owner comes first, then the visit (nhi-facts §2.1, manual detail). */
function ownerAndVisit(day: Day, called: Called, isRight: boolean, time: string): void {
  ownerFirst(day, called, isRight)
  if (isDone(called.code)) expect(hasVisit(called.before, time)).toBe(true)
  if (called.code === NO_SUCH_VISIT) expect([isRight, hasVisit(called.before, time)]).toEqual([true, false])
}

function visitChanged(called: Called, time: string, { fees, afterCheck = '' }: { fees?: Fees, afterCheck?: string }): number {
  const { before, after } = called
  const at = before.visits.findIndex((one) => one?.treatmentDateTime === time)
  const visit = before.visits[at] as Visit
  const mark = afterCheck === '1' || afterCheck === '2' ? { afterCheck } : {}
  expect(after.visits).toEqual(before.visits.with(at, { ...visit, ...fees, ...mark }))
  return at
}

/** The totals of the visit's year, where the card counts it, and of all follow the fees. */
function totalsFollow({ before, after }: Called, time: string, old: Visit, now: Fees): void {
  const by = (...names: (typeof feeNames)[number][]) => names.reduce((sum, name) => sum + (now[name] ?? 0) - (old[name] ?? 0), 0)
  const more = (total: number | null | undefined, difference: number) => Math.max(0, (total ?? 0) + difference)
  const year = rocYear(time)
  expect(after.cumulativeData).toEqual(before.cumulativeData.map((one) => one?.year !== year ? one : {
    ...one, outpatientFee: more(one.outpatientFee, by('outpatientFee')), inpatientFee: more(one.inpatientFee, by('inpatientFee')),
    costFee: more(one.costFee, by('costFee')), inpatient30Fee: more(one.inpatient30Fee, by('inpatient30Fee')),
    inpatient180Fee: more(one.inpatient180Fee, by('inpatient180Fee')),
    allCostFee: more(one.allCostFee, by('costFee', 'inpatient30Fee', 'inpatient180Fee')),
    allCost30Fee: more(one.allCost30Fee, by('costFee', 'inpatient30Fee')),
  }))
  const [total] = before.cumulativeFee
  if (by(...feeNames) === 0 && feeNames.every((name) => by(name) === 0)) return expect(after.cumulativeFee).toEqual(before.cumulativeFee)
  expect(after.cumulativeFee).toEqual([{
    outpatientTotal: more(total?.outpatientTotal, by('outpatientFee')), inpatientTotal: more(total?.inpatientTotal, by('inpatientFee')),
  }])
}

/** Who wrote is told, and stands beside the diagnoses. */
function diagnosesStand({ before, after, output }: Called, at: number, { icd10, afterCheck, ...diagnoses }: Diagnoses): void {
  const { docId } = output as { readonly docId: string }
  expect(after.visitDiagnoses).toEqual(before.visitDiagnoses.with(at, diagnoses))
  expect(after.visitPhysicians).toEqual(before.visitPhysicians.with(at, docId === '' ? null : { hpcIdNo: docId }))
}

async function code(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const [treatmentDateTime, data] = [day.visitTime(), diagnosesOf(day)]
  const called = await day.call('hisWriteTreatmentCode', { treatmentDateTime, ...owner, data })
  ownerAndVisit(day, called, isRight, treatmentDateTime)
  if (called.code === NO_SUCH_CODE) expect([data.icd10, data.mainCode]).toEqual([true, 'V0000'])
  if (!isDone(called.code)) return
  onlyChanged(called.before, called.after, 'visits', 'visitDiagnoses', 'visitPhysicians')
  diagnosesStand(called, visitChanged(called, treatmentDateTime, data), data)
}

async function fee(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const [treatmentDateTime, data] = [day.visitTime(), feesOf(day)]
  const called = await day.call('hisWriteTreatmentFee', { treatmentDateTime, ...owner, data })
  ownerAndVisit(day, called, isRight, treatmentDateTime)
  if (!isDone(called.code)) return
  onlyChanged(called.before, called.after, 'visits', 'cumulativeData', 'cumulativeFee')
  const at = visitChanged(called, treatmentDateTime, { fees: data })
  totalsFollow(called, treatmentDateTime, called.before.visits[at] as Visit, data)
}

async function data(day: Day): Promise<void> {
  const { isRight, owner } = day.whose()
  const [treatmentDateTime, diagnoses, fees] = [day.visitTime(), diagnosesOf(day), feesOf(day)]
  const called = await day.call('hisWriteTreatmentData', { treatmentDateTime, ...owner, data: { ...diagnoses, ...fees } })
  ownerAndVisit(day, called, isRight, treatmentDateTime)
  if (!isDone(called.code)) return
  onlyChanged(called.before, called.after, 'visits', 'visitDiagnoses', 'visitPhysicians', 'cumulativeData', 'cumulativeFee')
  const at = visitChanged(called, treatmentDateTime, { fees, afterCheck: diagnoses.afterCheck })
  diagnosesStand(called, at, diagnoses)
  totalsFollow(called, treatmentDateTime, called.before.visits[at] as Visit, fees)
}

const orderTypes = ['1', '1', '2', '3', '4', '5', 'A', 'B', 'C', 'D', 'E', 'G', 'H', 'J', 'K'] as const
type Order = CshisInputs<'hisWriteMultiPrescript'>['data'][number]

function ordersOf(day: Day, treatmentDateTime: string, most: number): Order[] {
  const { random } = day
  return Array.from({ length: 1 + random.below(most) }, () => ({
    treatmentDateTime: random.below(60) === 0 ? '2026-01-01T00:00:00' : treatmentDateTime, orderType: random.pick(orderTypes),
    // longer than a copy has room for, now and then
    treatmentItemCode: `T${String(random.below(1_000)).padStart(3, '0')}${random.below(40) === 0 ? 'WXYZ12' : ''}`,
    treatmentPosition: random.pick(['', '36', 'A']), usage: random.pick(['QD', 'TID', '']), days: random.pick([null, 1, 3, 28]),
    totalQuantity: '00001.0', deliveryNotes: random.pick(['01', '02', '']),
  }))
}

/** The first `count` of a list stand, and nothing else: the newest first, types 2 and 5 copied, no area beyond its limit. */
function ordersStand({ before, after }: Called, list: readonly Order[], count: number): void {
  onlyChanged(before, after, 'orders', 'longTermPrescriptions', 'importantOrders')
  const newest = list.slice(0, count).toReversed()
  expect(after.orders).toEqual(newestFirst(newest, before.orders))
  const of = (type: string) => newest.filter(({ orderType }) => orderType === type)
  expect(after.longTermPrescriptions).toEqual(newestFirst(of('2').map((one) => ({
    prescribedOn: one.treatmentDateTime.slice(0, 10), drugCode: one.treatmentItemCode, usage: one.usage, days: one.days,
    totalQuantity: one.totalQuantity,
  })), before.longTermPrescriptions))
  expect(after.importantOrders).toEqual(newestFirst(of('5').map((one) => ({
    performedOn: one.treatmentDateTime.slice(0, 10), hospitalId: HOSPITAL, orderCode: one.treatmentItemCode,
    treatmentPosition: one.treatmentPosition, totalQuantity: one.totalQuantity,
  })), before.importantOrders))
}

async function one(day: Day, name: 'hisWritePrescription' | 'hisWritePrescriptionSign'): Promise<void> {
  const { isRight, owner } = day.whose()
  const treatmentDateTime = day.visitTime()
  const list = ordersOf(day, treatmentDateTime, 1)
  const called = await day.call(name, { treatmentDateTime, ...owner, data: list[0] as Order })
  ownerAndVisit(day, called, isRight, treatmentDateTime)
  if (!isDone(called.code)) return
  ordersStand(called, list, 1)
  if (name === 'hisWritePrescription') return
  expect(called.output).toEqual({ signature: { signature: expect.stringMatching(/^[0-9a-f]{40}$/) } })
}

async function several(day: Day, name: 'hisWriteMultiPrescript' | 'hisWriteMultiPrescriptSign'): Promise<void> {
  const { isRight, owner } = day.whose()
  const treatmentDateTime = day.visitTime()
  const list = ordersOf(day, treatmentDateTime, day.random.below(12) === 0 ? 60 : 5)
  const called = await day.call(name, { treatmentDateTime, ...owner, data: list }, { mayStop: true })
  ownerAndVisit(day, called, isRight, treatmentDateTime)
  const { writeCount, signatures } = (called.output ?? { writeCount: 0, signatures: [] }) as {
    readonly writeCount: number, readonly signatures?: readonly { readonly signature: string }[]
  }
  if (called.code === 0) expect(writeCount).toBe(list.length)
  ordersStand(called, list, writeCount)
  if (name === 'hisWriteMultiPrescript') return
  expect(signatures?.length).toBe(writeCount)
  const spelled = new Set(list.slice(0, writeCount).map((order) => JSON.stringify(order)))
  expect(new Set(signatures?.map(({ signature }) => signature)).size).toBe(spelled.size)
}

export const treatmentSteps: readonly Step[] = [
  { name: 'diagnoses', functions: ['hisWriteTreatmentCode'], weight: 2, take: code },
  { name: 'fees', functions: ['hisWriteTreatmentFee'], weight: 2, take: fee },
  { name: 'diagnoses and fees', functions: ['hisWriteTreatmentData'], weight: 2, take: data },
  { name: 'order', functions: ['hisWritePrescription'], weight: 1, take: (day) => one(day, 'hisWritePrescription') },
  { name: 'signed order', functions: ['hisWritePrescriptionSign'], weight: 1, take: (day) => one(day, 'hisWritePrescriptionSign') },
  { name: 'orders', functions: ['hisWriteMultiPrescript'], weight: 1, take: (day) => several(day, 'hisWriteMultiPrescript') },
  {
    name: 'signed orders', functions: ['hisWriteMultiPrescriptSign'], weight: 2,
    take: (day) => several(day, 'hisWriteMultiPrescriptSign'),
  },
]
