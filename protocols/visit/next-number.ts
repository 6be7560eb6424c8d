import { takesNumber, treatmentItems } from '../codes/treatment-items.ts'
import type { RecordIn } from '../nhi-card/contents.ts'
import { clinicTime, instantOf, rocYearOf } from './clinic-time.ts'

const DIGITS = 4
const DATE_LENGTH = 10

/**
 * 就醫序號 of the next visit: the last one and 1, 0001 in a new year (nhi-facts §9). A type that takes none has the beginning
 * of what its table gives in place of one (`IC` of preventive care; its last two signs only the writer of the service knows),
 * or ''.
 * @returns undefined when there is none: the last one is no number, or has no room for another
 */
export function nextNumber(
  treatmentItem: string, treatmentDateTime: string, last: RecordIn<'lastSequence'> | null,
): string | undefined {
  const date = treatmentDateTime.slice(0, DATE_LENGTH)
  if (!takesNumber(treatmentItem, date)) return treatmentItems.at(treatmentItem, date)?.serialPrefix ?? ''
  const goesOn = last !== null && last.year === rocYearOf(treatmentDateTime)
  if (goesOn && !/^\d{0,4}$/.test(last.sequenceNumber)) return undefined
  const next = String(goesOn ? Number(last.sequenceNumber) + 1 : 1).padStart(DIGITS, '0')
  return next.length === DIGITS ? next : undefined
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
