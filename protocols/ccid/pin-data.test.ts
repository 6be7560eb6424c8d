import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { pinVerification, pinVerificationOf } from './pin-data.ts'
import type { PinEntry } from './pin-entry.ts'

const entry: PinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 30 }
const apdu = unhex('0020000108ffffffffffffffff')

describe('a PIN entry at the reader', () => {
  // bPINOperation, bTimeOut, bmFormatString, bmPINBlockString, bmPINLengthFormat, most digits, least digits,
  // bEntryValidationCondition, bNumberMessage, wLangId, bMsgIndex, bTeoPrologue, the command
  it.each<readonly [string, Partial<PinEntry>, string]>([
    ['ASCII in a block of 8', {}, '00 1e 82 08 00 08 04 02 ff 0904 00 000000'],
    ['BCD behind the second byte', { format: 'bcd', offset: 2, length: 4 },
      '00 1e 91 04 00 08 04 02 ff 0904 00 000000'],
    ['digits by their value', { format: 'binary', min: 6, max: 6 }, '00 1e 80 08 00 06 06 02 ff 0904 00 000000'],
    ['a PIN block that counts its digits', { format: 'bcd', offset: 1, length: 7, countAt: 1 },
      '00 1e 89 47 04 08 04 02 ff 0904 00 000000'],
    ['a command that grows, in the reader’s own time', { length: 0, timeoutS: 0 },
      '00 00 82 00 00 08 04 02 ff 0904 00 000000'],
  ])('is written as %s', (_, change, expected) => {
    const bytes = pinVerification.encode(pinVerificationOf({ entry: { ...entry, ...change }, apdu }))
    expect(hex(bytes)).toBe(expected.replaceAll(' ', '') + hex(apdu))
  })

  it('carries the prologue of a T=1 block and another message where they are wanted', () => {
    const written = pinVerificationOf({ entry, apdu, prologue: unhex('00400d'), message: 1 })
    expect(pinVerification.decode(pinVerification.encode(written))).toEqual(written)
    expect(written).toMatchObject({ bNumberMessage: 1, bTeoPrologue: unhex('00400d') })
  })

  it.each<readonly [string, Partial<PinEntry>]>([
    ['an offset no field can say', { offset: 16 }], ['a length no field can say', { length: 16 }],
    ['more digits than any PIN', { max: 17 }], ['more digits at least than at most', { min: 9 }],
    ['a count no field can place', { countAt: 4 }], ['no digits', { min: 0 }], ['a time no field can say', { timeoutS: 256 }],
  ])('refuses %s', (_, change) => {
    expect(() => pinVerification.encode(pinVerificationOf({ entry: { ...entry, ...change }, apdu })))
      .toThrow(MalformedError)
  })

  it.each([
    ['cut short', '001e82080008040200090400'], ['a modification', '011e820800080402ff0904000000000020000100'],
    ['without a command header', '001e820800080402ff090400000000002000'],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => pinVerification.decode(unhex(bytes))).toThrow(MalformedError)
  })
})
