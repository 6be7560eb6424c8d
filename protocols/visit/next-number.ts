import type { RecordIn } from '../nhi-card/contents.ts'
import { clinicTime, instantOf, rocYearOf } from './clinic-time.ts'
import { takesNumber } from './online-check.ts'

/** What stands in place of a number for preventive care (nhi-facts §8.1: “IC..”); what the dots become is not known here. */
const PREVENTIVE = 'IC'
const DIGITS = 4

/** 就醫序號 of the next visit: the last one and 1, 0001 in a new year (nhi-facts §9); '' for a type that takes none. */
export function nextNumber(treatmentItem: string, treatmentDateTime: string, last: RecordIn<'lastSequence'> | null): string {
  if (!takesNumber(treatmentItem)) return treatmentItem === 'AC' ? PREVENTIVE : ''
  const goesOn = last !== null && last.year === rocYearOf(treatmentDateTime)
  const next = goesOn ? Number(last.sequenceNumber) + 1 : 1
  return String(next).padStart(DIGITS, '0')
}

/**
 * The first second from `now` on that no visit on the card has: writing and undoing find a visit by its time, so two must
 * not share one (ours; what the official component does is not public).
 */
export function freeTime(now: number, visits: readonly (RecordIn<'visits'> | null)[]): string {
  const taken = new Set(visits.map((visit) => visit?.treatmentDateTime))
  let time = clinicTime(now)
  while (taken.has(time)) time = clinicTime(instantOf(time) + 1000)
  return time
}
