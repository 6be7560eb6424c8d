import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { PinCommand } from '../ccid/pin-data.ts'
import { pinModificationOf } from '../ccid/pin-modification.ts'
import { readNumbers, sizeOf, writeNumbers, type NumberSizes, type Numbers } from '../ccid/record.ts'
import type { Provenance } from '../provenance.ts'

/**
 * Fields of PIN_MODIFY before bTeoPrologue. But for the two times they are those of abPINDataStructure of CCID, except that
 * bMsgIndex1 to bMsgIndex3 are always there; the driver leaves out those that bNumberMessage does not want.
 */
const sizes = {
  bTimerOut: 1, bTimerOut2: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, bInsertionOffsetOld: 1,
  bInsertionOffsetNew: 1, wPINMaxExtraDigit: 2, bConfirmPIN: 1, bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2,
  bMsgIndex1: 1, bMsgIndex2: 1, bMsgIndex3: 1,
} as const satisfies NumberSizes
const FIXED_LENGTH = sizeOf(sizes)
const PROLOGUE_LENGTH = 3
const lengthSize = { ulDataLength: 4 } as const satisfies NumberSizes
const DATA_AT = FIXED_LENGTH + PROLOGUE_LENGTH + sizeOf(lengthSize)
const HEADER_LENGTH = 4

/** What FEATURE_MODIFY_PIN_DIRECT is given. */
export type PinModify = Numbers<typeof sizes> & {
  /** NAD, PCB and LEN of a block of T=1, 3 bytes; 000000, because the driver under the service has the protocol. */
  readonly bTeoPrologue: Uint8Array
  /** The command with the places of the PINs filled up. */
  readonly abData: Uint8Array
}

interface PinModifyCodec extends Codec<PinModify> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: PinModify }[]
}

/**
 * PIN_MODIFY, packed. Numbers are in the byte order of the host: little-endian on every platform this runs on.
 *
 * Both directions throw MalformedError: a number that does not fit, a prologue of another length, fewer than the four
 * bytes of a command header, an ulDataLength that does not count what follows.
 */
export const pinModify: PinModifyCodec = {
  name: 'PIN_MODIFY', provenance: { source: 'PC/SC part 10, PIN_MODIFY; pcsc-lite, reader.h; libccid, SecurePINModify' },
  examples: [
    { // old, new, new again: 4 to 6 digits in two blocks of ISO 9564-1 format 2, three messages
      hex: '1e00894704' + '0008' + '0604' + '03' + '02' + '03' + '0904' + '000102' + '000000' + '15000000'
        + '002400811020ffffffffffffff20ffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x89, bmPINBlockString: 0x47, bmPINLengthFormat: 4,
        bInsertionOffsetOld: 0, bInsertionOffsetNew: 8, wPINMaxExtraDigit: 0x0406, bConfirmPIN: 3,
        bEntryValidationCondition: 2, bNumberMessage: 3, wLangId: 0x0409, bMsgIndex1: 0, bMsgIndex2: 1, bMsgIndex3: 2,
        bTeoPrologue: unhex('000000'), abData: unhex('002400811020ffffffffffffff20ffffffffffffff'),
      },
    },
    { // a first PIN, entered twice: two messages, and the third index is there and means nothing
      hex: '1e00820800' + '0000' + '0806' + '01' + '02' + '02' + '0904' + '010200' + '000000' + '0d000000'
        + '0028008108ffffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        bInsertionOffsetOld: 0, bInsertionOffsetNew: 0, wPINMaxExtraDigit: 0x0608, bConfirmPIN: 1,
        bEntryValidationCondition: 2, bNumberMessage: 2, wLangId: 0x0409, bMsgIndex1: 1, bMsgIndex2: 2, bMsgIndex3: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('0028008108ffffffffffffffff'),
      },
    },
  ],
  encode: ({ bTeoPrologue, abData, ...numbers }) => {
    check(bTeoPrologue.length, abData.length)
    const ulDataLength = writeNumbers(lengthSize, new Map([['ulDataLength', abData.length]]))
    return concat(writeNumbers(sizes, new Map(Object.entries(numbers))), bTeoPrologue, ulDataLength, abData)
  },
  decode: (bytes) => {
    if (bytes.length < DATA_AT) throw new MalformedError('PIN_MODIFY', 'cut short')
    const { ulDataLength } = readNumbers(lengthSize, bytes.subarray(FIXED_LENGTH + PROLOGUE_LENGTH))
    if (ulDataLength !== bytes.length - DATA_AT) throw new MalformedError('ulDataLength', 'not the length of abData')
    check(PROLOGUE_LENGTH, ulDataLength)
    return {
      ...readNumbers(sizes, bytes), bTeoPrologue: bytes.slice(FIXED_LENGTH, FIXED_LENGTH + PROLOGUE_LENGTH),
      abData: bytes.slice(DATA_AT),
    }
  },
}

function check(prologue: number, data: number): void {
  if (prologue !== PROLOGUE_LENGTH) throw new MalformedError('bTeoPrologue', 'not 3 bytes')
  if (data < HEADER_LENGTH) throw new MalformedError('abData', 'shorter than a command header')
}

/**
 * The structure that has a PIN changed as wanted, by the same rules as at a reader of ours.
 * @throws MalformedError when the entry has no spelling, as `pinModificationOf`
 */
export function pinModifyOf(command: Omit<PinCommand, 'prologue' | 'message'>): PinModify {
  const { bPINOperation: _, bTimeOut, abPINApdu, bMsgIndex2 = 0, bMsgIndex3 = 0, ...shared } = pinModificationOf(command)
  return { ...shared, bMsgIndex2, bMsgIndex3, bTimerOut: bTimeOut, bTimerOut2: 0, abData: abPINApdu }
}
