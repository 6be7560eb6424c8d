import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskBasic, maskEnds, maskName, type Basic } from './masked-basic.ts'

const wang: Basic = {
  cardSn: '000012345678', name: '王測試', nameComplete: true, idCardNum: 'Z199999016', birthday: '1990-01-01',
  sex: 'M', dateIssue: '2020-06-01', cancelled: false,
}

test('the masked form of a card holds exactly what may stay on the screen', () => {
  expect(maskBasic(wang)).toStrictEqual({
    name: '王○試', nameComplete: true, idCardNum: 'Z1******16', birthYear: 1990, cardSn: '********5678', cancelled: false,
  })
})

test('names of any length are masked', () => {
  expect(['', '王', '王明', '王小明', '歐陽測試', '𠮷野家'].map(maskName)).toStrictEqual([
    '', '○', '王○', '王○明', '歐○○試', '𠮷○家',
  ])
})

test('a year before the common era keeps its sign', () => {
  expect(maskBasic({ ...wang, birthday: '-0001-12-31' }).birthYear).toBe(-1)
})

test('a masked name has as many characters and shows at most the first and the last', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...'王李陳測試美麗𠮷A'), { maxLength: 20 }), (characters) => {
    const masked = [...maskName(characters.join(''))]
    expect(masked).toHaveLength(characters.length)
    expect(masked.slice(1, -1).every((sign) => sign === '○')).toBe(true)
    expect(masked.length === 0 || masked.includes('○')).toBe(true)
  }))
})

test('masked ends hide at least as much as they show', () => {
  const ends = fc.integer({ min: 0, max: 4 })
  fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9]{0,14}$/), ends, ends, (text, head, tail) => {
    const masked = maskEnds(text, head, tail)
    const hidden = [...masked].filter((sign) => sign === '*').length
    expect(masked).toHaveLength(text.length)
    expect(hidden * 2).toBeGreaterThanOrEqual(text.length)
  }))
})
