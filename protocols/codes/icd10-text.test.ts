import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { icd10Files, sample, type Icd10File } from '#daemon/codes/icd10-files.fixture'
import { readIcd10Text } from './icd10-text.ts'

const lines = sample.text.split('\n')
const complaints = (...more: string[]) => {
  const reading = readIcd10Text([...lines, ...more].join('\n'))
  return reading.table === undefined ? reading.bad.map(({ line, why }) => `${line}: ${why}`) : []
}
const at = lines.length + 1

describe('a text of an ICD-10 table', () => {
  test('may end its lines in any way, and the last one not at all', () => {
    for (const end of ['\n', '\r\n', '\r', '\n\n']) {
      for (const last of ['', end]) expect(readIcd10Text(lines.join(end) + last).table?.size).toBe(lines.length)
    }
  })

  test('tells its lines while it is read, and at the end', () => {
    const told: [number, number][] = []
    readIcd10Text(sample.text, (done, of) => told.push([done, of]))
    expect(told).toEqual([[0, lines.length], [lines.length, lines.length]])
  })

  test('may say the same twice', () => {
    expect(readIcd10Text([...lines, ...lines].join('\n'))).toMatchObject({ lines: 2 * lines.length, repeated: lines.length })
  })

  test('with no row is refused', () => {
    for (const text of ['', '\n', '\r\n\r\n']) expect(readIcd10Text(text)).toMatchObject({ badCount: 1 })
  })

  test('is refused for one bad line, of which number and reason are told and never the content', () => {
    const reading = readIcd10Text([...lines.slice(0, 3), 'A123456789,19700101', ...lines.slice(3)].join('\n'))
    expect(reading).toEqual({
      lines: lines.length + 1, badCount: 1,
      bad: [{ line: 4, why: 'code is not a letter, a digit and one to five letters or digits' }],
    })
  })

  test('tells ten bad lines, and how many there are', () => {
    const reading = readIcd10Text('x\n'.repeat(5000))
    if (reading.table !== undefined) throw new Error('it was taken')
    expect([reading.bad.length, reading.bad.at(-1)?.line, reading.badCount]).toEqual([10, 10, 5000])
  })
})

describe('a bad line', () => {
  const reasons: readonly [line: string, why: string][] = [
    ['V1Z', 'not a code, a comma and a card form'],
    ['V1Z,!Z,1', 'not a code, a comma and a card form'],
    ['V1Z;!Z', 'not a code, a comma and a card form'],
    ['v1z,!Z', 'code is not a letter, a digit and one to five letters or digits'],
    ['V1,!Z', 'code is not a letter, a digit and one to five letters or digits'],
    ['V1Z.1,!Z100', 'code is not a letter, a digit and one to five letters or digits'],
    ['V1Z12XAB,!Z2C4', 'code is not a letter, a digit and one to five letters or digits'],
    [' V1Z,!Z', 'code is not a letter, a digit and one to five letters or digits'],
    ['Q7Z1,"?100', 'code needs no encoding: it fits on the card and begins with neither V nor E'],
    ['V1Z,!Z100', 'card form has 5 characters instead of 2'],
    ['V1Z1,!Z', 'card form has 2 characters instead of 5'],
    ['V1Z1,!Z1000', 'card form has 6 characters instead of 5'],
    ['V1Z1,!Z10', 'card form has 4 characters instead of 5'],
    ['V1Z1,VZ100', 'card form does not begin with a reserved symbol'],
    ['V1Z1,-Z100', 'card form does not begin with a reserved symbol'],
    ['V1Z1,!z100', 'card form’s second character is no symbol, letter or digit'],
    ['V1Z1,!=100', 'card form’s second character is no symbol, letter or digit'],
    ['V1Z1,!Z1!0', 'card form’s last three characters are not letters and digits'],
    ['V1Z1,!Z10a', 'card form’s last three characters are not letters and digits'],
    ['V0Q1,!V101', 'code has another card form in line 2'],
    ['V3Z1,!W100', 'category has another card form in line 7'],
    ['V9Z1,!V100', 'card form is that of another code, in line 2'],
    ['V9Z2,!V1G0', 'card form is that of another category, in line 1'],
    ['V3Z1,!#1G0', 'card form is that of another code, in line 8'],
    ['V9Z1,!Z1G0', 'end of the code has another card form in line 2'],
    ['V9Z9,!Z100', 'card form is that of another end of the code, in line 2'],
  ]
  test.each(reasons)('%s: %s', (line, why) => expect(complaints(line)).toEqual([`${at}: ${why}`]))
})

/** One line damaged as transport, editors and people do it. */
function damage({ rows }: Icd10File): fc.Arbitrary<{ readonly where: number, readonly text: string }> {
  const character = fc.oneof(
    fc.constantFrom(...'0123456789ABCXYZ!"#$%&()*+:<>?@^{|}~, \t\r-=abz'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const place = fc.nat(12)
  const change = fc.oneof(
    fc.record({ how: fc.constant('replace' as const), place, character }),
    fc.record({ how: fc.constant('insert' as const), place, character }),
    fc.record({ how: fc.constant('remove' as const), place, character: fc.constant('') }),
    fc.record({ how: fc.constant('cut' as const), place, character: fc.constant('') }),
  )
  return fc.tuple(fc.nat(rows.length - 1), change).map(([where, { how, place, character }]) => {
    const line = rows[where]!.join(',')
    const to = Math.min(place, line.length - 1)
    const rest = how === 'insert' ? line.slice(to) : how === 'cut' ? '' : line.slice(to + 1)
    return { where, text: line.slice(0, to) + character + rest }
  })
}

describe.each(icd10Files)('damage to one line of $name', (file) => {
  // Whole tables are read: the large one less often.
  const runs = { numRuns: file === sample ? 2000 : 8 }

  test('is named, or leaves a table that says what the lines say', () => {
    fc.assert(fc.property(damage(file), ({ where, text }) => {
      const damaged = file.rows.map((row) => row.join(','))
      damaged[where] = text
      const reading = readIcd10Text(damaged.join('\n'))
      if (reading.table === undefined) {
        expect(reading.bad.length).toBeGreaterThan(0)
        // The line itself, or a later one that it contradicts because it comes first.
        for (const { line } of reading.bad) expect(line).toBeGreaterThan(where)
        return
      }
      const said = new Set(damaged.flatMap((line) => line.split(/[\r\n]/)).filter((line) => line !== ''))
      expect(reading.table.size).toBe(said.size)
      for (const line of said) {
        const [code = '', form = ''] = line.split(',')
        if (reading.table.encode(code) !== form.padEnd(5) || reading.table.decode(form) !== code) throw new Error(`line ${where + 1}`)
      }
    }), runs)
  })
})
