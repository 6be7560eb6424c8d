import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { publishedAtrs } from '../nhi-card/atrs.ts'
import { atrLength } from './atr-length.ts'
import { buildAtr } from './atr.ts'

const typed = [
  ...publishedAtrs.map(({ atr }) => unhex(atr)),
  unhex('3B 02 14 50'), // T=0, no TCK
  unhex('3B 00'), // the shortest
  unhex('3F 65 25 00 52 09 6A 90 00'), // inverse convention, TB1 and TC1
  unhex('3B 80 80 1F 03 1C'), // T=0 and T=15
]

/** What the length of every beginning is said to be. */
const told = (atr: Uint8Array) =>
  Array.from({ length: atr.length + 1 }, (_, count) => atrLength(atr.subarray(0, count)))

describe('the length of an ATR', () => {
  it('is told by its beginning, and never otherwise by a longer one', () => {
    for (const atr of typed) {
      expect(new Set(told(atr))).toEqual(new Set([undefined, atr.length]))
    }
  })

  it('is known as soon as the last TD byte has come', () => {
    const jcop = unhex('3B FA 18 00 00 81 31 FE 45 50 56 4A 43 4F 50 34 53 49 44 93')
    expect(atrLength(jcop.subarray(0, 6))).toBeUndefined()
    expect(atrLength(jcop.subarray(0, 7))).toBe(20)
  })

  it('is the length of what was put together', () => {
    const byte = fc.nat(0xff)
    const group = fc.record({ ta: byte, tb: byte, tc: byte }, { requiredKeys: [] })
    const further = fc.array(fc.tuple(fc.nat(14), group).map(([t, bytes]) => ({ t, ...bytes })), { maxLength: 3 })
    const parts = fc.record({ first: group, further, historical: fc.uint8Array({ maxLength: 14 }) })
    fc.assert(fc.property(parts, (atr) => {
      const bytes = buildAtr(atr)
      expect(atrLength(bytes)).toBe(bytes.length)
    }))
  })

  it('is refused beyond 33 bytes', () => {
    const three = '00'.repeat(3)
    // the fourth TD byte announces no further one: 17 bytes, 15 historical ones and TCK
    expect(atrLength(unhex(`3B FF ${three} F1 ${three} F1 ${three} 71`))).toBe(33)
    expect(() => atrLength(unhex(`3B FF ${three} F1 ${three} F1 ${three} F1 ${three} 00`))).toThrow(MalformedError)
    expect(() => atrLength(new Uint8Array(40).fill(0xf1))).toThrow(MalformedError)
  })
})
