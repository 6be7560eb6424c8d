import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { PinEntry } from '../ccid/pin-entry.ts'
import { pinModification, pinModificationOf, pinModificationOfThree } from '../ccid/pin-modification.ts'
import { pinModify, pinModifyOf } from './pin-modify.ts'

const apdu = unhex('0024000110ffffffffffffffffffffffffffffffff')

const byte = fc.nat(0xff), word = fc.nat(0xffff)
const structures = fc.record({
  bTimerOut: byte, bTimerOut2: byte, bmFormatString: byte, bmPINBlockString: byte, bmPINLengthFormat: byte,
  bInsertionOffsetOld: byte, bInsertionOffsetNew: byte, wPINMaxExtraDigit: word, bConfirmPIN: byte,
  bEntryValidationCondition: byte, bNumberMessage: byte, wLangId: word, bMsgIndex1: byte, bMsgIndex2: byte, bMsgIndex3: byte,
  bTeoPrologue: fc.uint8Array({ minLength: 3, maxLength: 3 }), abData: fc.uint8Array({ minLength: 4, maxLength: 300 }),
})
const entries: fc.Arbitrary<PinEntry> = fc.record({
  min: fc.integer({ min: 1, max: 8 }), max: fc.integer({ min: 8, max: 16 }),
  format: fc.constantFrom('ascii', 'bcd', 'binary'), offset: fc.nat(15), length: fc.nat(15), timeoutS: byte,
  change: fc.record({ oldAt: byte, newAt: byte, confirm: fc.boolean() }, { requiredKeys: ['newAt', 'confirm'] }),
})

describe('a change of a PIN by a PC/SC service', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(structures, (structure) => {
      expect(pinModify.decode(pinModify.encode(structure))).toEqual(structure)
    }))
  })

  it('has the bytes that CCID has for it, without the second time and ulDataLength, and with every index', () => {
    fc.assert(fc.property(entries, (entry) => {
      const pcsc = [...pinModify.encode(pinModifyOf({ entry, apdu }))]
      const carried = [1, ...pcsc.slice(0, 1), ...pcsc.slice(2, 20), ...pcsc.slice(24)]
      const structure = pinModificationOf({ entry, apdu })
      expect(carried).toEqual([...pinModificationOfThree.encode(pinModificationOf({ entry, apdu, ofThree: true }))])
      // what libccid leaves out of it: the second index without a message, the third with fewer than three
      const left = carried.filter((_, at) => !(at === 15 && structure.bNumberMessage === 0) && !(at === 16 && structure.bNumberMessage < 3))
      expect(left).toEqual([...pinModification.encode(structure)])
    }))
  })

  const front = '1e00894704' + '0008' + '0604' + '0302' + '03' + '0904' + '000102' + '000000'
  it.each([
    ['cut short', `${front}040000`, 'PIN_MODIFY'],
    ['longer than it says', `${front}0400000000200001ff`, 'ulDataLength'],
    ['shorter than it says', `${front}04000000002000`, 'ulDataLength'],
    ['without a command header', `${front}03000000002000`, 'abData'],
    ['with its length big-endian', `${front}0000000400200001`, 'ulDataLength'],
  ])('is refused when it is %s', (_, bytes, field) => {
    expect(() => pinModify.decode(unhex(bytes))).toThrow(field)
    expect(() => pinModify.decode(unhex(bytes))).toThrow(MalformedError)
  })
})
