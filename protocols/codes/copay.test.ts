import { describe, expect, it } from 'vitest'
import { copayLevels, copays, copayServices } from './copay.ts'

const THEN = '2015-06-01'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join(' ')

describe('a copay (部分負擔)', () => {
  it.each([
    ['A00', 450, 'medicalCentre', 'emergency'], ['B00', 300, 'regional', 'emergency'], ['C00', 150, 'district', 'emergency'],
    ['D00', 150, 'clinic', 'emergency'], ['A12', 360, 'medicalCentre', 'outpatient'], ['B10', 240, 'regional', 'outpatient'],
    ['C10', 80, 'district', 'outpatient'], ['D10', 50, 'clinic', 'outpatient'], ['A13', 50, 'medicalCentre', 'outpatient'],
    ['B13', 50, 'regional', 'outpatient'], ['C13', 50, 'district', 'outpatient'], ['N10', 50, 'medicalCentre', 'outpatient'],
  ])('%s was NT$%d in the table of 2015: %s, %s', (code, ntd, level, service) => {
    expect(copays.at(code, THEN)).toMatchObject({ sample: { ntd, year: 2015 }, level, service })
  })

  it.each([['E00', 150, 'emergency'], ['E10', 50, 'outpatient']])('%s was NT$%d, of the cheaper set', (code, ntd, service) => {
    expect(copays.at(code, THEN)).toMatchObject({ sample: { ntd, year: 2015 }, service })
  })

  it('has no amount but those, and each says that it is a sample of 2015', () => {
    expect(codes(copays.rows.filter(({ sample }) => sample !== undefined)))
      .toBe('A00 B00 C00 D00 A12 B10 C10 D10 A13 B13 C13 E00 E10 N10')
    for (const { sample } of copays.rows) expect(sample?.year ?? 2015).toBe(2015)
  })

  it('is nothing for 001 to 009', () => {
    expect(codes(copays.rows.filter(({ exempt }) => exempt))).toBe('001 002 003 004 005 006 007 008 009')
    expect(copays.at('001', THEN)?.en).toBe('critical illness')
    expect(copays.at('009', THEN)?.en).toBe('other')
  })

  it.each([['801', 'HMO programme'], ['802', 'island programme'], ['901', 'oil disease'], ['902', 'under 3 years'],
    ['903', 'newborn'], ['904', 'HIV'], ['906', 'substitute service']])('%s is for: %s', (code, en) => {
    expect(copays.at(code, THEN)?.en).toBe(en)
  })

  it('of which nobody knows the meaning says so', () => {
    expect(codes(copays.rows.filter(({ provenance }) => provenance.unknown !== undefined))).toBe('905 917 A0F A1P')
  })

  it('has its level and service in the signs of its code, in every listed code with a letter', () => {
    for (const { code, level, service } of copays.rows) {
      if (service === undefined) continue
      if (level !== undefined) expect(copayLevels.at(code[0]!, THEN)?.level, code).toBe(level)
      expect(copayServices.at(code[1]!, THEN)?.en, code).toBe(service)
    }
  })

  it('begins with a letter of the level: A to D, E to H, and N Q R S', () => {
    expect(copayLevels.rows.map(({ code, level }) => `${code} ${level}`).filter((_, place) => place % 4 === 0 || place > 7)).toEqual([
      'A medicalCentre', 'E medicalCentre', 'N medicalCentre', 'Q regional', 'R district', 'S clinic'])
    expect(codes(copayLevels.rows)).toBe('A B C D E F G H N Q R S')
    expect(codes(copayServices.rows)).toBe('0 1 2 3 4')
  })
})
