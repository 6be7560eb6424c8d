import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { maskedCard } from './mask.ts'
import { auditRecords } from './record.fixture.ts'
import { auditRecord, HisUser } from './record.ts'
import { readRecord, recordBytes } from './record-bytes.ts'

const some = auditRecords.map((records) => records[0]!)

describe('canonical bytes of an audit record', () => {
  it.each(auditRecord.examples)('are those typed by hand: $name', ({ value, hex: typed }) => {
    expect(hex(recordBytes(value))).toBe(hex(unhex(typed)))
    expect(readRecord(unhex(typed))).toEqual(value)
  })

  it('say the record again, and no two records share them', () => {
    fc.assert(fc.property(some, some, (one, other) => {
      expect(readRecord(recordBytes(one))).toEqual(one)
      if (hex(recordBytes(one)) === hex(recordBytes(other))) expect(one).toEqual(other)
    }))
  })

  it('are those of no record, or of another one, when any byte is changed, lost or added', () => {
    const difference = fc.integer({ min: 1, max: 255 })
    fc.assert(fc.property(some, fc.nat(), difference, fc.constantFrom('change', 'lose', 'add'), (record, at, by, how) => {
      const bytes = recordBytes(record)
      const place = at % bytes.length
      const broken = how === 'change' ? bytes.map((byte, index) => index === place ? byte ^ by : byte)
        : how === 'lose' ? bytes.subarray(0, place) : Uint8Array.of(...bytes, by)
      try {
        expect(readRecord(broken)).not.toEqual(record)
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }))
  })

  it('are not made of what is no record', () => {
    const { value } = auditRecord.examples[0]
    for (const wrong of [{ sequence: 0 }, { result: 'no!' }, { patient: 'A123456789' }, { caller: 'x\ny' }, { visitId: '' }]) {
      expect(() => recordBytes({ ...value, ...wrong })).toThrow(MalformedError)
    }
  })
})

describe('the number of a professional card', () => {
  it('shows five characters and never more than a half', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 40 }), (number) => {
      const shown = maskedCard(number).replaceAll('*', '')
      expect(shown.length).toBeLessThanOrEqual(Math.min(5, number.length / 2))
      expect(maskedCard(number)).toMatch(/^[\x21-\x7e]{1,32}$/)
    }))
    expect(maskedCard('000000123456')).toBe('00*******456')
  })
})

describe('a user that a HIS names', () => {
  it.each(['nurse-07', '王護理師', 'a'.repeat(64)])('may be %s', (user) => expect(HisUser.parse(user)).toBe(user))
  it.each(['', 'a'.repeat(65), 'a\nb', 'a\u0000', '\u202e', '\u2028'])('may not be what cannot be printed, or is too long: %j', (user) => {
    expect(HisUser.safeParse(user).success).toBe(false)
  })
})
