import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unhex } from './hex.ts'
import { utf8Text } from './utf8.ts'

test.each([
  ['', ''],
  ['41 00 7f', 'A\0\u007f'],
  ['e6b8ac e8a9a6', '測試'],
  ['f0a0ae b7', '𠮷'],
  ['efbbbf 41', '\ufeffA'],
])('%s is %j', (bytes, text) => expect(utf8Text(unhex(bytes))).toBe(text))

test.each([
  ['a byte that begins nothing', 'ff'],
  ['a sequence cut short', 'e6b8'],
  ['an overlong NUL', 'c080'],
  ['a surrogate', 'eda080'],
  ['beyond U+10FFFF', 'f4908080'],
  ['Big5', 'b4fab8d5'],
])('%s spells no text', (_, bytes) => expect(utf8Text(unhex(bytes))).toBeNull())

test('whatever a TextDecoder finds, and refuses, is found and refused', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const decoded = (bytes: Uint8Array) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return null
    }
  }
  const lead = fc.constantFrom(0x41, 0xc3, 0xe6, 0xf0, 0x80, 0xbf, 0xb8, 0xac, 0xed, 0xa0)
  const any = fc.array(fc.oneof(lead, fc.nat(0xff)), { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes))
  fc.assert(fc.property(any, (bytes) => {
    expect(utf8Text(bytes)).toBe(decoded(bytes))
  }), { numRuns: 2_000 })
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
    expect(utf8Text(new TextEncoder().encode(text))).toBe(text)
  }))
})
