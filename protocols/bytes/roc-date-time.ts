import { MalformedError } from './malformed.ts'
import { isoFromRoc, rocFromIso } from './roc-date.ts'

const DATE_LENGTH = 7
const TIME = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/
const ISO = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3])):([0-5]\d):([0-5]\d)$/

/**
 * The 13 characters yyyMMddHHmmss (nhi-facts §0, conventions) as `YYYY-MM-DDTHH:mm:ss`, the clinic's own time without an
 * offset, as the card has it.
 * @throws MalformedError of `field` when it is no date or no time
 */
export function isoFromRocDateTime(roc: string, field = 'ROC date and time'): string {
  const date = isoFromRoc(roc.slice(0, DATE_LENGTH), field)
  const [, hours, minutes, seconds] = TIME.exec(roc.slice(DATE_LENGTH)) ?? []
  if (hours === undefined) throw new MalformedError(field, 'no time HHmmss behind the date')
  return `${date}T${hours}:${minutes}:${seconds}`
}

/** @throws MalformedError of `field` when it is not `YYYY-MM-DDTHH:mm:ss` within the years of a ROC date */
export function rocDateTimeFromIso(iso: string, field = 'ISO date and time'): string {
  const [, date = '', hours, minutes, seconds] = ISO.exec(iso) ?? []
  if (hours === undefined) throw new MalformedError(field, 'not YYYY-MM-DDTHH:mm:ss')
  return `${rocFromIso(date, field)}${hours}${minutes}${seconds}`
}
