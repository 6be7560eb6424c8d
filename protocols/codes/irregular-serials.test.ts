import { describe, expect, it } from 'vitest'
import { irregularSerials, serialForMoment } from './irregular-serials.ts'

const TODAY = '2026-01-15'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join(' ')

describe('an irregular serial number (例外就醫序號)', () => {
  it('is one of those that nhi-facts §8.2 lists', () => {
    expect(codes(irregularSerials.on(TODAY))).toBe('A000 A001 A010 A011 A020 A021 A030 A031 B000 B001 C000 C001 C002 C003 '
      + 'D000 D001 D010 D011 E000 E001 F000 F00B G000 H000 IC89 IC98 IC09 IC06 ICND ICC4 IC08 HVIT CV19 FORE J000 TM01 MSPT '
      + 'Z000 Z001')
  })

  it('has four signs, as the field of the upload', () => {
    for (const { code } of irregularSerials.rows) expect(code).toMatch(/^[A-Z0-9]{4}$/)
  })

  it('covers what one client uses daily (P-NHI)', () => {
    const daily = 'A010 A020 A030 B000 C000 C001 C002 C003 D000 D010 E000 E001 F000 G000 Z000 H000 IC06 HVIT'.split(' ')
    for (const code of daily) expect(irregularSerials.at(code, TODAY)).toBeDefined()
  })

  it.each([
    ['A000', 'A001'], ['A010', 'A011'], ['A020', 'A021'], ['A030', 'A031'], ['B000', 'B001'], ['D000', 'D001'], ['D010', 'D011'],
    ['Z000', 'Z001'],
  ])('is %s before the number was taken, and %s after', (before, after) => {
    for (const code of [before, after]) {
      expect(serialForMoment(code, false, TODAY)).toBe(before)
      expect(serialForMoment(code, true, TODAY)).toBe(after)
    }
    const [first, second] = [before, after].map((code) => irregularSerials.at(code, TODAY))
    expect([first?.zh, first?.kind]).toEqual([second?.zh, second?.kind])
  })

  it('stays itself when its reason has one code, though it ends in 0 or 1', () => {
    const ones = irregularSerials.rows.filter(({ moment }) => moment === undefined)
    expect(codes(ones)).toBe('C000 C001 C002 C003 E000 E001 F000 F00B G000 H000 IC89 IC98 IC09 IC06 ICND ICC4 IC08 HVIT CV19 '
      + 'FORE J000 TM01 MSPT')
    for (const { code } of ones) for (const taken of [false, true]) expect(serialForMoment(code, taken, TODAY)).toBe(code)
    expect(serialForMoment('A002', true, TODAY)).toBeUndefined()
  })

  it('says whom it is for where that is known', () => {
    expect(irregularSerials.at('C002', TODAY)).toMatchObject({ kind: 'patient', ageLimits: [18, 20] })
    expect(irregularSerials.at('ICC4', TODAY)).toMatchObject({ kind: 'programme', treatmentItem: 'CA' })
    expect(irregularSerials.at('HVIT', TODAY)).toMatchObject({ kind: 'programme', programme: 'PB' })
    expect(irregularSerials.at('MSPT', TODAY)).toMatchObject({ kind: 'programme', programme: 'HU' })
    expect(irregularSerials.at('B000', TODAY)).toMatchObject({ kind: 'card', moment: 'before' })
  })

  it('of which nobody knows the meaning says so', () => {
    expect(codes(irregularSerials.rows.filter(({ provenance }) => provenance.unknown !== undefined))).toBe('F00B IC08 TM01')
  })
})
