import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import type { PinEntry } from './pin-entry.ts'
import { readNumbers, sizeOf, writeNumbers, type NumberSizes, type Numbers } from './record.ts'

/**
 * Fields of abPINDataStructure for verification, behind bPINOperation. wPINMaxExtraDigit holds the least number of
 * digits in its upper byte and the most in its lower; bEntryValidationCondition: 1 the most are entered, 2 the key is
 * pressed, 4 time is up; bNumberMessage: 0 none, 1 the one of bMsgIndex, ff the reader's own.
 */
const sizes = {
  bPINOperation: 1, bTimeOut: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, wPINMaxExtraDigit: 2,
  bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2, bMsgIndex: 1,
} as const satisfies NumberSizes
const FIXED_LENGTH = sizeOf(sizes)
const PROLOGUE_LENGTH = 3
const VERIFICATION = 0x00

/** What a reader needs to ask for a PIN, put it into a command and send that to the card. */
export type PinVerification = Numbers<typeof sizes> & {
  /** NAD, PCB and LEN of the block of T=1 the command goes in, 3 bytes; 000000 at APDU level and for T=0. */
  readonly bTeoPrologue: Uint8Array
  /** The command with the place of the PIN filled up, or without it when the command grows with the PIN. */
  readonly abPINApdu: Uint8Array
}

interface PinVerificationCodec extends Codec<PinVerification> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: PinVerification }[]
}

/**
 * abData of PC_to_RDR_Secure: bPINOperation 00 and its structure. Modification (01) has another one, `pin-modification.ts`.
 *
 * Both directions throw MalformedError: another operation, a number that does not fit, a prologue of another length,
 * fewer than the four bytes of a command header.
 */
export const pinVerification: PinVerificationCodec = {
  name: 'abPINDataStructure verification', provenance: { source: 'CCID rev 1.1 §6.1.11' },
  examples: [
    { // 4 to 8 digits in ASCII, left-justified in 8 bytes filled up with ff, confirmed by key, no message
      hex: '001e820800' + '0804' + '0200' + '0904' + '00' + '000000' + '0020000108ffffffffffffffff',
      value: {
        bPINOperation: 0, bTimeOut: 30, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        wPINMaxExtraDigit: 0x0408, bEntryValidationCondition: 2, bNumberMessage: 0, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('000000'), abPINApdu: unhex('0020000108ffffffffffffffff'),
      },
    },
    { // 6 digits in BCD behind one byte, in a block of T=1 with N(S) = 1
      hex: '0000890300' + '0606' + '02ff' + '0904' + '00' + '004009' + '002000820424ffffff',
      value: {
        bPINOperation: 0, bTimeOut: 0, bmFormatString: 0x89, bmPINBlockString: 0x03, bmPINLengthFormat: 0,
        wPINMaxExtraDigit: 0x0606, bEntryValidationCondition: 2, bNumberMessage: 0xff, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('004009'), abPINApdu: unhex('002000820424ffffff'),
      },
    },
  ],
  encode: ({ bTeoPrologue, abPINApdu, ...numbers }) => {
    check(numbers.bPINOperation, bTeoPrologue.length, abPINApdu.length)
    return concat(writeNumbers(sizes, new Map(Object.entries(numbers))), bTeoPrologue, abPINApdu)
  },
  decode: (bytes) => {
    const command = FIXED_LENGTH + PROLOGUE_LENGTH
    if (bytes.length < command) throw new MalformedError('abPINDataStructure', 'cut short')
    const numbers = readNumbers(sizes, bytes)
    check(numbers.bPINOperation, PROLOGUE_LENGTH, bytes.length - command)
    return { ...numbers, bTeoPrologue: bytes.slice(FIXED_LENGTH, command), abPINApdu: bytes.slice(command) }
  },
}

function check(bPINOperation: number, prologue: number, apdu: number): void {
  if (bPINOperation !== VERIFICATION) throw new MalformedError('bPINOperation', 'not a verification')
  if (prologue !== PROLOGUE_LENGTH) throw new MalformedError('bTeoPrologue', 'not 3 bytes')
  if (apdu < 4) throw new MalformedError('abPINApdu', 'shorter than a command header')
}

/** System unit of the positions: bytes, not bits. */
const IN_BYTES = 0x80
const FORMAT = { binary: 0, bcd: 1, ascii: 2 } as const
const KEY_PRESSED = 0x02
/** US English: the one language that every reader with a display may be expected to have (assumed). */
const LANGUAGE = 0x0409
/** Bits of the number of digits, where it is written; its place is given in bits too. */
const COUNT_BITS = 4
/** What four bits of bmFormatString and bmPINBlockString can say. */
const MOST = 15
const MAX_DIGITS = 16

export interface PinCommand {
  readonly entry: PinEntry
  readonly apdu: Uint8Array
  /** NAD, PCB and LEN where the reader is given blocks of T=1. */
  readonly prologue?: Uint8Array
  /** bNumberMessage; the reader's own message unless a quirk says otherwise. */
  readonly message?: number
}

/**
 * The structure that has a PIN entered as wanted: digits left-justified, confirmed by the key of the pad.
 * @throws MalformedError when the entry has no spelling, as `sharedFields`
 */
export function pinVerificationOf({ message = 0xff, ...command }: PinCommand): PinVerification {
  return { bPINOperation: VERIFICATION, ...sharedFields(command), bNumberMessage: message, bMsgIndex: 0 }
}

/**
 * What both operations say of an entry.
 * @throws MalformedError when the entry has no spelling: more than 15 bytes of offset or length, more than 16 digits, a
 *   place of their number behind the fourth half byte
 */
export function sharedFields({ entry, apdu, prologue = new Uint8Array(PROLOGUE_LENGTH) }: Omit<PinCommand, 'message'>) {
  const { min, max, format, offset, length, countAt, timeoutS } = entry
  inRange('offset', offset, 0, MOST)
  inRange('length', length, 0, MOST)
  inRange('max', max, 1, MAX_DIGITS)
  inRange('min', min, 1, max)
  if (countAt !== undefined) inRange('countAt', countAt, 0, Math.floor(MOST / COUNT_BITS))
  return {
    bTimeOut: timeoutS, bmFormatString: IN_BYTES | offset << 3 | FORMAT[format],
    bmPINBlockString: (countAt === undefined ? 0 : COUNT_BITS << 4) | length,
    bmPINLengthFormat: COUNT_BITS * (countAt ?? 0), wPINMaxExtraDigit: min << 8 | max,
    bEntryValidationCondition: KEY_PRESSED, wLangId: LANGUAGE, bTeoPrologue: prologue, abPINApdu: apdu,
  }
}

/** @throws MalformedError */
export function inRange(field: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return
  throw new MalformedError(field, `not an integer from ${from} to ${to}`)
}
