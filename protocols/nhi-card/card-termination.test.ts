import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { cancelTermination, cardTermination } from './card-termination.ts'

test('only the first byte counts: 1 is normal, 2 is cancelled, and nothing else is taken for either', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xff }), fc.uint8Array({ maxLength: 8 }), (first, others) => {
    const { cancelled } = cardTermination.content.decode(Uint8Array.of(first, ...others))
    expect(cancelled).toBe(first === 0x31 ? false : first === 0x32 ? true : 'unknown')
  }), { examples: [[0x31, Uint8Array.of()], [0x32, Uint8Array.of(0x31)], [0x01, Uint8Array.of()]] })
})

test('a mark that is not known is never written', () => {
  expect(() => cardTermination.content.encode({ cancelled: 'unknown' })).toThrow(MalformedError)
})

test('the mark may be shown, and is one byte where other records carry it', () => {
  expect(cancelTermination).toMatchObject({ mark: 'open', length: 1, zh: '卡片註銷註記' })
})
