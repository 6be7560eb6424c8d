import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { atrParameters } from '../iso7816/atr-parameters.ts'
import { buildAtr, hasTck, parseAtr } from '../iso7816/atr.ts'
import { publishedAtrs } from './atrs.ts'

/** Historical bytes as nhi-facts §4.1 types them beside the ATR, or in hex where they are no text. */
const historical: Readonly<Record<string, string>> = {
  'oldest generation': '8031806640909306 0f17830f9000',
  'THCC10TECOGDHN2': '544843433130 5445434f 4744484e32',
  'JCOP21v231GDT': '4a434f503231 76323331 474454',
  'PVJCOP4SID': '50564a434f5034534944',
  'PV_J2D081': '50565f4a3244303831',
}

describe.each(publishedAtrs)('the published ATR $label', ({ atr }) => {
  const parsed = parseAtr(unhex(atr))

  it('has the TCK that belongs to it', () => {
    expect(hasTck(parsed)).toBe(true)
    expect(unhex(atr).slice(1).reduce((check, byte) => check ^ byte)).toBe(0)
    expect(hex(buildAtr(parsed))).toBe(atr)
  })

  it('offers T=1 alone, with blocks of up to 254 bytes and the default waiting times', () => {
    expect(atrParameters(parsed)).toMatchObject({
      protocols: [1], firstOffered: 1, t1: { ifsc: 254, cwi: 5, bwi: 4, edc: 'lrc' },
    })
  })
})

describe('the published ATRs', () => {
  it('are ten different ones, one of them of a health-professional card', () => {
    expect(new Set(publishedAtrs.map(({ atr }) => atr)).size).toBe(10)
    expect(publishedAtrs.filter(({ listedAs }) => listedAs === 'hpc').map(({ label }) => label)).toEqual(['PV_J2D081'])
  })

  it.each(Object.entries(historical))('carry the historical bytes of %s', (label, bytes) => {
    const row = publishedAtrs.find((published) => published.label === label)
    expect(hex(parseAtr(unhex(row?.atr ?? '')).historical)).toBe(hex(unhex(bytes)))
  })
})
