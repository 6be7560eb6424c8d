import { describe, expect, test } from 'vitest'
import { icd10Files, official, sample } from '#daemon/codes/icd10-files.fixture'
import { Icd10Table, needsNoEncoding } from './icd10-table.ts'
import { readIcd10Text } from './icd10-text.ts'

function tableOf(text: string): Icd10Table {
  const reading = readIcd10Text(text)
  if (reading.table === undefined) throw new Error(JSON.stringify(reading.bad))
  return reading.table
}

describe.each(icd10Files)('$name', ({ text, rows }) => {
  const table = tableOf(text)

  test('encodes and decodes every row exactly, padded to the five bytes of the card', () => {
    const wrong = rows.filter(([code, form]) => {
      const cardForm = form.padEnd(5)
      return table.encode(code) !== cardForm || table.decode(cardForm) !== code
    })
    expect(wrong.length).toBe(0)
    expect(table.size).toBe(rows.length)
  })

  test('takes blanks behind a code, and their absence behind a card form, as padding', () => {
    const wrong = rows.filter(([code, form]) => table.encode(code.padEnd(7)) !== form.padEnd(5) || table.decode(form) !== code)
    expect(wrong.length).toBe(0)
  })

  test('has no card form that an ICD-10 or ICD-9 code could be, and no code that could stand there as it is', () => {
    expect(rows.filter(([code, form]) => /^[0-9A-Z]/.test(form) || needsNoEncoding(code)).length).toBe(0)
  })

  test('answers nothing for a row’s neighbours that are no rows', () => {
    const [codes, forms] = [new Set(rows.map(([code]) => code)), new Set(rows.map(([, form]) => form.padEnd(5)))]
    const wrong = rows.filter(([code, form]) => {
      const [otherCode, otherForm] = [`${code.slice(0, -1)}Z`, `${form.slice(0, -1)}Z`.padEnd(5)]
      const taken = codes.has(otherCode) || needsNoEncoding(otherCode)
      return (table.encode(otherCode) !== undefined) !== taken || (table.decode(otherForm) !== undefined) !== forms.has(otherForm)
    })
    expect(wrong.length).toBe(0)
  })
})

describe('the sample', () => {
  test('has no code of the official table', () => {
    const codes = new Set(official?.rows.map(([code]) => code))
    expect(sample.rows.filter(([code]) => codes.has(code))).toEqual([])
  })
})

describe('a code that fits on the card and begins with neither V nor E', () => {
  const table = tableOf(sample.text)

  test('stands there as it is, with whatever table, and without one', () => {
    for (const one of [table, Icd10Table.none]) {
      expect(['A0Z', 'A0Z1', 'A0Z12'].map((code) => one.encode(code))).toEqual(['A0Z  ', 'A0Z1 ', 'A0Z12'])
      expect(['A0Z  ', 'A0Z1 ', 'A0Z12', 'A0Z'].map((form) => one.decode(form))).toEqual(['A0Z', 'A0Z1', 'A0Z12', 'A0Z'])
    }
  })

  test('is no reason to take an ICD-9 code for one of ICD-10', () => {
    for (const icd9 of ['4660 ', '25000', 'V70  ', 'V7000', 'E9500']) expect(table.decode(icd9)).toBeUndefined()
  })
})

describe('what is no code', () => {
  const table = tableOf(sample.text)

  test('is not encoded', () => {
    const wrong = ['', ' ', 'A', 'A0', 'a0z', 'v0q', 'A0Z.1', 'V0Q 1', 'V0Q12XA1', 'AZ0', '0A0', 'A0Z1\n', 'A0Z\t ', '健保', 'Ａ0Z']
    expect(wrong.filter((code) => table.encode(code) !== undefined)).toEqual([])
  })

  test('is not decoded', () => {
    const wrong = ['', '     ', '!', '!v', '!V ', '!V   ', '!V1', '!V 00', ' !V', '!V1000', '!V100 x', '\u0121V', '健保卡']
    expect(wrong.filter((form) => table.decode(form) !== undefined)).toEqual(['!V ', '!V   '])
  })
})

describe('packed rows', () => {
  test('that share a code or a card form are no table', () => {
    expect(() => new Icd10Table(Float64Array.of(1, 1), Uint32Array.of(5, 6))).toThrow('a code is there twice')
    expect(() => new Icd10Table(Float64Array.of(1, 2), Uint32Array.of(5, 5))).toThrow('one card form')
    expect(() => new Icd10Table(Float64Array.of(1, 2), Uint32Array.of(5))).toThrow('1 card forms for 2 codes')
  })
})
