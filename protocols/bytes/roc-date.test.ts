import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedError } from './malformed.ts'
import { isoFromRoc, rocFromIso } from './roc-date.ts'

const DAY_MS = 86_400_000

/** Every day from 1813 to 2910, by the calendar of the JavaScript engine. */
const everyDay = Array.from({ length: (Date.UTC(2911, 0, 1) - Date.UTC(1813, 0, 1)) / DAY_MS }, (_, day) =>
  new Date(Date.UTC(1813, 0, 1) + day * DAY_MS).toISOString().slice(0, 10))

test.each([
  ['0790101', '1990-01-01'],
  ['0010101', '1912-01-01'],
  ['-011231', '1911-12-31'],
  ['-010101', '1911-01-01'],
  ['-990101', '1813-01-01'],
  ['1130229', '2024-02-29'],
  ['9991231', '2910-12-31'],
])('%s is %s', (roc, iso) => {
  expect(isoFromRoc(roc)).toBe(iso)
  expect(rocFromIso(iso)).toBe(roc)
})

test('every day from 1813 to 2910 has one spelling of 7 characters, and comes back from it', () => {
  const spellings = everyDay.map((iso) => rocFromIso(iso))
  expect(spellings.map((roc) => isoFromRoc(roc))).toEqual(everyDay)
  expect(new Set(spellings).size).toBe(everyDay.length)
  expect(spellings.every((roc) => roc.length === 7)).toBe(true)
})

test('of all digits in month and day, only the days of the calendar are dates', () => {
  const days = new Set(everyDay)
  const refused = (read: () => string) => {
    try {
      return read() === ''
    } catch (error) {
      return error instanceof MalformedError
    }
  }
  for (const [roc, year] of [['089', 2000], ['-12', 1900], ['113', 2024], ['114', 2025], ['-04', 1908]] as const) {
    for (let monthDay = 0; monthDay < 10_000; monthDay++) {
      const digits = String(monthDay).padStart(4, '0')
      const iso = `${year}-${digits.slice(0, 2)}-${digits.slice(2)}`
      expect(refused(() => isoFromRoc(roc + digits))).toBe(!days.has(iso))
      expect(refused(() => rocFromIso(iso))).toBe(!days.has(iso))
    }
  }
})

test.each([
  ['year 000', '0000101', 'there is no ROC year 0'],
  ['year -00', '-000101', 'there is no ROC year 0'],
  ['month 13', '0791301', 'no such month'],
  ['month 00', '0790001', 'no such month'],
  ['30 February', '1130230', 'no such day in that month'],
  ['29 February of 1900, no leap year', '-120229', 'no such day in that month'],
  ['day 00', '0790100', 'no such day in that month'],
  ['blanks', '       ', 'not a ROC date of 7 characters'],
  ['a blank in front', ' 790101', 'not a ROC date of 7 characters'],
  ['letters', '07901O1', 'not a ROC date of 7 characters'],
  ['six digits', '790101', 'not a ROC date of 7 characters'],
  ['eight digits', '19900101', 'not a ROC date of 7 characters'],
  ['full-width digits', '０７９０１０１', 'not a ROC date of 7 characters'],
  ['a line feed at the end', '0790101\n', 'not a ROC date of 7 characters'],
])('%s is no ROC date, and the error names the field but not the value', (_, roc, why) => {
  expect(() => isoFromRoc(roc, 'birthday')).toThrow(new MalformedError('birthday', why))
})

test.each(['1812-12-31', '2911-01-01', '1990-1-1', '1990-02-30', '19900101', ''])('%j has no ROC spelling', (iso) => {
  expect(() => rocFromIso(iso)).toThrow(MalformedError)
})

test('whatever is read as a date is written back as it was', () => {
  fc.assert(fc.property(fc.stringMatching(/^[-\d ]\d{6}$/), (text) => {
    let iso: string
    try {
      iso = isoFromRoc(text)
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedError)
      return
    }
    expect(rocFromIso(iso)).toBe(text)
  }))
})
