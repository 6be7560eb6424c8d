import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { pad, paddedLength, unpad } from './padding.ts'

describe('padding method 2', () => {
  it.each([
    ['', `80${'00'.repeat(15)}`], ['0c22000c', `0c22000c80${'00'.repeat(11)}`],
    ['11'.repeat(15), `${'11'.repeat(15)}80`], ['11'.repeat(16), `${'11'.repeat(16)}80${'00'.repeat(15)}`],
  ])('pads %s', (bytes, padded) => expect(hex(pad(unhex(bytes)))).toBe(padded))

  it('is taken off again, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(pad(bytes)).toHaveLength(paddedLength(bytes.length))
      expect(hex(unpad(pad(bytes)))).toBe(hex(bytes))
    }))
  })

  it.each([
    ['nothing', ''], ['zeros', '00'.repeat(16)], ['another mark', '81'.padEnd(32, '0')],
    ['a mark more than 16 bytes from the end', `80${'00'.repeat(31)}`], ['a part of a block', '8000'],
  ])('refuses %s', (_, bytes) => expect(() => unpad(unhex(bytes))).toThrow(MalformedError))
})
