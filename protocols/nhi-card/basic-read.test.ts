import { describe, expect, test } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { basicExchanges, isSameBasic, readBasicAnswers } from './basic-read.ts'
import { publicBasic } from './public-basic.ts'

const ok = unhex('9000')
const refused = unhex('6a88')
const [{ hex: block, value }] = publicBasic.examples
const basic = unhex(`${block}9000`)
const normal = unhex('319000')
const ann = unhex('0102030405060708090a0b0c9000')
const ben = unhex('0102030405060708090a0b0d9000')

describe('the commands of a basic read', () => {
  test('are the bytes that clients of real cards send', () => {
    expect(basicExchanges.map(({ capdu }) => hex(capdu))).toEqual([
      '00a4040010d1580000010000000000000000001100', '00ca0000020000', '00ca1100020000', '00ca2400020000', '00ca0000020000',
    ])
  })
})

describe('their answers', () => {
  test('are one record when the same card id brackets it', () => {
    expect(readBasicAnswers([ok, ann, basic, normal, ann])).toMatchObject({
      kind: 'read', bracketed: true, identity: hex(ann.slice(0, 12)), basic: { name: value.name, cancelled: false },
    })
  })

  test('are of two cards when the ids differ, or only one of them was refused', () => {
    for (const [first, last] of [[ann, ben], [ann, refused], [refused, ann]] as const) {
      expect(readBasicAnswers([ok, first, basic, normal, last])).toEqual({ kind: 'changed', step: 'GET DATA card id again' })
    }
  })

  test('need a second reading when the card refuses its id', () => {
    const reading = readBasicAnswers([ok, refused, basic, normal, refused])
    expect(reading).toMatchObject({ kind: 'read', bracketed: false, identity: block })
    expect(isSameBasic([ok, basic], block)).toBe(true)
    expect(isSameBasic([ok, unhex(`${publicBasic.examples[1]!.hex}9000`)], block)).toBe(false)
    expect(isSameBasic([ok, refused], block)).toBe(false)
    expect(isSameBasic([ok], block)).toBe(false)
  })

  test('are judged by the basic block alone, not by SELECT, the id or the termination block', () => {
    const refusal = unhex('6d00')
    expect(readBasicAnswers([refusal, refusal, basic, refusal, refusal])).toMatchObject({ kind: 'read', basic: { cancelled: 'unknown' } })
    expect(readBasicAnswers([ok, ann, refusal])).toEqual({ kind: 'unrecognised', step: 'GET DATA basic', sw: '6d00' })
    expect(readBasicAnswers([ok])).toEqual({ kind: 'unrecognised', step: 'GET DATA basic', sw: 'none' })
  })

  test('are malformed, with the field and never the bytes, when the record is no record', () => {
    const reading = readBasicAnswers([ok, ann, unhex(`${block.slice(2)}9000`), normal, ann])
    expect(reading).toMatchObject({ kind: 'malformed', step: 'GET DATA basic', sw: '9000' })
    expect(JSON.stringify(reading)).not.toContain(block.slice(2, 20))
  })
})
