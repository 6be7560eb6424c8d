import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { emptyPinBlock, pinBlockEntry } from '../iso7816/pin-block.ts'
import { entriesOf, type PinChange, type PinEntry } from './pin-entry.ts'
import { pinModification, pinModificationOf, pinModificationOfThree, type PinModification } from './pin-modification.ts'

const entry = pinBlockEntry({ min: 4, max: 6, timeoutS: 30 })
const both = Uint8Array.of(0x00, 0x24, 0x00, 0x81, 0x10, ...emptyPinBlock, ...emptyPinBlock)
const one = Uint8Array.of(0x00, 0x28, 0x00, 0x81, 0x08, ...emptyPinBlock)
const blocks = '20ffffffffffffff'
const change: PinChange = { oldAt: 0, newAt: 8, confirm: true }

const byte = fc.nat(0xff), word = fc.nat(0xffff)
const counts = fc.constantFrom(0, 1, 2, 3, 0xff)
const structures: fc.Arbitrary<PinModification> = fc.record({
  bPINOperation: fc.constant(1), bTimeOut: byte, bmFormatString: byte, bmPINBlockString: byte, bmPINLengthFormat: byte,
  bInsertionOffsetOld: byte, bInsertionOffsetNew: byte, wPINMaxExtraDigit: word, bConfirmPIN: byte,
  bEntryValidationCondition: byte, bNumberMessage: counts, wLangId: word, bMsgIndex1: byte, bMsgIndex2: byte,
  bMsgIndex3: byte, bTeoPrologue: fc.uint8Array({ minLength: 3, maxLength: 3 }),
  abPINApdu: fc.uint8Array({ minLength: 4, maxLength: 300 }),
})

/** Without the indices that its number of messages does not want. */
function wanted({ bMsgIndex2 = 0, bMsgIndex3 = 0, ...others }: PinModification): PinModification {
  const { bNumberMessage } = others
  return { ...others, ...bNumberMessage === 0 ? {} : { bMsgIndex2 }, ...bNumberMessage < 3 ? {} : { bMsgIndex3 } }
}

describe('a change of a PIN at the reader', () => {
  it('is read as it was written, in both shapes', () => {
    fc.assert(fc.property(structures, (structure) => {
      expect(pinModification.decode(pinModification.encode(wanted(structure)))).toEqual(wanted(structure))
      expect(pinModificationOfThree.decode(pinModificationOfThree.encode(structure))).toEqual(structure)
    }))
  })

  // bPINOperation, bTimeOut, bmFormatString, bmPINBlockString, bmPINLengthFormat, old at, new at, most digits, least digits,
  // bConfirmPIN, bEntryValidationCondition, bNumberMessage, wLangId, indices, bTeoPrologue, the command
  it.each<readonly [string, PinChange, Uint8Array, string]>([
    ['old, new and new again', change, both, `01 1e 89 47 04 00 08 06 04 03 02 03 0904 000102 000000 0024008110 ${blocks}${blocks}`],
    ['old and new', { ...change, confirm: false }, both,
      `01 1e 89 47 04 00 08 06 04 02 02 02 0904 0001 000000 0024008110 ${blocks}${blocks}`],
    ['new and new again', { newAt: 0, confirm: true }, one, `01 1e 89 47 04 00 00 06 04 01 02 02 0904 0102 000000 0028008108 ${blocks}`],
    ['new alone', { newAt: 0, confirm: false }, one, `01 1e 89 47 04 00 00 06 04 00 02 01 0904 0100 000000 0028008108 ${blocks}`],
  ])('is written as %s', (_, wish, apdu, expected) => {
    const modification = pinModificationOf({ entry: { ...entry, change: wish }, apdu })
    expect(hex(pinModification.encode(modification))).toBe(expected.replaceAll(' ', ''))
    expect(modification.bNumberMessage).toBe(entriesOf({ change: wish }))
  })

  it('has three indices for readers that want them, whatever it asks for', () => {
    fc.assert(fc.property(fc.boolean(), fc.boolean(), (asksOld, confirm) => {
      const wish = { newAt: 8, confirm, ...asksOld ? { oldAt: 0 } : {} }
      const { bMsgIndex2 = 0, bMsgIndex3 = 0, ...plain } = pinModificationOf({ entry: { ...entry, change: wish }, apdu: both })
      const ofThree = pinModificationOf({ entry: { ...entry, change: wish }, apdu: both, ofThree: true })
      expect(ofThree).toEqual({ ...plain, bMsgIndex2, bMsgIndex3 })
      expect(pinModificationOfThree.encode(ofThree)).toHaveLength(20 + both.length)
    }))
  })

  it.each<readonly [string, Partial<PinEntry>]>([
    ['no change', {}], ['an old PIN where no field can say', { change: { ...change, oldAt: 256 } }],
    ['a new PIN where no field can say', { change: { ...change, newAt: -1 } }], ['an offset no field can say', { change, offset: 16 }],
    ['a length no field can say', { change, length: 16 }], ['more digits than any PIN', { change, max: 17 }],
    ['a time no field can say', { change, timeoutS: 256 }],
  ])('refuses %s', (_, bad) => {
    expect(() => pinModification.encode(pinModificationOf({ entry: { ...entry, ...bad }, apdu: both }))).toThrow(MalformedError)
  })

  it('refuses indices that its number of messages does not want, and too few of them', () => {
    const structure = pinModificationOf({ entry: { ...entry, change }, apdu: both })
    const { bMsgIndex3: _, ...two } = structure
    const { bMsgIndex2: __, ...gap } = structure
    for (const wrong of [{ ...structure, bNumberMessage: 2 }, two, gap, { ...gap, bNumberMessage: 1 }]) {
      expect(() => pinModification.encode(wrong)).toThrow('bMsgIndex2')
    }
  })

  const front = '011e894704' + '0008' + '0604' + '0302'
  it.each([
    ['cut short', `${front}03090400`], ['cut short within its indices', `${front}0309040001020000`],
    ['a verification', '001e820800080402ff0904000000000020000100'],
    ['without a command header', `${front}00090400000000002000`],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => pinModification.decode(unhex(bytes))).toThrow(MalformedError)
  })
})
