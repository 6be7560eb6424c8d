import { MalformedError } from '../bytes/malformed.ts'
import { isoFromRoc } from '../bytes/roc-date.ts'
import { isoFromRocDateTime } from '../bytes/roc-date-time.ts'

const DATE = 7, DATE_TIME = 13, DAY_MS = 86_400_000, DAY = 'YYYY-MM-DD'.length

/** A ROC date or time of an upload as an ISO one; undefined when it is none, which another check tells. */
export function isoOf(roc: string): string | undefined {
  try {
    if (roc.length === DATE) return isoFromRoc(roc)
    return roc.length === DATE_TIME ? isoFromRocDateTime(roc) : undefined
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

/** The day of a ROC date or time, `YYYY-MM-DD`. */
export const dayOf = (roc: string): string | undefined => isoOf(roc)?.slice(0, DAY)

/** Whether one lies after another, compared as far as both go; what is no date lies nowhere. */
export function isAfter(one: string, other: string): boolean {
  const [first, second] = [isoOf(one), isoOf(other)]
  if (first === undefined || second === undefined) return false
  const both = Math.min(first.length, second.length)
  return first.slice(0, both) > second.slice(0, both)
}

/** Days from one ROC date to another; undefined when one is none. */
export function daysBetween(from: string, to: string): number | undefined {
  const [first, last] = [dayOf(from), dayOf(to)]
  return first === undefined || last === undefined ? undefined : (Date.parse(last) - Date.parse(first)) / DAY_MS
}

/** The day so many months before a time, `YYYY-MM-DD`; the last of its month where there is no such day. */
export function monthsBefore(iso: string, months: number): string {
  const [year = 0, month = 1, day = 1] = iso.slice(0, DAY).split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))).toISOString().slice(0, DAY)
}
