import { expect } from 'vitest'
import type { CshisInputs, CshisName } from '#protocols/cshis/index'
import { takesNumber } from '#protocols/codes/treatment-items'
import type { HcFileName, RecordIn } from '#protocols/nhi-card/contents'
import { SeededRandom } from '#simulator/seeded-random'
import { FromCard } from '../sessions/epoch.ts'
import { HC } from '../engines/open-profile/card-faults.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

/** Files that calls of a day may change. */
const watched = [
  'validity', 'lastSequence', 'visits', 'visitDiagnoses', 'visitSignatures', 'cumulativeData', 'cumulativeFee', 'orders',
  'longTermPrescriptions', 'importantOrders', 'allergies', 'emergencyPhone', 'newborn', 'vaccinations',
] as const satisfies readonly HcFileName[]

type Watched = (typeof watched)[number]
export type CardFiles = { readonly [Name in Watched]: readonly (RecordIn<Name> | null)[] }
type Visit = RecordIn<'visits'>
type Outcome = { readonly code: number, readonly output?: object }

interface Patient {
  readonly card: string
  readonly patientId: string
  readonly birthday: string
}

const patients: readonly [Patient, ...Patient[]] = [
  { card: 'hc.wang', patientId: 'Z199999016', birthday: '1990-01-01' },
  { card: 'hc.lin', patientId: 'Z299999027', birthday: '1985-12-31' },
  { card: 'hc.used-up', patientId: 'Z199999070', birthday: '1968-08-18' },
  { card: 'hc.expired', patientId: 'Z299999081', birthday: '1995-05-25' },
  { card: 'hc.arrears', patientId: 'Z299999090', birthday: '1980-04-04' },
  { card: 'hc.cancelled', patientId: 'Z199999052', birthday: '1972-07-07' },
]
const items = ['01', '01', '01', '02', '03', '04', '00', 'AA', 'AC', 'AF', 'AI', 'BA', 'CA', 'ZA', 'XA', 'YB'] as const
const HOSPITAL = '9900000013'
/** Of the counters of a card (nhi-facts §4.6, §9). */
const MOST_LEFT = 6, VISITS = 6, ORDERS = 60, LONG_TERM = 30, IMPORTANT = 10
const MINUTE = 60_000, DAY = 1_440 * MINUTE
const SESSIONS = 20
/** Between two calls, and between two patients. */
const pauses = [MINUTE, 5 * MINUTE, 20 * MINUTE, 120 * MINUTE] as const
const gaps = [10 * MINUTE, 60 * MINUTE, DAY, 19 * DAY] as const

const UNDONE = '00'.repeat(128)
const rocYear = (time: string) => Number(time.slice(0, 4)) - 1911
const identity = ({ treatmentItem, babyTreatment, treatmentDateTime, sequenceNumber, hospitalId }: Visit) => (
  [treatmentItem, babyTreatment, treatmentDateTime, sequenceNumber, hospitalId].join('|')
)
const present = <Value>(records: readonly (Value | null)[]) => records.filter((record) => record !== null)
const countIn = ({ cumulativeData }: CardFiles, year: number) => (
  present(cumulativeData).find((one) => one.year === year)?.treatmentCount ?? 0
)
const left = ({ validity: [validity] }: CardFiles) => validity?.treatmentCounter ?? 0

/** How often which function ended how. */
export type Tally = Map<string, number>

/** Twenty patients one after the other and what is done with their cards, all of it decided by a seed. */
export class RandomDay {
  readonly #random: SeededRandom
  readonly #tally: Tally
  readonly #story: string[] = []
  #desk!: WritingDesk
  #patient: Patient = patients[0]
  /** What the card held last. */
  #stands!: CardFiles

  constructor(seed: number, tally: Tally) {
    this.#random = new SeededRandom(seed)
    this.#tally = tally
  }

  /** @throws AssertionError with everything that was done until then */
  async run(): Promise<void> {
    this.#desk = await WritingDesk.open({ world: 'three-cards' })
    try {
      for (let session = 0; session < SESSIONS; session++) await this.#session()
    } catch (error) {
      throw new Error(this.#story.join('\n'), { cause: error })
    }
  }

  async #session(): Promise<void> {
    this.#patient = this.#random.pick(patients)
    this.#story.push(this.#patient.card)
    this.#desk.put(HC, this.#patient.card)
    this.#stands = await this.#files()
    for (let calls = 2 + this.#random.below(5); calls > 0; calls--) {
      await this.#step(this.#stands)
      this.#desk.desk.clock.advance(this.#random.pick(pauses))
    }
    this.#desk.desk.clock.advance(this.#random.pick(gaps))
  }

