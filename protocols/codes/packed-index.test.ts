import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PackedIndex } from './packed-index.ts'

const numbers = fc.uniqueArray(fc.oneof(fc.nat(200), fc.nat(0xffffffff), fc.maxSafeNat()), { maxLength: 200 })

describe('an index of packed numbers', () => {
  test('finds each number where it stands, and no other', () => {
    fc.assert(fc.property(numbers, fc.maxSafeNat(), (list, other) => {
      const index = new PackedIndex(Float64Array.from(list))
      expect(list.map((number) => index.placeOf(number))).toEqual(list.map((_, place) => place))
      for (const absent of [other, -1]) if (!list.includes(absent)) expect(index.placeOf(absent)).toBeUndefined()
      expect(index.distinct).toBe(true)
    }))
  })

  test('knows when a number is there twice', () => {
    fc.assert(fc.property(numbers, fc.nat(), (list, which) => {
      fc.pre(list.length > 0)
      expect(new PackedIndex(Float64Array.from([...list, list[which % list.length] ?? 0])).distinct).toBe(false)
    }))
  })

  test('is not confused by numbers that fall on one place', () => {
    const list = Float64Array.from({ length: 1000 }, (_, at) => at * 2 ** 32)
    const index = new PackedIndex(list)
    expect([...list].every((number, place) => index.placeOf(number) === place)).toBe(true)
  })
})
