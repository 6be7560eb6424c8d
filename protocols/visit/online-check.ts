import { isNumberedVisit } from '../nhi-card/visit-counting.ts'

/** Visit types for which the data centre is asked whether the patient is insured (nhi-facts §8.1, §9). */
const CHECKED: readonly string[] = ['05', 'BA', 'BB', 'BC', 'BD', 'BE', 'BF', 'DC']

export function needsOnlineCheck(treatmentItem: string): boolean {
  return CHECKED.includes(treatmentItem)
}

/** Whether a visit of this type takes a visit number and one of the visits left. */
export const takesNumber = isNumberedVisit
