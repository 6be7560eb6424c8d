import { expect } from 'vitest'
import { needsOnlineCheck, takesNumber } from '#protocols/codes/treatment-items'
import type { RecordIn } from '#protocols/nhi-card/contents'
import {
  countIn, dayOf, hasVisit, HOSPITAL, identity, left, MOST_LEFT, newestFirst, onlyChanged, present, rocYear, UNDONE, type CardFiles,
  type Visit,
} from './card-files.fixture.ts'
import { DAY_MS, isDone, type Called, type Day } from './day.fixture.ts'
import type { Step } from './step.fixture.ts'

const items = [
  '01', '01', '01', '02', '03', '04', '05', '06', '08', '09', '00', 'AA', 'AC', 'AC', 'AF', 'AI', 'BA', 'BF', 'CA', 'DC', 'ZA', 'ZB', 'XA',
  'YA', 'YB', 'YE', 'YH',
] as const
const afterChecks = ['1', '1', '1', '2', '0'] as const
const NEWBORN_DAYS = 60
const SAME_DAY = 5010, NO_TREATMENT_NUMBER = 5174

const milliseconds = (time: string) => Date.parse(`${time}Z`)
const isNumbered = ({ treatmentItem, treatmentDateTime }: Visit) => takesNumber(treatmentItem, dayOf(treatmentDateTime))

/** The patient has set one that is not verified, or is locked. */
const isOfPin = (code: number) => code === 5102 || code === 9043

/** What must have been so, by nhi-facts §3.1, §8.1 and §9, where a number was given. */
function mayHaveBeenTaken({ before }: Called, day: Day, visit: Visit): void {
  const { treatmentDateTime, treatmentItem, babyTreatment } = visit
  const [validity, newborn, designated] = [before.validity[0], before.newborn[0], before.designatedInstitution[0]]
  expect(day.patient.isCancelled).toBe(false)
  expect(dayOf(treatmentDateTime) <= (validity?.cardValidity ?? '')).toBe(true)
  if (isNumbered(visit)) {
    expect(left(before)).toBeGreaterThan(0)
    expect(designated?.hospitalId ?? HOSPITAL).toBe(HOSPITAL)
  }
  if (babyTreatment !== '') {
    const days = (Date.parse(dayOf(treatmentDateTime)) - Date.parse(newborn?.newbornBirthday ?? '')) / DAY_MS
    expect(days >= 0 && days <= NEWBORN_DAYS).toBe(true)
  }
  if (needsOnlineCheck(treatmentItem, dayOf(treatmentDateTime))) {
    expect([day.isCentreThere, day.patient.key]).toEqual([true, expect.not.stringMatching('hc.arrears')])
  }
  if (treatmentItem === 'ZA' || treatmentItem === 'ZB') {
    const recent = before.visits.filter((one, at) => (
      one?.hospitalId === HOSPITAL && !/^[XYZ]/.test(one.treatmentItem) && before.visitSignatures[at]?.signature !== UNDONE
      && milliseconds(treatmentDateTime) - milliseconds(one.treatmentDateTime) <= DAY_MS
    ))
    expect(recent.length).toBeGreaterThan(0)
  }
  if (treatmentItem === 'XA') expect(present(before.prenatalCare).some((one) => isOfLately(one, treatmentDateTime))).toBe(true)
  if (treatmentItem.startsWith('Y')) expect(present(before.preventiveCare).some((one) => isOfLately(one, treatmentDateTime))).toBe(true)
}

function isOfLately({ checkupDate, hospitalId }: RecordIn<'prenatalCare'>, time: string): boolean {
  return hospitalId === HOSPITAL && Date.parse(dayOf(time)) - Date.parse(checkupDate ?? '') <= DAY_MS
}

/** What each refusal says must be so (nhi-facts §3.1). */
function isTrue({ code, before }: Called, day: Day, visit: Pick<Visit, 'treatmentItem' | 'babyTreatment'>): void {
  const isCounted = takesNumber(visit.treatmentItem, dayOf(day.now))
  const isChecked = needsOnlineCheck(visit.treatmentItem, dayOf(day.now))
  const told: Readonly<Record<number, () => boolean>> = {
    5001: () => isCounted && left(before) === 0,
    5002: () => day.patient.isCancelled,
    5003: () => (before.validity[0]?.cardValidity ?? '') < dayOf(day.now),
    5004: () => visit.babyTreatment !== '',
    5012: () => isChecked && day.patient.key === 'hc.arrears',
    5052: () => false, // no function writes a birthday without multiplicity
    5081: () => /^Z[AB]$/.test(visit.treatmentItem),
    5082: () => visit.treatmentItem === 'XA',
    5084: () => /^Y[A-H]$/.test(visit.treatmentItem),
    9095: () => isChecked && day.patient.key === 'hc.arrears',
    9129: () => isCounted && day.patient.key === 'hc.bound-elsewhere',
  }
  if (!isDone(code) && code > 5_000) expect([code, told[code]?.() ?? isOfPin(code)]).toEqual([code, true])
}

