import { describe, expect, test } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { officialCodeOf } from './official-code.ts'

describe('the official code of an error', () => {
  test.each([['HC', 4033], ['HPC', 4034], ['SAM', 4032]])('of a card that is no %s is %i', (wanted, code) => {
    expect(officialCodeOf(new NhicardError('CARD_KIND_WRONG', { reader: 'r1', wanted }))).toBe(code)
  })

  test('is never a status word whose digits look like one', () => {
    expect(officialCodeOf(new NhicardError('AUTHENTICATION_FAILED', { reader: 'r1', code: '6982' }))).toBe(4029)
    expect(officialCodeOf(new NhicardError('AUTHENTICATION_FAILED', { reader: 'r1', code: 9220 }))).toBe(9220)
  })

  test('of trouble with the data centre is what the function calls it', () => {
    const failed = new NhicardError('SAM_REFUSED', { code: 6005 })
    expect(officialCodeOf(failed, [0, 4050, 6005])).toBe(6005)
    expect(officialCodeOf(failed, [0, 4029, 4050])).toBe(4050)
    expect(officialCodeOf(failed, [0, 4029])).toBe(4029)
    expect(officialCodeOf(failed)).toBe(6005)
  })

  test('is none for what only a program can set right', () => {
    expect(officialCodeOf(new NhicardError('READER_AMBIGUOUS', { readers: 'r1, r2' }))).toBeUndefined()
  })
})
