import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc, isSealed, lrc, seal, type Edc } from './edc.ts'

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function sealed(covered: Uint8Array, edc: Edc): Uint8Array {
  const bytes = new Uint8Array(covered.length + (edc === 'lrc' ? 1 : 2))
  bytes.set(covered)
  seal(bytes, covered.length, edc)
  return bytes
}

/** Bits in the order of the line: byte by byte, the least significant first (direct convention). */
function flipped(bytes: Uint8Array, start: number, pattern: readonly boolean[]): Uint8Array {
  const damaged = Uint8Array.from(bytes)
  pattern.forEach((flip, offset) => {
    const at = start + offset
    if (flip && at < 8 * bytes.length) damaged[at >> 3]! ^= 1 << (at & 7)
  })
  return damaged
}

const covered = fc.uint8Array({ minLength: 3, maxLength: 257 })
const burst = (longest: number) => fc.array(fc.boolean(), { maxLength: longest - 1 }).map((rest) => [true, ...rest])

describe('the LRC', () => {
  it('is the exclusive or of the bytes', () => expect(lrc(Uint8Array.of(0x00, 0xc1, 0x01, 0xfe), 4)).toBe(0x3e))

  it('notices every change of one byte, and every burst of at most 8 bits', () => {
    fc.assert(fc.property(covered, burst(8), fc.nat(), (bytes, pattern, position) => {
      const whole = sealed(bytes, 'lrc')
      const damaged = flipped(whole, position % (8 * whole.length), pattern)
      expect(isSealed(damaged, bytes.length, 'lrc')).toBe(false)
    }))
  })

  it('cannot notice the same change in two bytes, nor two bytes that change places', () => {
    const whole = sealed(Uint8Array.of(0x00, 0x40, 0x02, 0x90, 0x00), 'lrc')
    expect(isSealed(flipped(flipped(whole, 24, [true]), 32, [true]), 5, 'lrc')).toBe(true)
    expect(isSealed(Uint8Array.of(0x00, 0x40, 0x02, 0x00, 0x90, whole[5]!), 5, 'lrc')).toBe(true)
  })
})

describe('the CRC', () => {
  it('is that of the reflected polynomial 1021 from ffff without a complement: CRC-16/MCRF4XX', () => {
    expect(crc(ascii('123456789'), 9)).toBe(0x6f91)
  })

  it('notices every burst of at most 16 bits in what it covers or in itself', () => {
    fc.assert(fc.property(covered, burst(16), fc.nat(), (bytes, pattern, position) => {
      const whole = sealed(bytes, 'crc')
      const seam = 8 * bytes.length
      const start = position % (8 * whole.length)
      const end = start < seam ? seam : 8 * whole.length
      const damaged = flipped(whole, start, pattern.slice(0, end - start))
      expect(isSealed(damaged, bytes.length, 'crc')).toBe(false)
    }))
  })

  it('notices every burst of at most 12 bits wherever it falls', () => {
    fc.assert(fc.property(covered, burst(12), fc.nat(), (bytes, pattern, position) => {
      const whole = sealed(bytes, 'crc')
      expect(isSealed(flipped(whole, position % (8 * whole.length), pattern), bytes.length, 'crc')).toBe(false)
    }))
  })

  it('misses exactly twelve bursts of at most 16 bits across its seam, because its high byte goes first', () => {
    const whole = sealed(Uint8Array.of(0x00, 0x40, 0x02, 0x90, 0x00), 'crc')
    const missed = new Set<string>()
    for (let start = 24; start < 40; start++) {
      for (let pattern = 1; pattern < 0x1_0000; pattern += 2) {
        const bits = [...pattern.toString(2)].reverse().map((digit) => digit === '1')
        if (start + bits.length > 56) continue
        const damaged = flipped(whole, start, bits)
        if (isSealed(damaged, 5, 'crc')) missed.add(damaged.map((byte, at) => byte ^ whole[at]!).slice(3).join(' '))
      }
    }
    expect([...missed].sort()).toEqual([
      '0 128 132 8', '0 145 133 0', '0 160 165 10', '0 192 198 12', '0 224 231 14', '0 32 33 2', '0 64 66 4',
      '0 96 99 6', '136 81 1 0', '152 242 3 0', '16 163 2 0', '64 172 41 0',
    ])
  })

  it('cannot notice damage that is itself a multiple of its polynomial', () => {
    const whole = sealed(new Uint8Array(8), 'crc')
    const polynomial = Array.from({ length: 17 }, (_, power) => [0, 4, 11, 16].includes(power))
    expect(isSealed(flipped(whole, 3, polynomial), 8, 'crc')).toBe(true)
  })
})
