import type { CodeTable } from '../codes/effective.ts'
import { dayOf } from './visit-time.ts'

/** Treatment items whose visits take a number, as AD01 of upload 2.0 names them (nhi-facts §8.7). */
export const NUMBERED: readonly string[] = ['01', '02', '03', '04', '05', '06', '07', '08', '09']
/** Of these, those that are no stay: AH01, AH03 and AH05. */
export const OUTPATIENT: readonly string[] = NUMBERED.filter((item) => item !== '05')
/** Tests for COVID-19, which go with M13 FORE or CV19 and with H00=5 only: AD37, D057, D061. */
export const COVID_TESTS: readonly string[] = [
  'FSTP-COVID19', 'FSTN-COVID19', 'RFSTPCOVID19', 'PCRP-COVID19', 'PCRN-COVID19', 'RPCRPCOVID19', 'HSTP-COVID19', 'HPCP-COVID19',
  'RHSTPCOVID19', 'RHPCPCOVID19', 'CV19-S-Ab-N', 'CV19-S-Ab-P',
]
/** Oral antivirals against COVID-19: AD56 to AD62. */
export const ANTIVIRALS: readonly string[] = ['XCOVID0001', 'XCOVID0002']
/** Virtual orders of the rule of 19, and those of D033. */
export const isReasonOrder = (item: string): boolean => /^(?:R00[1-7]|S00[1-4])$/.test(item)
export const isReasonOrR008 = (item: string): boolean => isReasonOrder(item) || item === 'R008'

/** Whether a code is in a table on the day of a visit; on no day at all it counts as one, which another check tells. */
export function isPublishedIn(table: CodeTable, code: string, time: string): boolean {
  const day = dayOf(time)
  return day === undefined || table.at(code, day) !== undefined
}
