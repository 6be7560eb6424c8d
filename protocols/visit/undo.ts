import { MalformedError } from '../bytes/malformed.ts'
import { takesNumber } from '../codes/treatment-items.ts'
import type { HcFileName, RecordIn } from '../nhi-card/contents.ts'
import { instantOf, rocYearOf } from './clinic-time.ts'
import { decodeUndoNote, encodeUndoNote, type Undone } from './undo-note.ts'
import { isUndone, undoneSignature } from './undone.ts'

/** What a card says that an undo rolls back, files from record 1 on. */
export interface CountedFacts {
  readonly visits: readonly (RecordIn<'visits'> | null)[]
  readonly visitSignatures: readonly (RecordIn<'visitSignatures'> | null)[]
  readonly validity: RecordIn<'validity'> | null
  readonly lastSequence: RecordIn<'lastSequence'> | null
  readonly cumulativeData: readonly (RecordIn<'cumulativeData'> | null)[]
  readonly cumulativeFee: RecordIn<'cumulativeFee'> | null
}

export interface WantedUndo {
  /** Of the visit, `YYYY-MM-DDTHH:mm:ss`. */
  readonly treatmentDateTime: string
  /** Of the security module. */
  readonly hospitalId: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A record of a file as it is to be. */
export type FileUpdate = {
  readonly [Name in HcFileName]: {
    readonly how: 'update', readonly name: Name, readonly number: number, readonly record: RecordIn<Name> | null
  }
}[HcFileName]

/** The code of the first rule that refuses it, or what is to be written, in its order. */
export type UndoPlan = { readonly code: number } | { readonly changes: readonly FileUpdate[] }

type Visit = RecordIn<'visits'>
type Year = RecordIn<'cumulativeData'>

const DATE_LENGTH = 10
const DAY_MS = 86_400_000
/**
 * How far a visit's time may stand ahead of the clock, in ms: a visit in a second that is taken gets the next one (`freeTime`), and
 * clocks of two PCs differ (assumed: five minutes).
 */
const AHEAD_MS = 300_000
/** An update fills up to this many, so a card never holds more (nhi-facts §9). */
const MOST_LEFT = 6
/** The undo cannot be finished: the card went on without it. */
const UNFINISHABLE = 5130

/** Whether the visit itself may be undone, in the order of the codes. */
function refusalOf(visit: Visit, signature: RecordIn<'visitSignatures'> | null, { hospitalId, now }: WantedUndo): number | undefined {
  if (!takesNumber(visit.treatmentItem, visit.treatmentDateTime.slice(0, DATE_LENGTH))) return 5151
  if (visit.hospitalId !== hospitalId) return 5152
  if (isUndone(signature)) return 5153
  const age = now - instantOf(visit.treatmentDateTime)
  return age < -AHEAD_MS || age > DAY_MS ? 5154 : undefined
}

const feesOf = (visit: Visit) => ({
  outpatient: visit.outpatientFee ?? 0, inpatient: visit.inpatientFee ?? 0, cost: visit.costFee ?? 0,
  inpatient30: visit.inpatient30Fee ?? 0, inpatient180: visit.inpatient180Fee ?? 0,
})

/** A year with one visit less. @param sign 1 takes it away, -1 puts it back */
function yearWithout(year: Year, visit: Visit, sign: 1 | -1): Year {
  const { outpatient, inpatient, cost, inpatient30, inpatient180 } = feesOf(visit)
  const less = (total: number | null, part: number) => (total ?? 0) - sign * part
  return {
    year: year.year, treatmentCount: less(year.treatmentCount, 1), outpatientFee: less(year.outpatientFee, outpatient),
    inpatientFee: less(year.inpatientFee, inpatient), costFee: less(year.costFee, cost),
    inpatient30Fee: less(year.inpatient30Fee, inpatient30), inpatient180Fee: less(year.inpatient180Fee, inpatient180),
    allCostFee: less(year.allCostFee, cost + inpatient30 + inpatient180),
    allCost30Fee: less(year.allCost30Fee, cost + inpatient30),
  }
}

function totalWithout(total: RecordIn<'cumulativeFee'>, visit: Visit, sign: 1 | -1): RecordIn<'cumulativeFee'> {
  const { outpatient, inpatient } = feesOf(visit)
  return {
    outpatientTotal: (total.outpatientTotal ?? 0) - sign * outpatient, inpatientTotal: (total.inpatientTotal ?? 0) - sign * inpatient,
  }
}

/** 0001 becomes 0000 of the same year. */
const numberBefore = (number: string) => String(Number(number) - 1).padStart(number.length, '0')

/** The counts without the visit, or the code of the first one that cannot be right (5160 to 5173, nhi-facts §3.1). */
function rolledBack(
  visit: Visit, { validity, lastSequence, cumulativeData, cumulativeFee }: CountedFacts,
): { readonly code: number } | Omit<Undone, 'number'> {
  const visitYear = rocYearOf(visit.treatmentDateTime)
  const left = validity?.treatmentCounter ?? null
  if (validity === null || left === null || left < 0 || left > MOST_LEFT) return { code: 5160 }
  const lastYear = lastSequence?.year ?? null
  if (lastSequence === null || lastYear === null || lastYear < visitYear) return { code: 5161 }
  const last = Number(lastSequence.sequenceNumber)
  if (!/^\d{4}$/.test(lastSequence.sequenceNumber) || (lastYear === visitYear && last < Number(visit.sequenceNumber))) return { code: 5162 }
  const total = totalWithout(cumulativeFee ?? { outpatientTotal: null, inpatientTotal: null }, visit, 1)
  if ((total.inpatientTotal ?? 0) < 0) return { code: 5163 }
  if ((total.outpatientTotal ?? 0) < 0) return { code: 5164 }
  const at = cumulativeData.findIndex((year) => year?.year === visitYear)
  const stands = cumulativeData[at]
  if (stands === undefined || stands === null) return { code: 5165 }
  const year = yearWithout(stands, visit, 1)
  const checks = [
    [5166, year.treatmentCount], [5167, year.costFee], [5168, year.inpatient30Fee], [5169, year.inpatient180Fee],
    [5170, year.allCostFee], [5171, year.allCost30Fee], [5172, year.outpatientFee], [5173, year.inpatientFee],
  ] as const
  const wrong = checks.find(([, count]) => (count ?? 0) < 0)
  if (wrong !== undefined) return { code: wrong[0] }
  const isLast = lastYear === visitYear && last === Number(visit.sequenceNumber)
  return {
    validity: { ...validity, treatmentCounter: Math.min(left + 1, MOST_LEFT) },
    lastSequence: isLast ? { ...lastSequence, sequenceNumber: numberBefore(lastSequence.sequenceNumber) } : lastSequence,
    cumulativeData: year, cumulativeFee: total, yearSlot: at + 1,
  }
}

/** What is written once the note stands. The visit's fees come last: as long as they are there, what was can be told. */
function completion({ number, yearSlot, ...counts }: Undone, visit: Visit): FileUpdate[] {
  const withoutFees: Visit = {
    ...visit, outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
  }
  return [
    { how: 'update', name: 'validity', number: 1, record: counts.validity },
    { how: 'update', name: 'lastSequence', number: 1, record: counts.lastSequence },
    { how: 'update', name: 'cumulativeData', number: yearSlot, record: counts.cumulativeData },
    { how: 'update', name: 'cumulativeFee', number: 1, record: counts.cumulativeFee },
    { how: 'update', name: 'visits', number, record: withoutFees },
    { how: 'update', name: 'visitSignatures', number, record: undoneSignature },
  ]
}

/** A count never written is 0. */
const spelt = (record: object | null | undefined) => JSON.stringify(record, (_, value: unknown) => value ?? 0)
const same = (one: object | null | undefined, other: object) => spelt(one) === spelt(other)

/**
 * Whether every count is what it was when the undo began, or what it is to be: nothing else was written since. The last
 * number has gone back when it is one less than the visit's.
 */
function mayGoOn(noted: Undone, number: number, visit: Visit, card: CountedFacts): boolean {
  if (noted.number !== number) return false
  const left = noted.validity.treatmentCounter ?? 0
  const lefts = left === MOST_LEFT ? [left, left - 1] : [left - 1, left]
  const lastBefore = noted.lastSequence.sequenceNumber === numberBefore(visit.sequenceNumber)
    ? { ...noted.lastSequence, sequenceNumber: visit.sequenceNumber } : noted.lastSequence
  const { validity, lastSequence, cumulativeData, cumulativeFee } = card
  const year = cumulativeData[noted.yearSlot - 1]
  const total = cumulativeFee ?? { outpatientTotal: 0, inpatientTotal: 0 }
  return lefts.includes(validity?.treatmentCounter ?? NaN)
    && [noted.lastSequence, lastBefore].some((one) => same(lastSequence, one))
    && [noted.cumulativeData, yearWithout(noted.cumulativeData, visit, -1)].some((one) => same(year, one))
    && [noted.cumulativeFee, totalWithout(noted.cumulativeFee, visit, -1)].some((one) => same(total, one))
}

/**
 * 退掛: what undoing a visit writes (nhi-facts §2.1, 1.39; §9). One visit left comes back, the last number goes back if it was
 * this one, and the visit's part of the year and of all fees is taken away. An undo that was interrupted is finished, whatever
 * the time, as long as the card has not gone on meanwhile; otherwise 5130.
 * @throws MalformedError when the note of an interrupted undo makes no sense
 */
export function planUndo(wanted: WantedUndo, card: CountedFacts): UndoPlan {
  const at = card.visits.findIndex((one) => one?.treatmentDateTime === wanted.treatmentDateTime)
  const visit = card.visits[at] ?? undefined
  if (visit === undefined) return { code: 5150 }
  const number = at + 1
  const signature = card.visitSignatures[at] ?? null
  const noted = decodeUndoNote(signature)
  if (noted !== undefined && visit.hospitalId === wanted.hospitalId) {
    return mayGoOn(noted, number, visit, card) ? { changes: completion(noted, visit) } : { code: UNFINISHABLE }
  }
  const code = refusalOf(visit, signature, wanted)
  if (code !== undefined) return { code }
  const counts = rolledBack(visit, card)
  if ('code' in counts) return counts
  const undone: Undone = { number, ...counts }
  return {
    changes: [
      { how: 'update', name: 'visitSignatures', number, record: encodeUndoNote(undone) }, ...completion(undone, visit),
    ],
  }
}

/**
 * Whether an undo of this institution's stopped on the card and can still be finished, which a new visit would prevent: the
 * counts would have gone on (5130). One that cannot be finished, or whose note makes no sense, stands in nobody's way.
 */
export function hasUndoToFinish(card: CountedFacts, hospitalId: string): boolean {
  return card.visits.some((visit, at) => {
    if (visit === null || visit.hospitalId !== hospitalId) return false
    try {
      const noted = decodeUndoNote(card.visitSignatures[at] ?? null)
      return noted !== undefined && mayGoOn(noted, at + 1, visit, card)
    } catch (error) {
      if (error instanceof MalformedError) return false
      throw error
    }
  })
}
