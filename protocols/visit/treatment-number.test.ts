import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalformedError } from '../bytes/malformed.ts'
import { clinicTime, instantOf } from './clinic-time.ts'
import { decodeTreatmentNumber, encodeTreatmentNumber, type TreatmentNumber } from './treatment-number.ts'

const wang = {
  kind: 'card', idCardNum: 'Z199999016', hospitalId: '9900000013', treatmentDateTime: '2026-01-15T09:00:00',
} as const

/** Worked out by hand with another program: ((((0·26 + 25)·36 + 1)·10⁸ + 99999016)·10¹⁰ + 9900000013)·3155760000 + 821782800. */
const typed: readonly [string, TreatmentNumber][] = [
  ['7NZ03F67JMBZU1XSUBO0', wang],
  ['7NZ03F67JMBZU1XSUBO1', { ...wang, treatmentDateTime: '2026-01-15T09:00:01' }],
  ['FMCHU6PCTDY3ZJ13YBO0', { ...wang, kind: 'noCard' }],
]

const numbers = fc.record({
  kind: fc.constantFrom('card' as const, 'noCard' as const),
  idCardNum: fc.stringMatching(/^[A-Z][0-9A-Z]\d{8}$/),
  hospitalId: fc.stringMatching(/^\d{10}$/),
  treatmentDateTime: fc.integer({ min: 0, max: 3_155_759_999 })
    .map((second) => clinicTime(instantOf('2000-01-01T00:00:00') + second * 1000)),
})

describe('a treatment number', () => {
  test.each(typed)('%s is what another program makes of the same visit, and is read back', (text, visit) => {
    expect(encodeTreatmentNumber(visit)).toBe(text)
    expect(decodeTreatmentNumber(text)).toEqual(visit)
  })

  test('has 20 characters and says whose, where and when it was, for every visit', () => {
    fc.assert(fc.property(numbers, (visit) => {
      const text = encodeTreatmentNumber(visit)
      expect(text).toMatch(/^[0-9A-Z]{20}$/)
      expect(decodeTreatmentNumber(text)).toEqual(visit)
    }))
  })

  test.each([
    'MISS0000000000000000', '99999999999999999999', 'SM000000000000000000', 'ZZZZZZZZZZZZZZZZZZZZ', '7nz03f67jmbzu1xsubo0', '',
  ])('%j is none', (text) => {
    expect(() => decodeTreatmentNumber(text)).toThrow(MalformedError)
  })

  test.each([
    { ...wang, hospitalId: '99000000G3' }, { ...wang, idCardNum: '1199999016' }, { ...wang, idCardNum: 'Z19999901' },
    { ...wang, treatmentDateTime: '1999-12-31T23:59:59' }, { ...wang, treatmentDateTime: 'never' },
  ])('has no place for %j', (visit) => {
    expect(() => encodeTreatmentNumber(visit)).toThrow(MalformedError)
  })
})
