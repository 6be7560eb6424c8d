import { describe, expect, expectTypeOf, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { publicBasic, type PublicBasic } from './public-basic.ts'

const { content, examples } = publicBasic

/** Check digit of a national id: the letter Z is 33, then weights 8 to 1 and 1. */
function checks(id: string): boolean {
  const weights = [8, 7, 6, 5, 4, 3, 2, 1, 1]
  return weights.reduce((sum, weight, at) => sum + weight * Number(id[at + 1]), 3 * 1 + 3 * 9) % 10 === 0
}

test('the fields stand where the public block has them', () => {
  expect(content.layout.map(({ name, from, length }) => [name, from - 1, length])).toEqual([
    ['cardSn', 0, 12], ['name', 12, 20], ['idCardNum', 32, 10],
    ['birthday', 42, 7], ['sex', 49, 1], ['dateIssue', 50, 7],
  ])
})

test('every field is personal, because nobody marked it open', () => {
  expect(new Set(content.layout.map(({ mark }) => mark))).toEqual(new Set(['personal']))
})

test('the name is a plain string with its completeness beside it', () => {
  expectTypeOf<PublicBasic>().toEqualTypeOf<{
    readonly cardSn: string
    readonly name: string
    readonly nameComplete: boolean
    readonly idCardNum: string
    readonly birthday: string
    readonly sex: string
    readonly dateIssue: string
  }>()
})

test.each(examples)('$name: the identity number is fictional, with a right check digit', ({ value }) => {
  expect(value.idCardNum).toMatch(/^Z[12]999990\d\d$/)
  expect(checks(value.idCardNum)).toBe(true)
})

describe('a record', () => {
  const [{ hex: good }] = examples
  const patched = (at: number, byte: number) => {
    const bytes = unhex(good)
    bytes[at] = byte
    return bytes
  }

  test.each([0, 5, 33, 49])('stays readable when byte %i is no ASCII', (at) => {
    const { cardSn, idCardNum, sex } = content.decode(patched(at, 0xb4))
    expect(`${cardSn}${idCardNum}${sex}`).toContain('\ufffd')
  })

  test.each([[42, 'birthday'], [50, 'dateIssue']])('is refused when byte %i makes %s impossible', (at, field) => {
    expect(() => content.decode(patched(at, 0x20))).toThrow(expect.objectContaining({ field }))
  })

  test.each([0, 56, 58, 59])('is refused when it has %i bytes', (length) => {
    expect(() => content.decode(new Uint8Array(length))).toThrow(MalformedError)
  })

  test('is refused with an error that carries nothing of the patient', () => {
    const error = (() => {
      try {
        return content.decode(patched(45, 0x39))
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(MalformedError)
    expect(JSON.stringify([error, String(error)])).not.toMatch(/0790|測試|Z1999|000012345678/)
  })
})
