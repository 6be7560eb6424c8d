import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedError } from './malformed.ts'
import { isoFromRocDateTime, rocDateTimeFromIso } from './roc-date-time.ts'

describe('a ROC date and time of 13 characters', () => {
  it.each([['1150115093000', '2026-01-15T09:30:00'], ['0990228235959', '2010-02-28T23:59:59'], ['-011231000000', '1911-12-31T00:00:00']])(
    '%s is %s', (roc, iso) => {
      expect(isoFromRocDateTime(roc)).toBe(iso)
      expect(rocDateTimeFromIso(iso)).toBe(roc)
    })

  it('is read back as it was written, for any second of a ROC year', () => {
    const seconds = fc.date({ min: new Date('1912-01-01'), max: new Date('2910-12-31'), noInvalidDate: true })
    fc.assert(fc.property(seconds.map((date) => date.toISOString().slice(0, 19)), (iso) => {
      expect(isoFromRocDateTime(rocDateTimeFromIso(iso))).toBe(iso)
    }))
  })

  it.each(['115011509300', '11501150930000', '1150115240000', '1150115096000', '1150115093060', '1150230000000', '             '])(
    'is not %j', (text) => {
      expect(() => isoFromRocDateTime(text, 'treatmentDateTime')).toThrow(MalformedError)
    })

  it.each(['2026-01-15', '2026-01-15 09:30:00', '2026-01-15T09:30', '2026-01-15T24:00:00', '2026-02-30T09:30:00'])(
    'cannot be written from %j', (text) => {
      expect(() => rocDateTimeFromIso(text)).toThrow(MalformedError)
    })
})
