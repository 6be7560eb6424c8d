import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { decodeReport, layoutsOf } from './hid-pos.ts'
import { publishedLayout, publishedLayouts } from './layouts.ts'

/** Page 8C, scanner, report 2: Byte Count, three identifiers in one item, 56 bytes of data, the flag and padding. */
const counted = unhex(`
  058c 0902 a101 8502 0912 a102 1500 26ff00 7508 9501 0501 093b 8102 058c 9503 09fb 09fc 09fd 8102 9538 09fe
  820201 2501 7501 9501 09ff 8102 7507 8103 c0 c0`)
/** Without a count, each identifier an item of its own, no report ids. */
const plain = unhex(`
  058c 0902 a101 1500 26ff00 7508 9501 09fb 8102 09fc 8102 09fd 8102 9510 09fe 820201 7501 9501 2501 09ff 8102
  7507 8103 c0`)

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const room = (text: string, length: number) => {
  const bytes = new Uint8Array(length)
  bytes.set(ascii(text))
  return [...bytes]
}

describe('the layout of a scanner’s reports', () => {
  it('is read from its report descriptor', () => {
    expect(layoutsOf(counted)).toEqual([{
      reportId: 2, count: 1, aim: [2, 3, 4], data: { at: 5, length: 56 }, continued: { at: 61, mask: 1 },
    }])
    expect(layoutsOf(plain)).toEqual([{
      reportId: 0, aim: [0, 1, 2], data: { at: 3, length: 16 }, continued: { at: 19, mask: 1 },
    }])
  })

  it('is found for each report that carries codes', () => {
    const two = unhex('058c 0902 a101 7508 8502 9510 09fe 820201 8503 9520 09fe 820201 c0')
    expect(layoutsOf(two).map(({ reportId, data }) => [reportId, data.length])).toEqual([[2, 16], [3, 32]])
  })

  it('is none for a device without Decoded Data', () => {
    expect(layoutsOf(unhex('058c 0902 a101 8501 7508 9501 0930 8102 c0'))).toEqual([])
    expect(layoutsOf(unhex('0501 0906 a101 0507 19e0 29e7 7501 9508 8102 c0'))).toEqual([])
  })

  it('takes a flag of a whole byte as set when any of its bits is', () => {
    const [layout] = layoutsOf(unhex('058c 0902 a101 7508 9504 09fe 820201 9501 09ff 8102 c0'))
    expect(layout?.continued).toEqual({ at: 4, mask: 0xff })
  })

  it('leaves out identifiers that are not three bytes', () => {
    const [layout] = layoutsOf(unhex('058c 0902 a101 7508 9501 09fb 8102 9504 09fe 820201 c0'))
    expect(layout).toEqual({ reportId: 0, data: { at: 1, length: 4 } })
  })

  it('is the published one of the maker, or the named one, or the stricter one', () => {
    expect([publishedLayout(0x0c2e).name, publishedLayout(0x1eab).name, publishedLayout(0xffff).name])
      .toEqual(['aim', 'plain', 'aim'])
    expect(publishedLayout(0x0c2e, 'plain').name).toBe('plain')
  })
})

describe('a report', () => {
  const layouts = layoutsOf(counted)

  it('gives the counted bytes, NULs among them, the identifier and whether more follows', () => {
    const report = Uint8Array.from([2, 4, ...ascii(']Q1'), ...room('a\0b\0', 56), 1])
    expect(decodeReport(layouts, report)).toEqual({ data: ascii('a\0b\0'), aim: ']Q1', continued: true })
  })

  it('without a count gives everything before the padding', () => {
    const report = Uint8Array.from([...ascii(']C1'), ...room('0104712345', 16), 0])
    expect(decodeReport(layoutsOf(plain), report)).toEqual({ data: ascii('0104712345'), aim: ']C1', continued: false })
  })

  it('without an identifier gives none', () => {
    const report = Uint8Array.from([2, 1, 0, 0, 0, ...room('a', 56), 0])
    expect(decodeReport(layouts, report)).toEqual({ data: ascii('a'), continued: false })
  })

  it('longer than its layout is read: Windows fills all reports up to the longest one', () => {
    const report = Uint8Array.from([2, 1, ...ascii(']Q1'), ...room('a', 56), 0, 0, 0, 0])
    expect(decodeReport(layouts, report)?.data).toEqual(ascii('a'))
  })

  it('with another id carries no code', () => {
    expect(decodeReport(layouts, Uint8Array.of(1, 2, 3))).toBeUndefined()
  })

  it.each<[string, readonly number[]]>([
    ['is a byte too short', [2, 1, ...ascii(']Q1'), ...room('a', 56)]],
    ['is empty behind its id', [2]],
    ['counts more bytes than there is room for', [2, 57, ...ascii(']Q1'), ...room('a', 56), 0]],
    ['has something else in place of the identifier', [2, 1, ...ascii('abc'), ...room('a', 56), 0]],
    ['has half an identifier', [2, 1, ...ascii(']Q\0'), ...room('a', 56), 0]],
  ])('that %s is refused', (_, report) => {
    expect(() => decodeReport(layouts, Uint8Array.from(report))).toThrow(MalformedError)
  })

  it('of the maker without identifiers is refused by the layout with them, unless it begins like one', () => {
    const newland = Uint8Array.from([2, 13, ...room('4712345678904', 56), 0, 0, 0, 0, 4, 0])
    expect(decodeReport([publishedLayout(0x1eab)], newland)?.data).toEqual(ascii('4712345678904'))
    expect(() => decodeReport(publishedLayouts.slice(0, 1), newland)).toThrow(MalformedError)
  })
})
