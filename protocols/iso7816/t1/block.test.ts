import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../../bytes/hex.ts'
import { answeringNad, decodeBlock, encodeBlock, type Block } from './block.ts'
import type { Edc } from './edc.ts'

/** Typed by hand; the last byte is the exclusive or of those before it. */
const lrcVectors: readonly [string, Block][] = [
  ['00 c1 01 fe 3e', { kind: 'S', type: 'IFS', response: false, value: 254 }],
  ['00 e1 01 fe 1e', { kind: 'S', type: 'IFS', response: true, value: 254 }],
  ['00 c0 00 c0', { kind: 'S', type: 'RESYNCH', response: false }],
  ['00 e0 00 e0', { kind: 'S', type: 'RESYNCH', response: true }],
  ['00 c2 00 c2', { kind: 'S', type: 'ABORT', response: false }],
  ['00 e2 00 e2', { kind: 'S', type: 'ABORT', response: true }],
  ['00 c3 01 02 c0', { kind: 'S', type: 'WTX', response: false, value: 2 }],
  ['00 e3 01 02 e0', { kind: 'S', type: 'WTX', response: true, value: 2 }],
  ['00 80 00 80', { kind: 'R', nr: 0, error: 0 }],
  ['00 90 00 90', { kind: 'R', nr: 1, error: 0 }],
  ['00 81 00 81', { kind: 'R', nr: 0, error: 1 }],
  ['00 82 00 82', { kind: 'R', nr: 0, error: 2 }],
  ['00 92 00 92', { kind: 'R', nr: 1, error: 2 }],
  ['00 00 05 00 a4 00 00 00 a1', { kind: 'I', ns: 0, more: false, inf: unhex('00a4000000') }],
  ['00 40 02 90 00 d2', { kind: 'I', ns: 1, more: false, inf: unhex('9000') }],
  ['00 20 01 5a 7b', { kind: 'I', ns: 0, more: true, inf: unhex('5a') }],
  ['00 60 00 60', { kind: 'I', ns: 1, more: true, inf: unhex('') }],
]

/** Captured between libccid, readers and the OsEID card: OsEID doc/T1_CRC.txt. */
const crcVectors: readonly [string, Block][] = [
  ['00 c1 01 fe 54 4e', { kind: 'S', type: 'IFS', response: false, value: 254 }],
  ['00 e1 01 fe 57 75', { kind: 'S', type: 'IFS', response: true, value: 254 }],
  ['00 00 05 00 a4 00 00 00 b8 da', { kind: 'I', ns: 0, more: false, inf: unhex('00a4000000') }],
  ['00 60 07 00 02 8a 01 aa 90 00 a6 33', { kind: 'I', ns: 1, more: true, inf: unhex('00028a01aa9000') }],
  ['00 90 00 20 6e', { kind: 'R', nr: 1, error: 0 }],
  ['00 80 00 b5 ff', { kind: 'R', nr: 0, error: 0 }],
  ['00 00 00 39 33', { kind: 'I', ns: 0, more: false, inf: unhex('') }],
]

const edcs: readonly Edc[] = ['lrc', 'crc']
const bit = fc.constantFrom(0 as const, 1 as const)
const inf = fc.uint8Array({ maxLength: 254 })
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('I' as const), ns: bit, more: fc.boolean(), inf }),
  fc.record({ kind: fc.constant('R' as const), nr: bit, error: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
  fc.record({
    kind: fc.constant('S' as const), type: fc.constantFrom('RESYNCH' as const, 'ABORT' as const),
    response: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('S' as const), type: fc.constant('IFS' as const), response: fc.boolean(),
    value: fc.integer({ min: 1, max: 254 }),
  }),
  fc.record({
    kind: fc.constant('S' as const), type: fc.constant('WTX' as const), response: fc.boolean(),
    value: fc.integer({ min: 0, max: 255 }),
  }),
)

describe('a T=1 block', () => {
  it.each(lrcVectors)('with LRC is spelled %s', (bytes, block) => {
    expect(hex(encodeBlock(block, 'lrc'))).toBe(bytes.replaceAll(' ', ''))
    expect(decodeBlock(unhex(bytes), 'lrc')).toEqual(block)
  })

  it.each(crcVectors)('with CRC is spelled %s', (bytes, block) => {
    expect(hex(encodeBlock(block, 'crc'))).toBe(bytes.replaceAll(' ', ''))
    expect(decodeBlock(unhex(bytes), 'crc')).toEqual(block)
  })

  it('comes back from its bytes as it was', () => {
    fc.assert(fc.property(anyBlock, fc.constantFrom(...edcs), fc.integer({ min: 0, max: 255 }), (block, edc, nad) => {
      expect(decodeBlock(encodeBlock(block, edc, nad), edc, nad)).toEqual(block)
    }))
  })

  it.each([
    ['', 'prologue', 'cut short'],
    ['00 00', 'prologue', 'cut short'],
    ['00 00 ff', 'LEN', 'the reserved value 255'],
    ['00 00 02 90 00', 'LEN', 'does not fit the bytes received'],
    ['00 40 02 90 00 d2 00', 'LEN', 'does not fit the bytes received'],
    ['00 40 02 90 00 d3', 'EDC', 'does not fit the block'],
    ['12 40 02 90 00 c0', 'NAD', 'belongs to another conversation'],
    ['00 10 00 10', 'PCB', 'an I-block with reserved bits set'],
    ['00 a0 00 a0', 'PCB', 'an R-block with reserved bits set'],
    ['00 83 00 83', 'PCB', 'an R-block with reserved bits set'],
    ['00 80 01 00 81', 'LEN', 'an R-block carries no information'],
    ['00 c4 00 c4', 'PCB', 'an S-block of a reserved type'],
    ['00 d0 00 d0', 'PCB', 'an S-block of a reserved type'],
    ['00 c1 00 c1', 'LEN', 'not that of an S(IFS) block'],
    ['00 c0 01 00 c1', 'LEN', 'not that of an S(RESYNCH) block'],
    ['00 c1 01 00 c0', 'INF', 'an S(IFS) block takes 1 to 254'],
    ['00 c1 01 ff 3f', 'INF', 'an S(IFS) block takes 1 to 254'],
  ])('is not read from "%s": %s %s', (bytes, field, why) => {
    expect(() => decodeBlock(unhex(bytes), 'lrc')).toThrow(expect.objectContaining({ field, why }))
  })

  it('is not written with an information field of 255 bytes or a size that has no meaning', () => {
    expect(() => encodeBlock({ kind: 'I', ns: 0, more: false, inf: new Uint8Array(255) }, 'lrc')).toThrow('INF')
    expect(() => encodeBlock({ kind: 'S', type: 'IFS', response: false, value: 255 }, 'lrc')).toThrow('INF')
    expect(() => encodeBlock({ kind: 'S', type: 'WTX', response: true, value: 256 }, 'lrc')).toThrow('INF')
  })

  it('is answered with source and destination exchanged', () => expect(answeringNad(0x21)).toBe(0x12))

  it('is never read from other bytes than its own: decoding is the inverse of encoding', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 4, maxLength: 20 }), (bytes) => {
      bytes[2] = bytes.length - 4
      bytes[bytes.length - 1] = bytes.slice(0, -1).reduce((sum, byte) => sum ^ byte, 0)
      let block: Block
      try {
        block = decodeBlock(bytes, 'lrc', bytes[0])
      } catch {
        return
      }
      expect(encodeBlock(block, 'lrc', bytes[0])).toEqual(bytes)
    }), { numRuns: 500 })
  })
})
