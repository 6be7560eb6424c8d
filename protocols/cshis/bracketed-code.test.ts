import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { slots } from '../nhi-card/card-file.ts'
import { asksForBrackets, bracketedCode, bracketedSlots } from './bracketed-code.ts'
import { hisGetCriticalIllness } from './critical-illness.ts'
import { hisGetTreatmentNeedHPC } from './visits.ts'

const field = bracketedCode('主診斷碼')
const read = (typed: string) => field.read(unhex(slots(typed)), 'mainCode').value

describe('a diagnosis in brackets', () => {
  test.each([['[J069   ]', 'J069'], ['[S72001A]', 'S72001A'], ['[       ]', ''], ['         ', '']])('%j is %j', (typed, code) => {
    expect(read(typed)).toBe(code)
  })

  test.each(['', 'I10', 'S72001A'])('%j is written with nine bytes and read again', (code) => {
    const bytes = field.write(code, 'mainCode')
    expect(bytes.length).toBe(9)
    expect(field.read(bytes, 'mainCode').value).toBe(code)
  })

  test.each(['J069     ', '[J069    ', ' J069   ]'])('%j has no brackets', (typed) => {
    expect(() => read(typed)).toThrow(MalformedError)
  })

  test('longer than seven bytes is refused and not cut', () => {
    expect(() => field.write('S72001AX', 'mainCode')).toThrow(MalformedError)
  })
})

test('no diagnosis is brackets around spaces', () => expect(hex(field.write('', 'mainCode'))).toBe(slots('[       ]')))

describe('a HIS that wants ICD-10 codes', () => {
  const MARK = new TextEncoder().encode('[XXXXXXX]')
  const { length, parts } = hisGetTreatmentNeedHPC.icd10!.treatments
  const slots = bracketedSlots(parts)
  const marked = (at: number, mark = MARK, filled = 0x20) => {
    const buffer = new Uint8Array(length).fill(filled)
    buffer.set(mark.subarray(0, length - at), at)
    return buffer
  }

  test('has a slot for each illness and for six diagnoses of each visit, where the manual names their codes', () => {
    // nhi-facts §2.2.8: groups of 23 from byte 1, and of 67 from 139 with 13 bytes before the first of six slots of 9
    const illnesses = [1, 24, 47, 70, 93, 116]
    const visits = [139, 206, 273, 340, 407, 474].flatMap((from) => [13, 22, 31, 40, 49, 58].map((behind) => from + behind))
    expect(slots.map((slot) => slot + 1)).toEqual([...illnesses, ...visits])
    expect(bracketedSlots(hisGetCriticalIllness.icd10!.illnesses.parts).map((slot) => slot + 1)).toEqual(illnesses)
    expect(bracketedSlots(hisGetTreatmentNeedHPC.output.treatments.parts)).toEqual([])
  })

  test('says so with the mark in any of them, and with nothing elsewhere', () => {
    fc.assert(fc.property(fc.nat(length - 1), fc.nat(255), (at, filled) => {
      expect(asksForBrackets(marked(at, MARK, filled), slots)).toBe(slots.includes(at))
    }))
    for (const slot of slots) expect(asksForBrackets(marked(slot), slots), String(slot)).toBe(true)
  })

  test('does not say so with less than the mark', () => {
    fc.assert(fc.property(fc.constantFrom(...slots), fc.nat(MARK.length - 1), fc.integer({ min: 1, max: 255 }), (slot, at, flip) => {
      expect(asksForBrackets(marked(slot, MARK.with(at, MARK[at]! ^ flip)), slots)).toBe(false)
    }))
  })

  test('does not say so in a buffer that ends before the mark does', () => {
    const [first = NaN] = slots
    for (let end = 0; end < MARK.length; end++) expect(asksForBrackets(marked(first).subarray(0, end), slots)).toBe(false)
    expect(asksForBrackets(marked(first).subarray(0, MARK.length), slots)).toBe(true)
  })
})
