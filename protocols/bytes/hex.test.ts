import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex, unhex } from './hex.ts'

describe('hex', () => {
  test('is what Node’s Buffer writes, and back, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
      expect(unhex(hex(bytes))).toEqual(bytes)
    }))
  })

  test('is read in capitals and with spaces, as standards print it', () => {
    expect(unhex('00 CA 11 00\n02 0000')).toEqual(Uint8Array.of(0x00, 0xca, 0x11, 0x00, 0x02, 0x00, 0x00))
  })

  test('is refused when it is none', () => {
    for (const text of ['0', '0g', '0x00', 'é0', '00 0']) expect(() => unhex(text), text).toThrow(RangeError)
  })
})
