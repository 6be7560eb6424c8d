import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { atrParameters } from './atr-parameters.ts'
import { buildAtr, parseAtr, type Atr } from './atr.ts'
import { baudRate, defaultRate, lineAtBaud, lineTiming, rateOfTa1, ta1OfRate } from './timing.ts'

const of = (parts: Partial<Atr>) => atrParameters(parseAtr(buildAtr(parts)))
const at9600 = lineAtBaud(defaultRate, 9600)

describe('a line', () => {
  it('of the default rate at 3.5712 MHz is one of 9,600 baud, and at 3.571 MHz a little slower', () => {
    expect(baudRate({ ...defaultRate, clockHz: 3_571_200 })).toBe(9600)
    expect(baudRate({ ...defaultRate, clockHz: 3_571_000 })).toBeCloseTo(9599.46, 2)
    expect(at9600.clockHz).toBe(3_571_200)
  })

  it.each([
    // 4 MHz: 4,000,000 * 1 / 372; 4,000,000 * 12 / 372; 5,000,000 * 32 / 512
    [{ fi: 372, di: 1 }, 4_000_000, 10_752.69],
    [{ fi: 372, di: 12 }, 4_000_000, 129_032.26],
    [{ fi: 512, di: 32 }, 5_000_000, 312_500],
  ])('of %o at %i Hz carries %d bits per second', (rate, clockHz, baud) => {
    expect(baudRate({ ...rate, clockHz })).toBeCloseTo(baud, 2)
  })

  it('keeps its baud rate when its clock is reckoned from it', () => {
    const rate = fc.constantFrom(0x11, 0x18, 0x96, 0xd9).map((ta1) => rateOfTa1(ta1) ?? defaultRate)
    fc.assert(fc.property(rate, fc.integer({ min: 1200, max: 500_000 }), (one, baud) => {
      expect(baudRate(lineAtBaud(one, baud))).toBeCloseTo(baud, 6)
    }))
  })
})

describe('a rate', () => {
  it.each([[0x11, 372, 1], [0x18, 372, 12], [0x95, 512, 16], [0xd9, 2048, 20]])('%i is Fi %i, Di %i', (ta1, fi, di) => {
    expect(rateOfTa1(ta1)).toEqual({ fi, di })
    expect(ta1OfRate({ fi, di })).toBe(ta1)
  })

  it('of a reserved code is none, and a rate no code spells has none', () => {
    for (const ta1 of [0x10, 0x1f, 0x71, 0xe1]) expect(rateOfTa1(ta1)).toBeUndefined()
    expect(ta1OfRate({ fi: 373, di: 1 })).toBeUndefined()
  })

  it('is spelt by the code it was read from, and of the two codes for 372 by the default one', () => {
    for (let ta1 = 0; ta1 < 0x100; ta1++) {
      const rate = rateOfTa1(ta1)
      if (rate) expect(ta1OfRate(rate)).toBe(ta1 < 0x10 ? ta1 + 0x10 : ta1)
    }
  })
})

describe('the times of T=0', () => {
  it('at the defaults: 12 etu between characters, and a second for an answer', () => {
    // WT = 10 * 960 * 372 / f = 9,600 etu; one etu is 1 / 9,600 s
    expect(lineTiming(of({}), at9600)).toEqual({
      etu: { etu: 1, us: 105 }, t0: { gt: { etu: 12, us: 1250 }, wt: { etu: 9600, us: 1_000_000 } },
    })
  })

  it('grow with WI and with Di, because WT is a number of clock cycles', () => {
    // WI 20, Di 4: 20 * 960 * 4 etu
    const parameters = of({ first: { ta: 0x13 }, further: [{ t: 0, tc: 20 }] })
    const { t0 } = lineTiming(parameters, { fi: 372, di: 4, clockHz: 3_571_200 })
    expect(t0?.wt).toEqual({ etu: 76_800, us: 2_000_000 })
  })

  it('follow Fi of TA1 even at the default rate', () => {
    // 10 * 960 * 512 / 3,571,200 s
    const parameters = of({ first: { ta: 0x91 } })
    expect(lineTiming(parameters, at9600).t0?.wt.us).toBe(1_376_345)
  })

  it('have N etu more between characters, and none more for N = 255', () => {
    expect(lineTiming(of({ first: { tc: 5 } }), at9600).t0?.gt.etu).toBe(17)
    expect(lineTiming(of({ first: { tc: 254 } }), at9600).t0?.gt.etu).toBe(266)
    expect(lineTiming(of({ first: { tc: 255 } }), at9600).t0?.gt.etu).toBe(12)
  })
})

describe('the times of T=1', () => {
  it('at the defaults, CWI 13 and BWI 4', () => {
    // CWT = 11 + 8,192; BWT = 11 + 16 * 960; 15,371 / 9,600 s = 1.6011458 s
    expect(lineTiming(of({ further: [{ t: 1 }] }), at9600)).toEqual({
      etu: { etu: 1, us: 105 },
      t1: {
        cgt: { etu: 12, us: 1250 }, cwt: { etu: 8203, us: 854_480 },
        bwt: { etu: 15_371, us: 1_601_146 }, bgt: { etu: 22, us: 2292 },
      },
    })
  })

  it('of the THCC health card at its own rate: Di 12, CWI 5, BWI 4, N = 255', () => {
    const atr = unhex('3B FF 18 00 FF 81 31 FE 45 54 48 43 43 31 30 54 45 43 4F 47 44 48 4E 32 24')
    const { t0, t1 } = lineTiming(atrParameters(parseAtr(atr)), { fi: 372, di: 12, clockHz: 4_000_000 })
    expect(t0).toBeUndefined()
    expect(t1).toMatchObject({ cgt: { etu: 11 }, cwt: { etu: 43 }, bwt: { etu: 11 + 16 * 960 * 12 }, bgt: { etu: 22 } })
    // 184,331 etu of 7.75 us
    expect(t1?.bwt?.us).toBe(1_428_566)
  })

  it('wait for a block as many seconds at any rate, but for 11 etu', () => {
    const parameters = of({ further: [{ t: 1 }] })
    fc.assert(fc.property(fc.constantFrom(0x11, 0x13, 0x18, 0x96), (ta1) => {
      const line = { ...rateOfTa1(ta1) ?? defaultRate, clockHz: 3_571_200 }
      const { etu, t1 } = lineTiming(parameters, line)
      expect(Math.abs((t1?.bwt?.us ?? 0) - 1_600_000 - 11 * etu.us)).toBeLessThan(12)
    }))
  })

  it('have no block waiting time when BWI is reserved', () => {
    expect(lineTiming(of({ further: [{ t: 1 }, { t: 1, tb: 0xa5 }] }), at9600).t1?.bwt).toBeUndefined()
  })
})
