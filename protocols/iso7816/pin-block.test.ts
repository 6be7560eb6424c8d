import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { decodePinBlock, encodePinBlock } from './pin-block.ts'

const pin = fc.stringMatching(/^[0-9]{4,12}$/)

describe('a PIN block', () => {
  it.each([
    ['1234', '241234ffffffffff'], ['00000', '2500000fffffffff'], ['987654', '26987654ffffffff'],
    ['123456789012', '2c123456789012ff'],
  ])('of %s is %s', (pin, block) => {
    expect(hex(encodePinBlock(pin))).toBe(block)
    expect(decodePinBlock(unhex(block))).toBe(pin)
  })

  it('gives back any PIN', () => {
    fc.assert(fc.property(pin, (digits) => {
      expect(decodePinBlock(encodePinBlock(digits))).toBe(digits)
    }))
  })

  it('is made of digits alone, and the error does not repeat them', () => {
    for (const pin of ['', '123', '1234567890123', '12a4', ' 1234', '1234\n', '１２３４', '-1234', '12.34']) {
      const failure = caught(() => encodePinBlock(pin))
      expect(failure).toBeInstanceOf(MalformedError)
      expect(String(failure)).toBe('MalformedError: PIN: not 4 to 12 digits')
    }
  })

  it('is eight bytes and nothing but a block, and the error does not repeat them', () => {
    const wrong = [
      '', '241234ffffffff', '241234ffffffffffff', '141234ffffffffff', '23123fffffffffff', '2d1234567890123f',
      '24123affffffffff', '241234fffffffff0', '2412345fffffffff', '2512345fffffff0f', '251234ffffffffff',
    ]
    for (const block of wrong) {
      expect(String(caught(() => decodePinBlock(unhex(block)))), block)
        .toBe('MalformedError: PIN block: not of ISO 9564-1 format 2')
    }
  })

  it('with one half byte changed is another PIN’s block or none', () => {
    const half = fc.integer({ min: 0, max: 15 })
    let read = 0
    fc.assert(fc.property(pin, half, half, (digits, at, put) => {
      const block = encodePinBlock(digits)
      const byte = block[at >> 1] ?? 0
      block[at >> 1] = at % 2 === 0 ? (put << 4) | (byte & 0x0f) : (byte & 0xf0) | put
      try {
        expect(hex(encodePinBlock(decodePinBlock(block)))).toBe(hex(block))
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }), { numRuns: 1_000 })
    expect(read).toBeGreaterThan(0)
  })
})

function caught(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
