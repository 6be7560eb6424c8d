import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { pinVerification, pinVerificationOf } from '../ccid/pin-data.ts'
import type { PinEntry } from '../ccid/pin-entry.ts'
import { pinVerify, pinVerifyOf } from './pin-verify.ts'

const entry: PinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 30 }
const apdu = unhex('0020000108ffffffffffffffff')

const byte = fc.nat(0xff), word = fc.nat(0xffff)
const structures = fc.record({
  bTimerOut: byte, bTimerOut2: byte, bmFormatString: byte, bmPINBlockString: byte, bmPINLengthFormat: byte,
  wPINMaxExtraDigit: word, bEntryValidationCondition: byte, bNumberMessage: byte, wLangId: word, bMsgIndex: byte,
  bTeoPrologue: fc.uint8Array({ minLength: 3, maxLength: 3 }), abData: fc.uint8Array({ minLength: 4, maxLength: 300 }),
})
const entries: fc.Arbitrary<PinEntry> = fc.record({
  min: fc.integer({ min: 1, max: 8 }), max: fc.integer({ min: 8, max: 16 }),
  format: fc.constantFrom('ascii', 'bcd', 'binary'), offset: fc.nat(15), length: fc.nat(15), timeoutS: byte,
})

describe('a PIN entry by a PC/SC service', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(structures, (structure) => {
      expect(pinVerify.decode(pinVerify.encode(structure))).toEqual(structure)
    }))
  })

  // bTimerOut, bTimerOut2, bmFormatString, bmPINBlockString, bmPINLengthFormat, most digits, least digits,
  // bEntryValidationCondition, bNumberMessage, wLangId, bMsgIndex, bTeoPrologue, ulDataLength, the command
  it.each<readonly [string, Partial<PinEntry>, string]>([
    ['ASCII in a block of 8', {}, '1e 00 82 08 00 08 04 02 ff 0904 00 000000 0d000000'],
    ['a PIN block that counts its digits', { format: 'bcd', offset: 1, length: 7, countAt: 1, min: 6, max: 12 },
      '1e 00 89 47 04 0c 06 02 ff 0904 00 000000 0d000000'],
    ['a command that grows, in the reader’s own time', { length: 0, timeoutS: 0 },
      '00 00 82 00 00 08 04 02 ff 0904 00 000000 0d000000'],
  ])('is written as %s', (_, change, expected) => {
    const bytes = pinVerify.encode(pinVerifyOf({ entry: { ...entry, ...change }, apdu }))
    expect(hex(bytes)).toBe(expected.replaceAll(' ', '') + hex(apdu))
  })

  it('has the bytes that CCID has for it, without the second time and ulDataLength, which a driver leaves out', () => {
    fc.assert(fc.property(entries, (one) => {
      const pcsc = [...pinVerify.encode(pinVerifyOf({ entry: one, apdu }))]
      const ccid = pinVerification.encode(pinVerificationOf({ entry: one, apdu }))
      expect([0, ...pcsc.slice(0, 1), ...pcsc.slice(2, 15), ...pcsc.slice(19)]).toEqual([...ccid])
    }))
  })

  it.each<readonly [string, Partial<PinEntry>]>([
    ['an offset no field can say', { offset: 16 }], ['more digits than any PIN', { max: 17 }],
    ['a time no field can say', { timeoutS: 256 }],
  ])('refuses %s', (_, change) => {
    expect(() => pinVerify.encode(pinVerifyOf({ entry: { ...entry, ...change }, apdu }))).toThrow(MalformedError)
  })

  const front = '1e008208000804020009040000' + '0000'
  it.each([
    ['cut short', `${front}040000`, 'PIN_VERIFY'],
    ['longer than it says', `${front}0400000000200001ff`, 'ulDataLength'],
    ['shorter than it says', `${front}04000000002000`, 'ulDataLength'],
    ['without a command header', `${front}03000000002000`, 'abData'],
    ['with its length big-endian', `${front}0000000400200001`, 'ulDataLength'],
  ])('is refused when it is %s', (_, bytes, field) => {
    expect(() => pinVerify.decode(unhex(bytes))).toThrow(field)
    expect(() => pinVerify.decode(unhex(bytes))).toThrow(MalformedError)
  })
})
