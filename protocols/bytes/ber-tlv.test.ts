import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTlvs, encodeTlv, encodeTlvs, expectTlvs, isConstructed, type Tlv } from './ber-tlv.ts'
import { hex, unhex } from './hex.ts'
import { MalformedError } from './malformed.ts'

/** Every class and form, tags of one, two and three bytes. */
const tag = fc.oneof(
  fc.integer({ min: 1, max: 0xff }).filter((byte) => (byte & 0x1f) !== 0x1f),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0x1f, max: 0x7f }))
    .map(([kind, second]) => ((kind << 5 | 0x1f) << 8) | second),
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0x81, max: 0xff }), fc.integer({ min: 0, max: 0x7f }))
    .map(([kind, second, third]) => ((kind << 5 | 0x1f) << 16) | (second << 8) | third),
)
const length = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff), fc.integer({ min: 0, max: 600 }))
const value = length.chain((bytes) => fc.integer({ min: 0, max: 0xff }).map((fill) => new Uint8Array(bytes).fill(fill)))
const objects: fc.Arbitrary<Tlv[]> = fc.array(fc.record({ tag, value }), { maxLength: 4 })

describe('BER-TLV', () => {
  it.each([
    ['8e00', [{ tag: 0x8e, value: '' }]],
    ['9701009902 9000', [{ tag: 0x97, value: '00' }, { tag: 0x99, value: '9000' }]],
    ['7f4906 0604 04007f00', [{ tag: 0x7f49, value: '060404007f00' }]],
    ['df2102 0154', [{ tag: 0xdf21, value: '0154' }]],
    ['5f810101aa', [{ tag: 0x5f8101, value: 'aa' }]],
    [`538180${'00'.repeat(128)}`, [{ tag: 0x53, value: '00'.repeat(128) }]],
    [`53820100${'00'.repeat(256)}`, [{ tag: 0x53, value: '00'.repeat(256) }]],
    ['', []],
  ])('reads and writes %s', (typed, expected) => {
    const decoded = decodeTlvs(unhex(typed))
    expect(decoded.map((object) => ({ ...object, value: hex(object.value) }))).toEqual(expected)
    expect(hex(encodeTlvs(decoded))).toBe(typed.replaceAll(' ', ''))
  })

  it('gives back whatever objects were written', () => {
    fc.assert(fc.property(objects, (given) => {
      expect(decodeTlvs(encodeTlvs(given)).map(({ tag, value }) => [tag, hex(value)]))
        .toEqual(given.map(({ tag, value }) => [tag, hex(value)]))
    }))
  })

  it('has one spelling: garbage is refused, or written again just as it was', () => {
    const garbage = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.array(
      fc.constantFrom(0, 1, 2, 0x1f, 0x7f, 0x80, 0x81, 0x82, 0x87, 0xff), { maxLength: 12 },
    ).map((bytes) => Uint8Array.from(bytes)))
    let read = 0
    fc.assert(fc.property(garbage, (bytes) => {
      try {
        expect(hex(encodeTlvs(decodeTlvs(bytes)))).toBe(hex(bytes))
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }), { numRuns: 2_000 })
    expect(read).toBeGreaterThan(0)
  })

  it('refuses an object cut anywhere', () => {
    fc.assert(fc.property(tag, value, fc.nat(), (one, content, cut) => {
      const whole = encodeTlv(one, content)
      expect(() => decodeTlvs(whole.subarray(0, 1 + cut % (whole.length - 1)))).toThrow(MalformedError)
    }))
  })

  it.each([
    ['a tag that begins with 00', '0000'], ['a two-byte tag that fits in one byte', '7f1e00'],
    ['a three-byte tag with a leading zero', '7f807f00'], ['a tag of four bytes', '7f81818100'],
    ['an indefinite length', '3080 0000'], ['a length of three bytes', '5383000001 00'],
    ['a length in two bytes that fits in one', '53817f'], ['a length in three bytes that fits in two', '538200ff'],
    ['a value cut short', '530200'], ['a length cut short', '5382ff'],
  ])('refuses %s', (_, typed) => expect(() => decodeTlvs(unhex(typed))).toThrow(MalformedError))

  it('writes no tag that is none and no value that is too long', () => {
    for (const none of [0, 0x1f, 0x7f1e, 0x5300, 0x7f80, 0x7f8080, 0x1000000, -1, 1.5]) {
      expect(() => encodeTlv(none, new Uint8Array())).toThrow(expect.objectContaining({ field: 'tag' }))
    }
    expect(() => encodeTlv(0x53, new Uint8Array(0x1_0000))).toThrow(expect.objectContaining({ field: 'length' }))
  })

  it('gives the values of expected objects, and refuses one too many, one missing and another order', () => {
    const both = unhex('8101aa 5a01bb')
    expect(expectTlvs(both, [0x81, 0x5a], 'template').map(hex)).toEqual(['aa', 'bb'])
    for (const tags of [[0x81], [0x5a, 0x81], [0x81, 0x5a, 0x82]]) {
      expect(() => expectTlvs(both, tags, 'template')).toThrow(expect.objectContaining({ field: 'template' }))
    }
  })

  it('tells constructed objects from primitive ones', () => {
    expect([0x7c, 0x7f49, 0x30].map(isConstructed)).toEqual([true, true, true])
    expect([0x87, 0x5f29, 0xdf21].map(isConstructed)).toEqual([false, false, false])
  })
})
