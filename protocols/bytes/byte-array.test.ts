import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, equal, trimPadding } from './byte-array.ts'
import { unhex } from './hex.ts'

const bytes = fc.uint8Array({ maxLength: 12 })

test('concat puts byte arrays one after another', () => {
  fc.assert(fc.property(fc.array(bytes), (parts) => {
    expect([...concat(...parts)]).toEqual(parts.flatMap((part) => [...part]))
  }))
})

test('byte arrays are equal when they have the same bytes in the same order', () => {
  fc.assert(fc.property(bytes, bytes, (left, right) => {
    expect(equal(left, Uint8Array.from(left))).toBe(true)
    expect(equal(left, right)).toBe(left.join() === right.join())
  }))
  expect(equal(unhex('0102'), unhex('010203'))).toBe(false)
})

test('padding is NULs and spaces at the end, never in the middle', () => {
  expect(trimPadding(unhex('41 00 42 20 00 20'))).toEqual(unhex('41 00 42'))
  expect(trimPadding(unhex('20 00'))).toEqual(unhex(''))
})
