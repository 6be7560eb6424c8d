import { describe, expect, it } from 'vitest'
import { describeStatusWord, isOk, statusWords, type StatusClass } from './status-word.ts'

describe.each(statusWords)('the status word $pattern ($name)', (row) => {
  const examples = row.examples.map(({ sw, count }) => ({ digits: sw.toString(16), sw, count }))

  it.each(examples)('explains its example $digits', ({ sw, count }) => {
    const { pattern: _, examples: __, counts, meaning, ...rest } = row
    const explained = describeStatusWord(sw)
    expect(explained).toMatchObject(rest)
    expect(explained.count).toBe(count)
    expect(count !== undefined).toBe(counts !== undefined)
    expect(explained.meaning.en).toBe(meaning.en.replace('{count}', String(count)))
    expect(explained.meaning.zh).toBe(meaning.zh.replace('{count}', String(count)))
  })
})

describe('the table of status words', () => {
  it('has one row per pattern and per name', () => {
    expect(new Set(statusWords.map(({ pattern }) => pattern)).size).toBe(statusWords.length)
    expect(new Set(statusWords.map(({ name }) => name)).size).toBe(statusWords.length)
  })

  it('puts each of the 65,536 values into the class its first byte stands for', () => {
    for (let sw = 0; sw <= 0xffff; sw++) expect(describeStatusWord(sw).class).toBe(expectedClass(sw))
  })

  it('explains exact values before the family they belong to', () => {
    expect(describeStatusWord(0x6a82).name).toBe('fileNotFound')
    expect(describeStatusWord(0x6aff).name).toBe('wrongParameters')
    expect(describeStatusWord(0x63c2)).toMatchObject({ name: 'triesLeft', count: 2 })
    expect(describeStatusWord(0x6342).name).toBe('warningChanged')
  })

  it('says that a value without a public meaning is unknown, and takes it as a refusal', () => {
    expect(describeStatusWord(0x0001)).toMatchObject({ sw: '0001', name: 'unknown', class: 'refused' })
    expect(describeStatusWord(0x9001).provenance).toHaveProperty('unknown')
  })

  it('calls nothing but 9000 ok', () => {
    const oks = Array.from({ length: 0x1_0000 }, (_, sw) => sw).filter(isOk)
    expect(oks).toEqual([0x9000])
  })
})

/** By the first byte alone, as ISO/IEC 7816-4:2005 table 5 divides them. */
function expectedClass(sw: number): StatusClass {
  const sw1 = sw >> 8
  if (sw === 0x9000) return 'ok'
  if (sw1 === 0x61) return 'moreData'
  if (sw1 === 0x6c) return 'wrongLe'
  return sw1 === 0x62 || sw1 === 0x63 ? 'warning' : 'refused'
}
