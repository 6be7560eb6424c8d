import { cancels } from '../codes/treatment-items.ts'

/** Minutes and seconds of a record, 0000 to 5959 (nhi-facts §8.1). */
const MINUTES_AND_SECONDS = /^[0-5]\d[0-5]\d$/

/**
 * Whether diagnoses can stand beside a visit of that item. Those of ZB are minutes and seconds of the records that it cancels (nhi-facts
 * §8.1), so a diagnosis there would cancel nothing and nobody would know. Assumed: that the official component looks at them. That
 * each is a record of the last 24 hours is not asked: six may be named, and the card holds five beside ZB itself.
 */
export function mayStandBeside(treatmentItem: string, diagnoses: Readonly<Record<string, string>>): boolean {
  if (cancels(treatmentItem)?.what !== 'selectedRecords') return true
  return Object.values(diagnoses).every((text) => text === '' || MINUTES_AND_SECONDS.test(text))
}