/** What each refusal of an undo says must be so (nhi-facts §3.1). */
function isTrueOfUndo({ code, before }: Called, day: Day, time: string): void {
  const at = before.visits.findIndex((one) => one?.treatmentDateTime === time)
  const visit = before.visits[at] ?? null
  const told: Readonly<Record<number, () => boolean>> = {
    5150: () => visit === null,
    5151: () => visit !== null && !isNumbered(visit),
    5152: () => visit !== null && visit.hospitalId !== HOSPITAL,
    5153: () => before.visitSignatures[at]?.signature === UNDONE,
    5154: () => milliseconds(day.now) - milliseconds(time) > DAY_MS,
  }
  if (!isDone(code) && code > 5_000) expect([code, told[code]?.() ?? isOfPin(code)]).toEqual([code, true])
}

/** The count of a year and of the year before it, by record. */
function yearsAfter(before: CardFiles, year: number): (number | null | undefined)[] {
  const [first, second] = before.cumulativeData
  if (first?.year === year) return [year, countIn(before, year) + 1, second?.year]
  return [year, 1, first?.year ?? second?.year]
}

async function take(day: Day, name: 'hisGetSeqNumber' | 'hisGetSeqNumber256' | 'hisGetSeqNumber256N1'): Promise<void> {
  const { random } = day
  const treatmentItem = random.pick(items)
  const babyTreatment = random.below(12) === 0 ? random.pick(['A', 'B', 'a']) : ''
  const treatAfterCheck = random.pick(afterChecks)
  const asked = { treatmentItem, babyTreatment, ...name === 'hisGetSeqNumber' ? {} : { treatAfterCheck } }
  const called = await day.call(name, asked as Parameters<typeof day.call<typeof name>>[1])
  const { code, output, before, after } = called
  isTrue(called, day, { treatmentItem, babyTreatment })
  if (!isDone(code)) return
  const { visit: told } = output as { readonly visit: Visit & { isSameDay?: string, treatmentNumber?: string, signature: string } }
  const [visit] = after.visits
  if (visit === undefined || visit === null) throw new Error('no visit')
  mayHaveBeenTaken(called, day, visit)
  expect(visit).toMatchObject({ treatmentItem, babyTreatment, hospitalId: HOSPITAL, outpatientFee: null, inpatientFee: null })
  expect(told).toMatchObject({ treatmentDateTime: visit.treatmentDateTime, sequenceNumber: visit.sequenceNumber, hospitalId: HOSPITAL })
  onlyChanged(before, after, 'visits', 'visitDiagnoses', 'visitPhysicians', 'visitSignatures', 'lastSequence', 'cumulativeData', 'validity')
  expect(after.visits).toEqual(newestFirst([visit], before.visits))
  for (const name of ['visitDiagnoses', 'visitPhysicians'] as const) {
    expect(after[name]).toEqual(newestFirst([null], before[name] as null[]))
  }
  expect(after.visitSignatures).toEqual(newestFirst([{ signature: told.signature }], before.visitSignatures))
  const time = visit.treatmentDateTime
  expect(before.visits.some((one) => one?.treatmentDateTime === time)).toBe(false)
  const year = rocYear(time)
  const [first, second] = after.cumulativeData
  expect([first?.year, first?.treatmentCount, second?.year]).toEqual(yearsAfter(before, year))
  const isCounted = isNumbered(visit)
  expect(after.validity).toEqual([{ ...before.validity[0], treatmentCounter: left(before) - (isCounted ? 1 : 0) }])
  const isSecond = isCounted && before.visits.some((one, at) => (
    one !== null && isNumbered(one) && dayOf(one.treatmentDateTime) === dayOf(time) && before.visitSignatures[at]?.signature !== UNDONE
  ))
  if (told.isSameDay !== undefined) expect(told.isSameDay).toBe(isSecond ? 'Y' : 'N')
  const isLate = name === 'hisGetSeqNumber256N1' && told.treatmentNumber === ''
  if (name === 'hisGetSeqNumber256N1') expect(isLate).toBe(!day.wasCentreSure)
  expect(code).toBe(isLate ? NO_TREATMENT_NUMBER : isSecond ? SAME_DAY : 0)
  if (!isCounted) return expect(after.lastSequence).toEqual(before.lastSequence)
  const [last] = before.lastSequence
  const next = String((last?.year === year ? Number(last.sequenceNumber) : 0) + 1).padStart(4, '0')
  expect([visit.sequenceNumber, after.lastSequence]).toEqual([next, [{ year, sequenceNumber: next }]])
}

const fees = ['outpatientFee', 'costFee', 'inpatientFee', 'inpatient30Fee', 'inpatient180Fee'] as const

