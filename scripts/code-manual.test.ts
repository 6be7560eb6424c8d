import { describe, expect, test } from 'vitest'
import { codeTables } from '#protocols/codes/index'
import { codeManual } from './code-manual.ts'

describe('the manual of the codes', () => {
  const manual = codeManual()
  const partOf = (name: string) => manual.split('\n## ').find((part) => part.includes(`\n\`${name}\`, `)) ?? ''
  const lineOf = (name: string, code: string) => partOf(name).split('\n').find((line) => line.startsWith(`| \`${code}\` |`))

  test.each(codeTables.map((table) => [table.name, table] as const))('shows every row of %s in both languages', (name, table) => {
    const lines = partOf(name).split('\n').filter((line) => /^\| (?:`|（空白)/.test(line))
    expect(lines).toHaveLength(table.rows.length)
    table.rows.forEach(({ zh, en }, place) => expect(lines[place]).toContain(`| ${zh} | ${en} |`))
  })

  test('has as many columns in each line of a table as in its title', () => {
    for (const { name, rows } of codeTables) {
      const widths = partOf(name).split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').length)
      expect(new Set(widths).size, name).toBe(rows.length === 0 ? 0 : 1)
    }
  })

  test('says of a list that nobody publishes that its values are unknown', () => {
    expect(partOf('vaccine')).toMatch(/`vaccine`, 0 .*\*\*未知\*\* unknown: /)
  })

  test('says from when a code is in force, what follows from it, and what of that is assumed', () => {
    expect(lineOf('treatmentItem', '09')).toMatch(/2022-01-01 –.*takes a number: 是 yes（\*\*假設\*\* assumed: /)
    expect(lineOf('treatmentItem', '01')).toContain('takes a number |')
    expect(lineOf('treatmentItem', 'AA')).not.toContain('takes a number')
    expect(lineOf('treatmentItem', 'ZB')).toMatch(/cancels: .*at most: 6.*none found: 5081.*within hours: 24/)
    expect(lineOf('irregularSerial', 'TM01')).toContain('**未知** unknown')
    expect(lineOf('copay', 'D10')).toContain('sample amount: NT$: 50, 年 year: 2015')
  })
})
