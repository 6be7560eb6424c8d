import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { atrParameters } from './atr-parameters.ts'
import { buildAtr, parseAtr, type Atr } from './atr.ts'

const of = (parts: Partial<Atr>) => atrParameters(parseAtr(buildAtr(parts)))

describe('the parameters of an ATR', () => {
  it('without interface bytes are the defaults of T=0', () => {
    expect(atrParameters(parseAtr(unhex('3b00')))).toEqual({
      protocols: [0], firstOffered: 0, fi: 372, di: 1, n: 0, wi: 10,
    })
  })

  it('of the THCC health card are Fi 372, Di 12, the least guard time and T=1 with blocks of 254 bytes', () => {
    const atr = unhex('3B FF 18 00 FF 81 31 FE 45 54 48 43 43 31 30 54 45 43 4F 47 44 48 4E 32 24')
    expect(atrParameters(parseAtr(atr))).toEqual({
      protocols: [1], firstOffered: 1, fi: 372, di: 12, n: 255, wi: undefined,
      t1: { ifsc: 254, cwi: 5, bwi: 4, edc: 'lrc' },
    })
  })

  it.each([
    [0x13, 372, 4], [0x95, 512, 16], [0x96, 512, 32], [0x97, 512, 64], [0xd9, 2048, 20], [0x01, 372, 1],
    [0x71, undefined, 1], [0xe0, undefined, undefined], [0x1f, 372, undefined],
  ])('read TA1 %i as Fi %s and Di %s', (ta, fi, di) => {
    expect(of({ first: { ta } })).toMatchObject({ fi, di })
  })

  it('list each offered protocol once, in order, and leave T=15 out', () => {
    expect(of({ further: [{ t: 0 }, { t: 1 }, { t: 1 }, { t: 15, ta: 1 }] }).protocols).toEqual([0, 1])
  })

  it('take WI from TC2 for T=0, and 0 as reserved', () => {
    expect(of({ further: [{ t: 0, tc: 20 }] }).wi).toBe(20)
    expect(of({ further: [{ t: 0, tc: 0 }] }).wi).toBeUndefined()
    expect(of({ further: [{ t: 1, tc: 20 }] }).wi).toBeUndefined()
  })

  it('take those of T=1 from the first bytes for T=1 behind TD2, never from TA2 to TC2', () => {
    const second = { t: 1, ta: 0x81, tb: 0xff, tc: 0x01 }
    const defaults = { ifsc: 32, cwi: 13, bwi: 4, edc: 'lrc' }
    expect(of({ further: [second] }).t1).toEqual(defaults)
    expect(of({ further: [second, { t: 1, ta: 64 }, { t: 1, ta: 128, tb: 0x21, tc: 0x01 }] }).t1)
      .toEqual({ ifsc: 64, cwi: 1, bwi: 2, edc: 'crc' })
    expect(of({ further: [{ t: 0 }, { t: 15, ta: 3 }, { t: 1 }] }).t1).toEqual(defaults)
    expect(of({ further: [{ t: 0 }] })).not.toHaveProperty('t1')
  })

  it('leave reserved values of IFSC and BWI undefined', () => {
    const t1 = (ta: number, tb: number) => of({ further: [{ t: 1 }, { t: 1, ta, tb }] }).t1
    expect(t1(0xff, 0xa0)).toMatchObject({ ifsc: undefined, bwi: undefined })
    expect(t1(0x00, 0x90)).toMatchObject({ ifsc: undefined, bwi: 9 })
  })

  it('tell specific mode by TA2', () => {
    expect(of({ further: [{ t: 1, ta: 0x81 }] }).specificMode).toEqual({ t: 1, rate: 'TA1', changeable: false })
    expect(of({ further: [{ t: 0, ta: 0x10 }] }).specificMode).toEqual({ t: 0, rate: 'implicit', changeable: true })
    expect(of({ further: [{ t: 0 }] })).not.toHaveProperty('specificMode')
  })
})