async function undo(day: Day): Promise<void> {
  const time = day.visitTime()
  const called = await day.call('csUnGetSeqNumber', { unTreatDate: time })
  const { code, before, after } = called
  isTrueOfUndo(called, day, time)
  if (!isDone(code)) return
  onlyChanged(before, after, 'visits', 'visitSignatures', 'validity', 'lastSequence', 'cumulativeData', 'cumulativeFee')
  const at = before.visits.findIndex((one) => one?.treatmentDateTime === time)
  const undone = before.visits[at]
  if (undone === undefined || undone === null) throw new Error('undid a visit that was not there')
  expect([undone.hospitalId, isNumbered(undone), day.isCentreThere]).toEqual([HOSPITAL, true, true])
  expect(milliseconds(day.now) - milliseconds(time)).toBeLessThanOrEqual(DAY_MS)
  expect(after.visits.map(identity)).toEqual(before.visits.map(identity))
  expect(after.visits[at]).toEqual({ ...undone, ...Object.fromEntries(fees.map((fee) => [fee, null])) })
  expect(after.visits.with(at, undone)).toEqual(before.visits)
  expect(before.visitSignatures[at]?.signature).not.toBe(UNDONE)
  expect(after.visitSignatures).toEqual(before.visitSignatures.with(at, { signature: UNDONE }))
  expect(left(after)).toBe(Math.min(left(before) + 1, MOST_LEFT))
  expect(countIn(after, rocYear(time))).toBe(countIn(before, rocYear(time)) - 1)
  const [last] = before.lastSequence
  const wasLast = last?.year === rocYear(time) && last.sequenceNumber === undone.sequenceNumber
  const back = wasLast ? String(Number(last?.sequenceNumber) - 1).padStart(4, '0') : last?.sequenceNumber
  expect(after.lastSequence).toEqual([{ year: last?.year, sequenceNumber: back }])
  const less = (total: number | null | undefined, fee: number | null) => (total ?? 0) - (fee ?? 0)
  expect(after.cumulativeFee).toEqual([{
    outpatientTotal: less(before.cumulativeFee[0]?.outpatientTotal, undone.outpatientFee),
    inpatientTotal: less(before.cumulativeFee[0]?.inpatientTotal, undone.inpatientFee),
  }])
}

async function update(day: Day, name: 'csUpdateHCContents' | 'csUpdateHCNoReset'): Promise<void> {
  const pin = day.patient.pin()
  const { code, before, after } = await day.call(name, {})
  const isBlocked = pin.isSet && pin.triesLeft === 0
  const isOver = (before.validity[0]?.cardValidity ?? '') < dayOf(day.now)
  if (code === 9081) expect([left(before) > 3, isBlocked, isOver]).toEqual([true, false, false])
  if (code === 9082) expect(day.patient.isCancelled).toBe(true)
  if (code === 9086) expect(day.patient.key).toBe('hc.arrears')
  if (code !== 0) return expect(day.patient.pin()).toEqual(pin)
  expect([day.isCentreThere, day.patient.isCancelled]).toEqual([true, false])
  onlyChanged(before, after, 'validity')
  expect(left(before) <= 3 || isBlocked || isOver).toBe(true)
  expect(left(after)).toBe(left(before) > 3 ? left(before) : MOST_LEFT)
  expect((after.validity[0]?.cardValidity ?? '') >= dayOf(day.now)).toBe(true)
  if (!isOver) expect(after.validity[0]?.cardValidity).toBe(before.validity[0]?.cardValidity)
  expect(day.patient.pin()).toMatchObject(isBlocked ? { isSet: false } : pin)
}

/** 就醫識別碼 alone: nothing is written. */
async function treatmentNumber(day: Day): Promise<void> {
  const { random, patient } = day
  const [treatmentDateTime, isOfCard] = [day.visitTime(), random.below(2) === 0]
  const called = isOfCard
    ? await day.call('hisGetTreatNumICCard', { treatmentDateTime })
    : await day.call('hisGetTreatNumNoICCard', { patientId: patient.owner.patientId, hospitalId: random.pick([HOSPITAL, '9900000031']) })
  expect(called.after).toEqual(called.before)
  if (!day.isCentreThere) expect(called.code).not.toBe(0)
  if (isOfCard && called.code === 0) expect(hasVisit(called.before, treatmentDateTime)).toBe(true)
}

export const numberSteps: readonly Step[] = [
  { name: 'number', functions: ['hisGetSeqNumber'], weight: 2, take: (day) => take(day, 'hisGetSeqNumber') },
  { name: 'number256', functions: ['hisGetSeqNumber256'], weight: 3, take: (day) => take(day, 'hisGetSeqNumber256') },
  { name: 'number256N1', functions: ['hisGetSeqNumber256N1'], weight: 3, take: (day) => take(day, 'hisGetSeqNumber256N1') },
  { name: 'undo', functions: ['csUnGetSeqNumber'], weight: 3, take: undo },
  { name: 'update', functions: ['csUpdateHCContents'], weight: 2, take: (day) => update(day, 'csUpdateHCContents') },
  { name: 'update without reset', functions: ['csUpdateHCNoReset'], weight: 2, take: (day) => update(day, 'csUpdateHCNoReset') },
  {
    name: 'treatment number', functions: ['hisGetTreatNumICCard', 'hisGetTreatNumNoICCard'], weight: 1, take: treatmentNumber,
  },
]
