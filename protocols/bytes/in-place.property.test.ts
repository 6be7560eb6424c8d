import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascii, inPlaceOf, optionalRocDate, rocDate, rocDateTime, wholeNumber, type Field } from './field.ts'
import { careful } from './in-place.ts'
import { MalformedError } from './malformed.ts'

const facts = { provenance: { assumed: 'a field of this test alone' } }
const BEFORE = 3, BEHIND = 4

interface Kind {
  readonly name: string
  readonly field: Field<unknown>
  /** Mostly what such a slot holds. */
  readonly slots: fc.Arbitrary<string>
  readonly values: fc.Arbitrary<unknown>
}

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const two = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, '0'))
const rocDay = fc.tuple(fc.nat(999), two(13), two(32)).map(([year, month, day]) => `${String(year).padStart(3, '0')}${month}${day}`)
const isoDay = fc.tuple(fc.integer({ min: 1800, max: 2920 }), two(13), two(32)).map((parts) => parts.join('-'))
const clock = fc.tuple(two(24), two(60), two(60))
const odd = (length: number) => fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...' \u0000-09A盤\n~') })
const some = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) => (
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: other })
)
const strange = fc.constantFrom<unknown>(null, '', '😀', -1, -0, 0.5, 1e15, Number.NaN, '2026-02-29', '2024-02-29', '2026-1-01')

const kinds: readonly Kind[] = [
  {
    name: 'text', field: ascii(7, '文字', facts), slots: some(fc.stringMatching(/^[ -~]{7}$/), odd(7)),
    values: some<unknown>(fc.stringMatching(/^[ -~]{0,8}$/), strange),
  },
  {
    name: 'numbers', field: wholeNumber(7, '數字', facts), slots: some(digits(7), odd(7)),
    values: some<unknown>(fc.integer({ min: -10, max: 10_000_001 }), strange),
  },
  {
    name: 'long numbers', field: wholeNumber(18, '數字', facts), slots: some(digits(18), odd(18)),
    values: some<unknown>(fc.maxSafeInteger(), strange),
  },
  { name: 'days', field: rocDate('日期', facts), slots: some(rocDay, odd(7)), values: some<unknown>(isoDay, strange) },
  {
    name: 'days or blanks', field: optionalRocDate('日期', facts), slots: some(rocDay, fc.oneof(odd(7), fc.constant(' '.repeat(7)))),
    values: some<unknown>(isoDay, strange),
  },
  {
    name: 'moments', field: rocDateTime('時間', facts),
    slots: some(fc.tuple(rocDay, clock).map(([day, time]) => day + time.join('')), odd(13)),
    values: some<unknown>(fc.tuple(isoDay, clock).map(([day, time]) => `${day}T${time.join(':')}`), strange),
  },
]

/** What comes of it, or that it is refused. */
function outcome<T>(work: () => T): T | 'refused' {
  try {
    return work()
  } catch (error) {
    if (error instanceof MalformedError || error instanceof TypeError) return 'refused'
    throw error
  }
}

describe.each(kinds)('$name, where they stand', ({ field, slots, values }) => {
  const way = inPlaceOf(field)!
  const neighbours = (length: number) => Array.from({ length }, () => 0x39)
  const around = (slot: readonly number[]) => Uint8Array.from([...neighbours(BEFORE), ...slot, ...neighbours(BEHIND)])

  it('are read as the field reads them, or left to it', () => {
    fc.assert(fc.property(slots, (slot) => {
      const bytes = Array.from(slot, (character) => character.charCodeAt(0) & 0xff)
      const read = way.read(around(bytes), BEFORE, BEFORE + bytes.length)
      if (read !== careful) expect(outcome(() => field.read(Uint8Array.from(bytes), 'x'))).toEqual({ value: read, complete: true })
    }), { numRuns: 3_000 })
  })

  it('are written as the field writes them, and nothing beside them, or left to it', () => {
    fc.assert(fc.property(values, (value) => {
      const bytes = around(Array.from({ length: field.length }, () => 0x20))
      if (!way.write(value, bytes, BEFORE, BEFORE + field.length)) return
      const slot = outcome(() => field.write(value, 'x'))
      expect(slot).not.toBe('refused')
      expect(bytes).toEqual(around([...slot as Uint8Array]))
    }), { numRuns: 3_000 })
  })

  it('are mostly not left to it, except where a number may be too long to be exact', () => {
    let quick = 0
    fc.assert(fc.property(slots, (slot) => {
      const bytes = Uint8Array.from(slot, (character) => character.charCodeAt(0) & 0xff)
      if (way.read(bytes, 0, bytes.length) !== careful) quick++
    }), { numRuns: 1_000, seed: 1 })
    if (field.length > 15) expect(quick).toBe(0)
    else expect(quick).toBeGreaterThan(400)
  })
})

it('a field that is made of another by changing how it reads or writes has no quick way of the other', () => {
  const base = ascii(2, '文字', facts)
  expect(inPlaceOf({ ...base, write: base.write })).toBeUndefined()
})