  /** What stands on the card. A professional's PIN rests too long now and then. */
  async #files(): Promise<CardFiles> {
    await this.#desk.desk.call('card.status')
    const { hpc } = this.#desk.desk.cards.clinic.base.snapshot.value
    if (typeof hpc === 'string' || hpc.present.pin !== 'verified') {
      await this.#desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
    }
    const call = { reader: undefined, wanted: { read: 'hpc' }, caller: {} } as const
    const read = await this.#desk.desk.cards.withHealthCard(call, (session) => session.read(...watched))
    return read.open(read.epoch) as CardFiles
  }

  async #step(before: CardFiles): Promise<void> {
    const kinds = [this.#take, this.#take, this.#undo, this.#update, this.#treatment, this.#orders, this.#orders, this.#phone] as const
    await this.#random.pick(kinds).call(this, before)
  }

  async #call<Name extends CshisName>(name: Name, input: CshisInputs<Name>): Promise<{ outcome: Outcome, after: CardFiles }> {
    const answer = await this.#desk.library.call(name, input, { caller: {}, reader: undefined, icd10: false })
    const outcome = (answer instanceof FromCard ? answer.open(answer.epoch) : answer) ?? { code: Number.NaN }
    this.#story.push(`${name} ${JSON.stringify(input)}: ${outcome.code}`)
    this.#tally.set(`${name} ${outcome.code}`, (this.#tally.get(`${name} ${outcome.code}`) ?? 0) + 1)
    const after = this.#stands = await this.#files()
    withinLimits(after)
    return { outcome, after }
  }

  async #take(before: CardFiles): Promise<void> {
    const treatmentItem = this.#random.pick(items)
    const babyTreatment = this.#random.below(20) === 0 ? 'A' : ''
    const { outcome, after } = await this.#call('hisGetSeqNumber256', { treatmentItem, babyTreatment, treatAfterCheck: '1' })
    if (outcome.output === undefined) return expect(after).toEqual(before)
    const [visit] = after.visits
    expect(visit).toMatchObject({ treatmentItem, babyTreatment, hospitalId: HOSPITAL, outpatientFee: null })
    expect(after.visits.slice(1)).toEqual(before.visits.slice(0, -1))
    expect(after.visitSignatures[0]?.signature).toMatch(/^[0-9a-f]{256}$/)
    const time = visit?.treatmentDateTime ?? ''
    expect(before.visits.some((one) => one?.treatmentDateTime === time)).toBe(false)
    const year = rocYear(time)
    expect(countIn(after, year)).toBe(countIn(before, year) + 1)
    const [last] = before.lastSequence
    const numbered = takesNumber(treatmentItem, time.slice(0, 10))
    expect(left(after)).toBe(left(before) - (numbered ? 1 : 0))
    if (!numbered) return expect(after.lastSequence).toEqual(before.lastSequence)
    const next = String((last?.year === year ? Number(last.sequenceNumber) : 0) + 1).padStart(4, '0')
    expect([visit?.sequenceNumber, after.lastSequence[0]]).toEqual([next, { year, sequenceNumber: next }])
  }

  async #undo(before: CardFiles): Promise<void> {
    const visits = present(before.visits)
    const time = visits[this.#random.below(visits.length + 1)]?.treatmentDateTime ?? '2025-12-31T23:59:59'
    const { outcome, after } = await this.#call('csUnGetSeqNumber', { unTreatDate: time })
    if (outcome.code !== 0) return expect(after).toEqual(before)
    const at = before.visits.findIndex((one) => one?.treatmentDateTime === time)
    expect(after.visits.map((one) => one && identity(one))).toEqual(before.visits.map((one) => one && identity(one)))
    expect([before.visitSignatures[at]?.signature === UNDONE, after.visitSignatures[at]?.signature]).toEqual([false, UNDONE])
    expect(left(after)).toBe(Math.min(left(before) + 1, MOST_LEFT))
    expect(countIn(after, rocYear(time))).toBe(countIn(before, rocYear(time)) - 1)
    const [last] = before.lastSequence
    const wasLast = last?.year === rocYear(time) && last.sequenceNumber === before.visits[at]?.sequenceNumber
    const back = wasLast ? String(Number(last?.sequenceNumber) - 1).padStart(4, '0') : last?.sequenceNumber
    expect(after.lastSequence[0]).toEqual({ year: last?.year, sequenceNumber: back })
  }

  async #update(before: CardFiles): Promise<void> {
    const { outcome, after } = await this.#call('csUpdateHCContents', {})
    const { validity, ...others } = after
    const { validity: _, ...othersBefore } = before
    expect(others).toEqual(othersBefore)
    if (outcome.code !== 0) return expect(validity).toEqual(before.validity)
    expect(left(after)).toBe(left(before) > 3 ? left(before) : MOST_LEFT)
  }

  /** Mostly the owner of the card. */
  #whose(): { readonly isRight: boolean, readonly owner: Pick<Patient, 'patientId' | 'birthday'> } {
    const { patientId, birthday } = this.#random.below(8) === 0 ? this.#random.pick(patients) : this.#patient
    return { isRight: patientId === this.#patient.patientId, owner: { patientId, birthday } }
  }

  async #treatment(before: CardFiles): Promise<void> {
    const { isRight, owner } = this.#whose()
    const visits = present(before.visits)
    const treatmentDateTime = visits[this.#random.below(visits.length + 1)]?.treatmentDateTime ?? '2025-12-31T23:59:59'
    const fees = { outpatientFee: this.#random.below(5_000), costFee: this.#random.below(500) }
    const nothing = { inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
    const diagnoses = { mainCode: 'J069', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
    const { outcome, after } = await this.#call('hisWriteTreatmentData', {
      treatmentDateTime, ...owner, data: { icd10: false, afterCheck: '1', ...diagnoses, ...fees, ...nothing },
    })
    if (!isRight) expect(outcome.code).toBe(5020)
    if (outcome.code !== 0) return expect(after).toEqual(before)
    expect(after.visits.map((one) => one && identity(one))).toEqual(before.visits.map((one) => one && identity(one)))
    const at = before.visits.findIndex((one) => one?.treatmentDateTime === treatmentDateTime)
    expect(after.visits[at]).toMatchObject(fees)
    expect([left(after), after.lastSequence, after.orders]).toEqual([left(before), before.lastSequence, before.orders])
    const [total, totalBefore] = [after.cumulativeFee[0], before.cumulativeFee[0]]
    const more = fees.outpatientFee - (before.visits[at]?.outpatientFee ?? 0)
    expect(total?.outpatientTotal).toBe((totalBefore?.outpatientTotal ?? 0) + more)
  }

  async #orders(before: CardFiles): Promise<void> {
    const { isRight, owner } = this.#whose()
    const visits = present(before.visits)
    const treatmentDateTime = visits[this.#random.below(visits.length + 1)]?.treatmentDateTime ?? '2025-12-31T23:59:59'
    const data = Array.from({ length: 1 + this.#random.below(5) }, (_, at) => ({
      treatmentDateTime, orderType: this.#random.pick(['1', '2', '3', '4', '5', 'A']), treatmentItemCode: `T${at}000`,
      treatmentPosition: '', usage: 'QD', days: 1 + this.#random.below(28), totalQuantity: '00001.0', deliveryNotes: '01',
    }))
    const { outcome, after } = await this.#call('hisWriteMultiPrescriptSign', { treatmentDateTime, ...owner, data })
    if (!isRight) expect(outcome.code).toBe(5020)
    if (outcome.code !== 0) return expect(after).toEqual(before)
    const newest = data.toReversed()
    expect(after.orders).toEqual([...newest, ...before.orders].slice(0, ORDERS))
    const of = (type: string) => newest.filter(({ orderType }) => orderType === type).map(({ treatmentItemCode }) => treatmentItemCode)
    const drugs = [...of('2'), ...before.longTermPrescriptions.map((one) => one?.drugCode)].slice(0, LONG_TERM)
    expect(after.longTermPrescriptions.map((one) => one?.drugCode)).toEqual(drugs)
    const important = [...of('5'), ...before.importantOrders.map((one) => one?.orderCode)].slice(0, IMPORTANT)
    expect(after.importantOrders.map((one) => one?.orderCode)).toEqual(important)
    const { signatures } = outcome.output as { signatures: { signature: string }[] }
    expect(new Set(signatures.map(({ signature }) => signature)).size).toBe(new Set(data.map((one) => JSON.stringify(one))).size)
    expect([left(after), after.visits]).toEqual([left(before), before.visits])
  }

  async #phone(before: CardFiles): Promise<void> {
    const { isRight, owner } = this.#whose()
    const tel = `09${String(this.#random.below(100_000_000)).padStart(8, '0')}`
    const { outcome, after } = await this.#call('hisWriteEmergentTel', { ...owner, tel })
    if (!isRight) expect(outcome.code).toBe(5020)
    expect(after).toEqual(outcome.code === 0 ? { ...before, emergencyPhone: [{ tel }] } : before)
  }
}

function withinLimits(files: CardFiles): void {
  expect(left(files)).toBeGreaterThanOrEqual(0)
  expect(left(files)).toBeLessThanOrEqual(MOST_LEFT)
  expect([files.visits, files.orders, files.longTermPrescriptions, files.importantOrders].map(({ length }) => length))
    .toEqual([VISITS, ORDERS, LONG_TERM, IMPORTANT])
  const stands = (at: number) => files.visitSignatures[at]?.signature !== UNDONE
  const numbers = files.visits.flatMap((visit, at) => (
    visit !== null && /^\d{4}$/.test(visit.sequenceNumber) && stands(at)
      ? [`${rocYear(visit.treatmentDateTime)} ${visit.sequenceNumber}`] : []
  ))
  expect(new Set(numbers).size).toBe(numbers.length)
  const [total] = files.cumulativeFee
  expect(Math.min(total?.outpatientTotal ?? 0, total?.inpatientTotal ?? 0)).toBeGreaterThanOrEqual(0)
}
