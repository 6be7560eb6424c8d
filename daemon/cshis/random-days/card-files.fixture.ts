import { expect } from 'vitest'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'

/** What stands on a card: all files, from record 1 on; a record never written is null. */
export type CardFiles = { readonly [Name in HcFileName]: readonly (RecordIn<Name> | null)[] }
export type Visit = RecordIn<'visits'>

export const fileNames = Object.keys(hcFiles) as HcFileName[]

/** Of the counters of a card (nhi-facts §9). */
export const MOST_LEFT = 6
/** In place of the signature of a visit that was undone. */
export const UNDONE = '00'.repeat(128)
export const HOSPITAL = '9900000013'
const DATE_LENGTH = 10

export const rocYear = (time: string) => Number(time.slice(0, 4)) - 1911
export const dayOf = (time: string) => time.slice(0, DATE_LENGTH)
export const present = <Value>(records: readonly (Value | null)[]) => records.filter((record) => record !== null)
export const left = ({ validity: [validity] }: CardFiles) => validity?.treatmentCounter ?? 0
export const countIn = ({ cumulativeData }: CardFiles, year: number) => (
  present(cumulativeData).find((one) => one.year === year)?.treatmentCount ?? 0
)
/** What says which visit it is. */
export const identity = (visit: Visit | null) => visit && [
  visit.treatmentItem, visit.babyTreatment, visit.treatmentDateTime, visit.sequenceNumber, visit.hospitalId,
].join('|')

/** Whether the rules say that the visit is one of the institution’s that stands. */
export function hasVisit({ visits, visitSignatures }: CardFiles, time: string): boolean {
  return visits.some((one, at) => (
    one?.treatmentDateTime === time && one.hospitalId === HOSPITAL && visitSignatures[at]?.signature !== UNDONE
  ))
}

/** Files that are not among `but` are what they were. */
export function onlyChanged(before: CardFiles, after: CardFiles, ...but: readonly HcFileName[]): void {
  const others = (files: CardFiles) => Object.fromEntries(Object.entries(files).filter(([name]) => !but.some((one) => one === name)))
  expect(others(after)).toEqual(others(before))
}

/** A file whose newest record is the first, with room for so many: the oldest go. */
export function newestFirst<Kind>(newest: readonly Kind[], before: readonly (Kind | null)[]): (Kind | null)[] {
  return [...newest, ...before].slice(0, before.length)
}

/** What holds of every card at every moment. */
export function withinLimits(files: CardFiles): void {
  expect(left(files)).toBeGreaterThanOrEqual(0)
  expect(left(files)).toBeLessThanOrEqual(MOST_LEFT)
  for (const name of fileNames) {
    const records = files[name]
    expect(records.length, name).toBe(hcFiles[name].count)
    // without a gap: what rolls has its newest first
    if (hcFiles[name].structure === 'cyclic' && !isCompanion(name)) {
      const end = records.findIndex((record) => record === null)
      expect(end < 0 || records.slice(end).every((record) => record === null), name).toBe(true)
    }
  }
  const numbers = files.visits.flatMap((visit, at) => (
    visit !== null && /^\d{4}$/.test(visit.sequenceNumber) && files.visitSignatures[at]?.signature !== UNDONE
      ? [`${rocYear(visit.treatmentDateTime)} ${visit.sequenceNumber}`] : []
  ))
  expect(new Set(numbers).size).toBe(numbers.length)
  const times = present(files.visits).map(({ treatmentDateTime }) => treatmentDateTime)
  expect(new Set(times).size).toBe(times.length)
  const years = present(files.cumulativeData).map(({ year }) => year)
  expect(new Set(years).size).toBe(years.length)
  const [total] = files.cumulativeFee
  expect(Math.min(total?.outpatientTotal ?? 0, total?.inpatientTotal ?? 0)).toBeGreaterThanOrEqual(0)
}

/** Record n belongs to visit n, written or not. */
function isCompanion(name: HcFileName): boolean {
  return name === 'visitDiagnoses' || name === 'visitPhysicians' || name === 'visitSignatures'
}
