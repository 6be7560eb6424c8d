import type { Provenance } from '#protocols/provenance'
import { MalformedError } from './malformed.ts'

export interface RocEra {
  readonly meaning: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly roc: string, readonly iso: string }[]
}

/** What the two spellings of a ROC date stand on. */
export const rocEras: Readonly<Record<'since1912' | 'before1912', RocEra>> = {
  since1912: {
    meaning: 'yyyMMdd: year = yyy + 1911, 001..999 = 1912..2910',
    provenance: { source: 'nhi-facts §0 (conventions), §4.4' },
    examples: [{ roc: '0010101', iso: '1912-01-01' }, { roc: '0790101', iso: '1990-01-01' }],
  },
  before1912: {
    meaning: '-yyMMdd: year = 1912 - yy, -01..-99 = 1911..1813',
    provenance: {
      assumed: 'nhi-facts §4.4 states the leading "-" alone; 民國前 n 年 is 1912 - n in every civil register of Taiwan, '
        + 'and without a year 0 the count can begin nowhere else. Months and days are taken as Gregorian.',
    },
    examples: [{ roc: '-011231', iso: '1911-12-31' }, { roc: '-100101', iso: '1902-01-01' }],
  },
}

const ROC = /^(?:(?<year>\d{3})|-(?<before>\d{2}))(?<month>\d{2})(?<day>\d{2})$/
const ISO = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function checkDay(field: string, year: number, month: number, day: number): void {
  const days = DAYS[month - 1]
  if (days === undefined) throw new MalformedError(field, 'no such month')
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = leap && month === 2 ? 29 : days
  if (day < 1 || day > last) throw new MalformedError(field, 'no such day in that month')
}

/**
 * The 7 characters of a ROC date as `YYYY-MM-DD`, 1813-01-01 to 2910-12-31: see {@link rocEras}.
 * @throws MalformedError of `field` when it is no date: blanks, letters, year 000 or -00, 30 February
 */
export function isoFromRoc(roc: string, field = 'ROC date'): string {
  const { year, before, month = '', day = '' } = ROC.exec(roc)?.groups ?? {}
  if (year === undefined && before === undefined) throw new MalformedError(field, 'not a ROC date of 7 characters')
  if (Number(year ?? before) === 0) throw new MalformedError(field, 'there is no ROC year 0')
  const gregorian = year === undefined ? 1912 - Number(before) : 1911 + Number(year)
  checkDay(field, gregorian, Number(month), Number(day))
  return `${gregorian}-${month}-${day}`
}

/**
 * `YYYY-MM-DD` as the 7 characters of a ROC date.
 * @throws MalformedError of `field` when it is no date, or not within 1813-01-01 to 2910-12-31
 */
export function rocFromIso(iso: string, field = 'ISO date'): string {
  const { year, month = '', day = '' } = ISO.exec(iso)?.groups ?? {}
  if (year === undefined) throw new MalformedError(field, 'not YYYY-MM-DD')
  const gregorian = Number(year)
  if (gregorian < 1813 || gregorian > 2910) throw new MalformedError(field, 'outside 1813-01-01 to 2910-12-31')
  checkDay(field, gregorian, Number(month), Number(day))
  const roc = gregorian > 1911
    ? String(gregorian - 1911).padStart(3, '0')
    : `-${String(1912 - gregorian).padStart(2, '0')}`
  return roc + month + day
}
