import type { Sentence } from './language.ts'

/** Year 1 of the calendar of the Republic of China is 1912; the year before it is 民國前 1 年. */
const EPOCH = 1911

/** A year as clinics write it. */
export function rocYear(year: number): Sentence {
  const roc = year - EPOCH
  return roc > 0
    ? { key: 'patient.rocYear', details: { roc } }
    : { key: 'patient.rocYear.before', details: { roc: 1 - roc } }
}

/** A date `YYYY-MM-DD` as clinics write it. */
export function rocDate(date: string): Sentence {
  const [, year = 0, month = 0, day = 0] = (/^(-?\d+)-(\d\d)-(\d\d)$/.exec(date) ?? []).map(Number)
  const roc = year - EPOCH
  return roc > 0
    ? { key: 'patient.rocDate', details: { roc, month, day } }
    : { key: 'patient.rocDate.before', details: { roc: 1 - roc, month, day } }
}
