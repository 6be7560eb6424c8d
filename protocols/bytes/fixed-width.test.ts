import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { ascii, big5Text, rocDate } from './field.ts'
import { fixedWidth } from './fixed-width.ts'
import { hex, unhex } from './hex.ts'
import { MalformedError } from './malformed.ts'

const facts = { provenance: { assumed: 'made for this test' } } as const

const visitor = fixedWidth(18, {
  badge: ascii(5, '證號', { ...facts, mark: 'open' }),
  name: big5Text(6, '姓名', facts),
  since: rocDate('日期', facts),
})

const canonical = '4131322020 b4fab8d52020 30373930313031'
const value = { badge: 'A12', name: '測試', nameComplete: true, since: '1990-01-01' }

test('a record is read field by field, with a mark beside each Big5 text that says whether it is complete', () => {
  expect(visitor.decode(unhex(canonical))).toEqual(value)
  expectTypeOf(visitor.decode).returns.toEqualTypeOf<{
    readonly badge: string
    readonly name: string
    readonly nameComplete: boolean
    readonly since: string
  }>()
})

test('a record is written with spaces, with or without the mark of completeness', () => {
  expect(hex(visitor.encode(value))).toBe(hex(unhex(canonical)))
  expect(hex(visitor.encode({ badge: 'A12', name: '測試', since: '1990-01-01' }))).toBe(hex(unhex(canonical)))
})

test('what was written is read again, up to spaces at the end', () => {
  const text = (unit: fc.Arbitrary<string>, maxLength: number) => fc.string({ unit, maxLength })
  const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
  const record = fc.record({
    badge: text(printable, 5),
    name: text(fc.constantFrom('測', '試', '堃', '𨋢', '\u00ca\u0304'), 3),
    since: fc.date({ min: new Date('1813-01-01'), max: new Date('2910-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  })
  fc.assert(fc.property(record, ({ badge, name, since }) => {
    const bytes = visitor.encode({ badge, name, since })
    expect(bytes.length).toBe(18)
    expect(visitor.decode(bytes)).toEqual({ badge: badge.replace(/ +$/, ''), name, nameComplete: true, since })
  }))
})

test('any bytes of the right length are read, unless the date is impossible', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 11, maxLength: 11 }), (bytes) => {
    const { badge, name, nameComplete } = visitor.decode(Uint8Array.of(...bytes, ...unhex('30373930313031')))
    expect(badge).toMatch(/^[\x20-\x7e\ufffd]*$/)
    expect(name).not.toMatch(/[\x00-\x1f\x7f]/)
    expect(nameComplete).toBe(!name.includes('\ufffd'))
  }))
})

describe('reading', () => {
  const read = (bytes: string) => visitor.decode(unhex(bytes))

  test('takes NULs, spaces and both mixed at the end of a text as padding', () => {
    expect(read('4131320000 b4fab8d50020 30373930313031')).toEqual(value)
    expect(read('2020202020 000000000000 30373930313031')).toEqual({ ...value, badge: '', name: '' })
  })

  test('shows a replacement sign for what is no printable ASCII, and keeps the record', () => {
    expect(read('41ff320732 b4fab8d52020 30373930313031').badge).toBe('A\ufffd2\ufffd2')
  })

  test.each([
    ['a character cut by the end of the slot', '41 b4fa b8d5 a4', 'A測試\ufffd'],
    ['a code nobody assigned', 'b4fa 81a1 2020', '測\ufffd'],
    ['a control character', 'b4fa 00 b8d5 20', '測\ufffd試'],
  ])('says that a name with %s is not complete', (_, bytes, name) => {
    expect(read(`4131322020 ${bytes} 30373930313031`)).toEqual({ ...value, name, nameComplete: false })
  })

  test.each([17, 19, 0])('refuses a record of %i bytes', (length) => {
    expect(() => visitor.decode(new Uint8Array(length)))
      .toThrow(new MalformedError('record', `${length} bytes instead of 18`))
  })

  test.each([['a blank', '20202020202020'], ['an impossible', '30373931333031'], ['a garbled', '30373930ff3031']])(
    'refuses a record with %s date, naming the field', (_, date) => {
      expect(() => read(`4131322020 b4fab8d52020 ${date}`)).toThrow(expect.objectContaining({ field: 'since' }))
    })
})

describe('writing refuses', () => {
  test.each([
    ['an ASCII value longer than its slot', { badge: 'A12345' }, 'badge', '6 bytes do not fit into 5'],
    ['a Big5 value longer than its slot', { name: '測試測試' }, 'name', '8 bytes do not fit into 6'],
    ['a character that is not ASCII', { badge: '測' }, 'badge', 'a character is not printable ASCII'],
    ['a character that is not Big5', { name: '🙂' }, 'name', 'a character has no Big5 code'],
    ['a control character', { name: 'A\n' }, 'name', 'a control character'],
    ['the sign for what could not be read', { name: '測\ufffd' }, 'name', 'a character has no Big5 code'],
    ['a text known to be incomplete', { nameComplete: false }, 'name', 'the text is not complete'],
    ['an impossible date', { since: '1990-02-30' }, 'since', 'no such day in that month'],
  ])('%s', (_, part, field, why) => {
    expect(() => visitor.encode({ ...value, ...part })).toThrow(new MalformedError(field, why))
  })

  test('a record that lacks a field, instead of filling it', () => {
    // @ts-expect-error: the type refuses it too
    expect(() => visitor.encode({ badge: 'A12', name: '測試' })).toThrow(new MalformedError('since', 'missing'))
  })
})

describe('the declaration', () => {
  test('prints places as the official manual does: from 1, inclusive', () => {
    const rows = visitor.layout.map(({ name, zh, from, to, encoding, mark }) => [name, zh, from, to, encoding, mark])
    expect(rows).toEqual([
      ['badge', '證號', 1, 5, 'ascii', 'open'],
      ['name', '姓名', 6, 11, 'big5', 'personal'],
      ['since', '日期', 12, 18, 'roc-date', 'personal'],
    ])
  })

  test('is refused when its fields do not add up', () => {
    expect(() => fixedWidth(17, visitor.fields)).toThrow(RangeError)
  })

  test('lends its rows to a longer record', () => {
    const longer = fixedWidth(19, { ...visitor.fields, flag: ascii(1, '註記', facts) })
    expect(longer.decode(unhex(`${canonical} 59`))).toEqual({ ...value, flag: 'Y' })
  })
})
