import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { featureList } from './feature-list.ts'

const features = fc.array(fc.record({ tag: fc.nat(0xff), dwControlCode: fc.nat(0xffff_ffff) }), { maxLength: 32 })

describe('the list of a reader’s features', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(features, (list) => {
      expect(featureList.decode(featureList.encode(list))).toEqual(list)
    }))
  })

  // typed by hand: tag, length, value with its upper byte first
  it.each([
    ['of libccid', '06 04 42330006', [{ tag: 6, dwControlCode: 0x42330006 }]],
    ['of a driver on Windows', '06 04 00313520 07 04 00313524',
      [{ tag: 6, dwControlCode: 0x00313520 }, { tag: 7, dwControlCode: 0x00313524 }]],
    ['with codes of every bit', '20 04 ffffffff', [{ tag: 0x20, dwControlCode: 0xffffffff }]],
  ])('has control codes big-endian: %s', (_, bytes, list) => {
    expect(featureList.decode(unhex(bytes.replaceAll(' ', '')))).toEqual(list)
    expect(hex(featureList.encode(list))).toBe(bytes.replaceAll(' ', ''))
  })

  it.each(['06', '060442', '06044233000607', '060342330006', '0608423300060000'])('is refused as %s', (bytes) => {
    expect(() => featureList.decode(unhex(bytes))).toThrow(MalformedError)
  })

  it('has no room for a tag of two bytes', () => {
    expect(() => featureList.encode([{ tag: 0x100, dwControlCode: 0 }])).toThrow(MalformedError)
  })
})
