import { describe, expect, test } from 'vitest'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { storedDiagnoses } from './stored-diagnoses.ts'

const none = { mainCode: '', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const stored = (mainCode: string) => storedDiagnoses({ ...none, mainCode }, Icd10Table.none)

describe('a diagnosis in brackets', () => {
  test.each([
    ['', 'none'], ['J069', 'a short code'], ['S7200', 'one of five'], ['0512', 'minutes and seconds of ZB'], ['4660', 'ICD-9'],
  ])('%j, %s, stands on the card as it is', (code) => {
    expect(stored(code)).toEqual({ ...none, mainCode: code })
  })

  test.each([
    ['J06.9', 'has a dot'], ['j069', 'has small letters'], ['!A1B2', 'is the card’s own form of another code'],
    [' J069', 'begins with a blank'], ['J0690A1', 'is in no table'],
  ])('%j, which %s, is 9127: read again it would be another code, or none', (code) => {
    expect(() => stored(code)).toThrow(expect.objectContaining({ name: 'VISIT_REFUSED', details: { code: 9127 } }))
  })
})
