import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { pinVerificationOf, type PinCommand } from '../ccid/pin-data.ts'
import { readNumbers, sizeOf, writeNumbers, type NumberSizes, type Numbers } from '../ccid/record.ts'
import type { Provenance } from '../provenance.ts'

/**
 * Fields of PIN_VERIFY before bTeoPrologue. But for the two times they are those of abPINDataStructure of CCID, and so are
 * their bytes: wPINMaxExtraDigit holds the least number of digits in its upper byte and the most in its lower. Times are
 * in seconds, 0 leaves them to the reader: bTimerOut until the first key is pressed, bTimerOut2 after it.
 */
const sizes = {
  bTimerOut: 1, bTimerOut2: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, wPINMaxExtraDigit: 2,
  bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2, bMsgIndex: 1,
} as const satisfies NumberSizes
const FIXED_LENGTH = sizeOf(sizes)
const PROLOGUE_LENGTH = 3
const lengthSize = { ulDataLength: 4 } as const satisfies NumberSizes
const DATA_AT = FIXED_LENGTH + PROLOGUE_LENGTH + sizeOf(lengthSize)
const HEADER_LENGTH = 4

/** What FEATURE_VERIFY_PIN_DIRECT is given. */
export type PinVerify = Numbers<typeof sizes> & {
  /** NAD, PCB and LEN of a block of T=1, 3 bytes; 000000, because the driver under the service has the protocol. */
  readonly bTeoPrologue: Uint8Array
  /** The command with the place of the PIN filled up, or without it when the command grows with the PIN. */
  readonly abData: Uint8Array
}

interface PinVerifyCodec extends Codec<PinVerify> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: PinVerify }[]
}

/**
 * PIN_VERIFY, packed. Numbers are in the byte order of the host: little-endian on every platform this runs on (libccid
 * tells big-endian by ulDataLength and turns wPINMaxExtraDigit, wLangId and ulDataLength round).
 *
 * Both directions throw MalformedError: a number that does not fit, a prologue of another length, fewer than the four
 * bytes of a command header, an ulDataLength that does not count what follows.
 */
export const pinVerify: PinVerifyCodec = {
  name: 'PIN_VERIFY', provenance: { source: 'PC/SC part 10, PIN_VERIFY; pcsc-lite, reader.h; libccid, SecurePINVerify' },
  examples: [
    { // 4 to 8 digits in ASCII, left-justified in 8 bytes filled up with ff, confirmed by key, the reader's own message
      hex: '1e00820800' + '0804' + '02ff' + '0904' + '00' + '000000' + '0d000000' + '0020000108ffffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        wPINMaxExtraDigit: 0x0408, bEntryValidationCondition: 2, bNumberMessage: 0xff, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('0020000108ffffffffffffffff'),
      },
    },
    { // a PIN block of ISO 9564-1 format 2: 6 to 12 digits in BCD behind the byte that counts them in its second half
      hex: '1e00894704' + '0c06' + '02ff' + '0904' + '00' + '000000' + '0d000000' + '002000010820ffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x89, bmPINBlockString: 0x47, bmPINLengthFormat: 4,
        wPINMaxExtraDigit: 0x060c, bEntryValidationCondition: 2, bNumberMessage: 0xff, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('002000010820ffffffffffffff'),
      },
    },
  ],
  encode: ({ bTeoPrologue, abData, ...numbers }) => {
    check(bTeoPrologue.length, abData.length)
    const ulDataLength = writeNumbers(lengthSize, new Map([['ulDataLength', abData.length]]))
    return concat(writeNumbers(sizes, new Map(Object.entries(numbers))), bTeoPrologue, ulDataLength, abData)
  },
  decode: (bytes) => {
    if (bytes.length < DATA_AT) throw new MalformedError('PIN_VERIFY', 'cut short')
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
 * The structure that has a PIN entered as wanted, by the same rules as at a reader of ours. The person has `timeoutS` for
 * the first key; what follows is left to the reader, for libccid gives it no second time anyway.
 * @throws MalformedError when the entry has no spelling, as `pinVerificationOf`
 */
export function pinVerifyOf(command: Omit<PinCommand, 'prologue'>): PinVerify {
  const { bPINOperation: _, bTimeOut, abPINApdu, ...shared } = pinVerificationOf(command)
  return { ...shared, bTimerOut: bTimeOut, bTimerOut2: 0, abData: abPINApdu }
}
