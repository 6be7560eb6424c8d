import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { cardId } from './card-id.ts'

const { content } = cardId

test('any 12 bytes are a card id, kept as they are', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
    expect(content.encode(content.decode(bytes))).toEqual(bytes)
  }))
})

test.each([0, 11, 13])('%i bytes are no card id', (length) => {
  expect(() => content.decode(new Uint8Array(length))).toThrow(MalformedError)
})

test.each(['', '00', '000102030405060708090AFF', '000102030405060708090aff00'])('%j is no card id', (hcId) => {
  expect(() => content.encode({ hcId })).toThrow(MalformedError)
})
