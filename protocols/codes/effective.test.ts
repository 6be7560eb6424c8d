import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeTable, type CodeRow } from './effective.ts'

const provenance = { assumed: 'an example of this test' }
const row = (code: string, from?: string, to?: string): CodeRow => ({
  code, zh: `${code} 自 ${from ?? '始'}`, en: `${code} since ${from ?? 'ever'}`, provenance,
  ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }),
})
const table = (...rows: CodeRow[]) => codeTable({
  name: 'example', zh: '例', en: 'Example', rows, provenance, examples: [{ code: 'A', on: '2026-01-01', zh: null }],
})
const day = (number: number) => new Date(Date.UTC(2021, 11, 25) + number * 86_400_000).toISOString().slice(0, 10)

describe('a table of codes', () => {
  const changed = table(row('A', undefined, '2021-12-31'), row('A', '2022-01-01', '2024-02-29'), row('B', '2022-01-01'))

  it.each([
    ['A', '1995-03-01', 'A since ever'],
    ['A', '2021-12-31', 'A since ever'],
    ['A', '2022-01-01', 'A since 2022-01-01'],
    ['A', '2024-02-29', 'A since 2022-01-01'],
    ['A', '2024-03-01', undefined],
    ['B', '2021-12-31', undefined],
    ['B', '2022-01-01', 'B since 2022-01-01'],
    ['B', '9999-12-31', 'B since 2022-01-01'],
    ['C', '2022-01-01', undefined],
    ['', '2022-01-01', undefined],
    ['a', '2022-01-01', undefined],
  ])('asked for %s on %s finds %s: the first and the last day belong to a row', (code, date, en) => {
    expect(changed.at(code, date)?.en).toBe(en)
  })

  it('lists what is in force on a day, in its own order', () => {
    const all = (date: string) => changed.on(date).map(({ en }) => en)
    expect(all('2021-12-31')).toEqual(['A since ever'])
    expect(all('2022-01-01')).toEqual(['A since 2022-01-01', 'B since 2022-01-01'])
    expect(all('2024-03-01')).toEqual(['B since 2022-01-01'])
  })

  it('takes a blank for a code where it is declared as one', () => expect(table(row('')).at('', '2022-01-01')).toBeDefined())

  it.each(['2022-01-01T09:00:00', '20220101', '1110101', '2022-1-1', '2022-13-01', '2022-00-10', '2022-01-32', ''])(
    'is not asked for the day %j, which would compare wrongly',
    (date) => {
      expect(() => changed.at('A', date)).toThrow(RangeError)
      expect(() => changed.on(date)).toThrow(RangeError)
      expect(() => table(row('A', date))).toThrow(RangeError)
    },
  )

  it('is refused when a row ends before it begins', () => {
    expect(() => table(row('A', '2022-01-02', '2022-01-01'))).toThrow('ends before it begins')
    expect(() => table(row('A', '2022-01-01', '2022-01-01'))).not.toThrow()
  })

  it.each([
    ['both without end', [row('A'), row('A')]],
    ['the first day of one is the last of the other', [row('A', '2022-01-01'), row('A', undefined, '2022-01-01')]],
    ['one within the other', [row('A', '2022-01-01', '2022-12-31'), row('A', '2022-06-01', '2022-06-01')]],
    ['another code between them', [row('A', '2022-06-01', '2022-06-01'), row('B'), row('A', '2022-01-01', '2022-12-31')]],
  ])('is refused when two rows of a code are in force on the same day: %s', (_, rows) => {
    expect(() => table(...rows)).toThrow('two rows are in force on the same day')
  })

  it('is refused exactly when some day finds two rows of a code, whatever the rows', () => {
    const days = fc.integer({ min: 0, max: 12 })
    const span = fc.tuple(fc.option(days), fc.option(days)).filter(([from, to]) => from === null || to === null || from <= to)
    fc.assert(fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
      const rows = spans.map(([from, to]) => row('A', from === null ? undefined : day(from), to === null ? undefined : day(to)))
      const covering = (at: number) => spans.filter(([from, to]) => (from ?? -1) <= at && at <= (to ?? 99))
      const twice = [...Array(15).keys()].some((at) => covering(at - 1).length > 1)
      if (twice) {
        expect(() => table(...rows)).toThrow(RangeError)
        return
      }
      const declared = table(...rows)
      for (let at = -1; at < 14; at += 1) {
        const [found] = covering(at)
        expect(declared.at('A', day(at))).toBe(found === undefined ? undefined : rows[spans.indexOf(found)])
        expect(declared.on(day(at))).toEqual(found === undefined ? [] : [rows[spans.indexOf(found)]])
      }
    }), { numRuns: 300 })
  })
})
