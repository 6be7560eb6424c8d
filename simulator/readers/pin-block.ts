import type { PinVerification } from '#protocols/ccid/pin-data'

/** Offsets of the fields in PC_to_RDR_Secure: bError names them by these. */
export const pinOffset = {
  bPINOperation: 10, bmFormatString: 12, bmPINBlockString: 13, bmPINLengthFormat: 14, wPINMaxExtraDigit: 15,
  bEntryValidationCondition: 17, abPINApdu: 25,
} as const

const MAX_DIGITS = 16
const HEADER_LENGTH = 4
const MOST_ENTERED = 1, KEY_PRESSED = 2, TIME_UP = 4
const RIGHT_JUSTIFIED = 0x04

/** Half bytes of one digit, by the lower bits of bmFormatString; 3 is reserved. */
const digitFormats: readonly ((digit: number) => readonly number[])[] = [
  (digit) => [0, digit], (digit) => [digit], (digit) => [3, digit],
]

/** The structure taken apart; places and sizes in half bytes of the command data. */
interface PinPlace {
  readonly format: (digit: number) => readonly number[]
  readonly at: number
  /** 0: the command grows with the PIN. */
  readonly room: number
  readonly fromRight: boolean
  readonly lengthAt: number
  readonly lengthSize: number
}

/** @returns the offset of the first field that is wrong or not supported; undefined when all is well */
export function pinFault(verification: PinVerification): number | undefined {
  const place = placeOf(verification)
  if (typeof place === 'number') return place
  const { abPINApdu, bEntryValidationCondition } = verification
  const { min, max } = digitsOf(verification)
  if (min > max || max < 1 || max > MAX_DIGITS) return pinOffset.wPINMaxExtraDigit
  const ends = bEntryValidationCondition & (MOST_ENTERED | KEY_PRESSED)
  if (ends === 0 || bEntryValidationCondition > (MOST_ENTERED | KEY_PRESSED | TIME_UP)) {
    return pinOffset.bEntryValidationCondition
  }
  if (place.room > 0 && max * place.format(0).length > place.room) return pinOffset.bmPINBlockString
  const data = dataOf(abPINApdu)
  if (data === undefined) return pinOffset.abPINApdu
  const needed = place.room > 0 ? place.at + place.room : place.at
  if (2 * data.length < needed) return pinOffset.abPINApdu
  if (place.lengthSize > 0 && 2 * data.length < place.lengthAt + place.lengthSize) return pinOffset.bmPINLengthFormat
  return undefined
}

/** Least and most digits of the PIN. */
export function digitsOf({ wPINMaxExtraDigit }: PinVerification): { readonly min: number, readonly max: number } {
  return { min: wPINMaxExtraDigit >> 8, max: wPINMaxExtraDigit & 0xff }
}

/** Whether an entry of so many digits, and then the key, is taken. */
export function isTaken(verification: PinVerification, digits: string): boolean {
  const { min, max } = digitsOf(verification)
  const { bEntryValidationCondition } = verification
  if (!/^\d*$/.test(digits) || digits.length < min || digits.length > max) return false
  return (bEntryValidationCondition & KEY_PRESSED) !== 0 || digits.length === max
}

/** The command with the digits in their place. Only for a structure without fault. */
export function pinCommand(verification: PinVerification, digits: string): Uint8Array {
  const place = placeOf(verification)
  const data = dataOf(verification.abPINApdu)
  if (typeof place === 'number' || data === undefined) throw new RangeError('this structure has a fault')
  const { format, at, room, fromRight, lengthAt, lengthSize } = place
  const pin = [...digits].flatMap((digit) => format(Number(digit)))
  if (room === 0 && pin.length % 2 === 1) pin.push(0x0f)
  const halves = [...data].flatMap((byte) => [byte >> 4, byte & 0x0f])
  if (room === 0) halves.splice(at, 0, ...pin)
  else halves.splice(fromRight ? at + room - pin.length : at, pin.length, ...pin)
  for (let index = 0; index < lengthSize; index++) {
    halves[lengthAt + index] = (digits.length >> (4 * (lengthSize - 1 - index))) & 0x0f
  }
  const filled = Uint8Array.from({ length: halves.length / 2 }, (_, index) =>
    ((halves[2 * index] ?? 0) << 4) | (halves[2 * index + 1] ?? 0))
  return Uint8Array.of(...verification.abPINApdu.subarray(0, HEADER_LENGTH), filled.length, ...filled)
}

/** @returns the offset of the field with no meaning, or one below half bytes, which no reader is known to take */
function placeOf({ bmFormatString, bmPINBlockString, bmPINLengthFormat }: PinVerification): PinPlace | number {
  const format = digitFormats[bmFormatString & 0x03]
  const at = halvesOf((bmFormatString >> 3) & 0x0f, (bmFormatString & 0x80) !== 0)
  if (format === undefined || at === undefined) return pinOffset.bmFormatString
  const lengthBits = bmPINBlockString >> 4
  if (lengthBits % 4 !== 0) return pinOffset.bmPINBlockString
  const lengthAt = halvesOf(bmPINLengthFormat & 0x0f, (bmPINLengthFormat & 0x10) !== 0)
  if (lengthAt === undefined || bmPINLengthFormat > 0x1f) return pinOffset.bmPINLengthFormat
  return {
    format, at, room: 2 * (bmPINBlockString & 0x0f), fromRight: (bmFormatString & RIGHT_JUSTIFIED) !== 0,
    lengthAt, lengthSize: lengthBits / 4,
  }
}

function halvesOf(position: number, inBytes: boolean): number | undefined {
  if (inBytes) return 2 * position
  return position % 4 === 0 ? position / 4 : undefined
}

/** The command data; undefined when Lc does not count exactly what follows. */
function dataOf(apdu: Uint8Array): Uint8Array | undefined {
  const data = apdu.subarray(HEADER_LENGTH + 1)
  return data.length === (apdu[HEADER_LENGTH] ?? 0) ? data : undefined
}
