import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { buildAtr, hasTck, parseAtr, type Atr, type InterfaceBytes } from './atr.ts'

const byte = fc.integer({ min: 0, max: 0xff })
const group: fc.Arbitrary<InterfaceBytes> = fc.record({ ta: byte, tb: byte, tc: byte }, { requiredKeys: [] })
const t = fc.oneof(fc.constantFrom(0, 1, 15), fc.integer({ min: 0, max: 15 }))
const atrs: fc.Arbitrary<Atr> = fc.record({
  convention: fc.constantFrom('direct', 'inverse'),
  first: group,
  further: fc.array(fc.tuple(t, group).map(([named, bytes]) => ({ t: named, ...bytes })), { maxLength: 4 }),
  historical: fc.uint8Array({ maxLength: 15 }),
}).filter(({ further }) => further[0]?.t !== 15)
  .filter(({ first, further, historical }) => {
    const interfaceBytes = [first, ...further].flatMap(({ ta, tb, tc }) => [ta, tb, tc].filter((b) => b !== undefined))
    return 2 + interfaceBytes.length + further.length + historical.length + 1 <= 33
  })

/** The JCOP card of nhi-facts §4.1, typed by hand. */
const jcop = unhex('3B FA 18 00 00 81 31 FE 45 50 56 4A 43 4F 50 34 53 49 44 93')

describe('an ATR', () => {
  it('is taken apart into the bytes its T0 and TD bytes announce', () => {
    expect(parseAtr(jcop)).toEqual({
      convention: 'direct',
      first: { ta: 0x18, tb: 0x00, tc: 0x00 },
      further: [{ t: 1 }, { t: 1, ta: 0xfe, tb: 0x45 }],
      historical: unhex('50564a434f5034534944'),
    })
  })

  it('of T=0 alone has no TCK', () => {
    const atr = parseAtr(unhex('3B 02 14 50'))
    expect(atr).toEqual({ convention: 'direct', first: {}, further: [], historical: unhex('1450') })
    expect(hasTck(atr)).toBe(false)
    expect(hex(buildAtr({ further: [{ t: 0 }] }))).toBe('3b8000')
  })

  it('has a TCK as soon as it names T=15 beside T=0', () => {
    // T0 80, TD1 80 (T=0), TD2 1f (T=15, TA3 follows), TA3 03; 80 ^ 80 ^ 1f ^ 03 = 1c
    expect(hex(buildAtr({ further: [{ t: 0 }, { t: 15, ta: 0x03 }] }))).toBe('3b80801f031c')
    expect(parseAtr(unhex('3b80801f031c')).further).toEqual([{ t: 0 }, { t: 15, ta: 0x03 }])
  })

  it('is taken apart into what it was built from', () => {
    fc.assert(fc.property(atrs, (atr) => {
      expect(parseAtr(buildAtr(atr))).toEqual(atr)
    }))
  })

  it('is refused, or built again as the same bytes', () => {
    let accepted = 0
    const near = fc.tuple(atrs, fc.nat(), byte).map(([atr, place, value]) => {
      const bytes = buildAtr(atr)
      bytes[place % bytes.length] = value
      return bytes
    })
    fc.assert(fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      const atr = parsedOrRefused(bytes)
      if (!atr) return
      accepted++
      expect(hex(buildAtr(atr))).toBe(hex(bytes))
    }), { numRuns: 2000 })
    expect(accepted).toBeGreaterThan(20)
  })

  it('cut short at any byte is refused', () => {
    fc.assert(fc.property(atrs, fc.nat(), (atr, place) => {
      const bytes = buildAtr(atr)
      expect(() => parseAtr(bytes.subarray(0, place % bytes.length))).toThrow(MalformedError)
    }))
  })

  it.each([
    ['', 'TS'], ['3b', 'T0'], ['03 00', 'TS'], ['3b 80', 'TD1'], ['3b 10', 'TA1'], ['3b 80 31 fe', 'TB2'],
    ['3b 02 14', 'T2'], ['3b 80 01', 'TCK'], ['3b 80 01 80', 'TCK'], ['3b 00 00', 'ATR'], ['3b 80 01 81 00', 'ATR'],
    ['3b 80 0f 8f', 'TD1'], [`3b 80 ${'80'.repeat(31)}`, 'TD32'], [`3b 80 ${'80'.repeat(32)}`, 'ATR'],
  ])('that is not one (%s) is refused at %s', (bytes, field) => {
    expect(() => parseAtr(unhex(bytes))).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it.each<readonly [string, Partial<Atr>]>([
    ['historical bytes', { historical: new Uint8Array(16) }],
    ['TD1', { further: [{ t: 15 }] }],
    ['TD1', { further: [{ t: 16 }] }],
    ['interface bytes', { first: { ta: 256 } }],
    ['ATR', { further: Array.from({ length: 32 }, () => ({ t: 0 })) }],
  ])('is not built with impossible %s', (field, parts) => {
    expect(() => buildAtr(parts)).toThrow(expect.objectContaining({ name: 'MalformedError', field }))
  })

  it('of 33 bytes is the longest there is', () => {
    const longest = { first: { ta: 1, tb: 2, tc: 3 }, historical: new Uint8Array(15), further: [
      { t: 1, ta: 4, tb: 5, tc: 6 }, { t: 1, ta: 7, tb: 8, tc: 9 }, { t: 1 },
    ] }
    expect(buildAtr(longest)).toHaveLength(30)
    const full = { ...longest, further: [...longest.further.slice(0, 2), { t: 1, ta: 1, tb: 2, tc: 3 }] }
    expect(parseAtr(buildAtr(full))).toMatchObject(full)
    expect(buildAtr(full)).toHaveLength(33)
  })
})

describe('one damaged byte of an ATR with TCK', () => {
  const damaged = fc.tuple(atrs.filter(hasTck), fc.nat(), fc.integer({ min: 1, max: 0xff }))
    .map(([atr, place, flipped]) => {
      const bytes = buildAtr(atr)
      const at = place % bytes.length
      return { atr, at, damage: bytes.map((value, index) => index === at ? value ^ flipped : value) }
    })

  it('behind TS is refused, unless the damage hides every protocol but T=0 and with them TCK', () => {
    fc.assert(fc.property(damaged.filter(({ at }) => at > 0), ({ damage }) => {
      const accepted = parsedOrRefused(damage)
      if (accepted) expect(accepted.further.every(({ t: named }) => named === 0)).toBe(true)
    }), { numRuns: 1000 })
  })

  it('that is TS is refused, unless it becomes the other TS and changes the convention alone', () => {
    fc.assert(fc.property(damaged, fc.constantFrom(0x04, 0x01, 0xff), ({ atr }, flipped) => {
      const bytes = buildAtr(atr)
      bytes[0] = (bytes[0] ?? 0) ^ flipped
      const other = atr.convention === 'direct' ? 'inverse' : 'direct'
      expect(parsedOrRefused(bytes)).toEqual(flipped === 0x04 ? { ...atr, convention: other } : undefined)
    }))
  })

  it('can indeed hide TD1: this T0 turned from fa to 7f leaves an ATR of T=0 with 15 historical bytes', () => {
    const damage = jcop.with(1, 0x7f)
    expect(parseAtr(damage)).toMatchObject({ first: { ta: 0x18, tb: 0x00, tc: 0x00 }, further: [] })
    expect(parseAtr(damage).historical).toHaveLength(15)
  })
})

function parsedOrRefused(bytes: Uint8Array): Atr | undefined {
  try {
    return parseAtr(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError)
    return undefined
  }
}
