import { describe, expect, test } from 'vitest'
import { officialErrorsOf } from '#protocols/errors/official/index'
import { pairs } from '../daemon/cshis/pairs.fixture.ts'
import { cshisCoverage } from './cshis-coverage.ts'
import { numberedFunctions } from './numbered-functions.ts'

describe('the coverage of the functions', () => {
  const [functions = '', pairTable = '', codes = ''] = cshisCoverage().split('\n## ')
  const rowsOf = (part: string) => part.split('\n').filter((line) => line.startsWith('|')).slice(2).map((line) => line.split(' | '))

  test('has a row for every function, by its number, and those without one last', () => {
    const numbers = rowsOf(functions).map(([no = '']) => no.replace('| ', ''))
    expect(numbers).toHaveLength(numberedFunctions.length)
    expect(numbers.slice(0, 10)).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10'])
    const first = numbers.indexOf('–')
    expect(numbers[first - 1]).toBe('5.2')
    expect(new Set(numbers.slice(first))).toEqual(new Set(['–']))
  })

  test('says of every function and code what shows it and where, or why nothing does, and counts both', () => {
    const rows = rowsOf(pairTable)
    expect(rows).toHaveLength(pairs.length)
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(4)
      expect(row[3] === '– |' ? row[2] : row[3], `${row[0]} ${row[1]}`).toMatch(/none|\.test\.ts/)
    }
    const [, all, shown, not] = /(\d+) return codes[^:]*: (\d+) are shown by a test, (\d+)/.exec(pairTable) ?? []
    expect([Number(all), Number(shown) + Number(not)]).toEqual([rows.length, rows.length])
    expect(rows.filter((row) => row[3] === '– |')).toHaveLength(Number(not))
  })

  test('says of every code in which test it is produced, or why in none', () => {
    const rows = rowsOf(codes)
    expect(rows).toHaveLength(officialErrorsOf('csHIS').length)
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(5)
      expect(row[4] === '– |' ? row[3] : row[4], row[0]).toMatch(/not yet|\.test\.ts/)
    }
  })
})
