import type { PinVerification } from '#protocols/ccid/pin-data'
import { confirmPin, type PinModification } from '#protocols/ccid/pin-modification'

/** Offsets of the fields in PC_to_RDR_Secure: bError names them by these. */
export const pinOffset = {
  bPINOperation: 10, bmFormatString: 12, bmPINBlockString: 13, bmPINLengthFormat: 14, wPINMaxExtraDigit: 15,
  bEntryValidationCondition: 17, abPINApdu: 25,
} as const
type Field = keyof typeof pinOffset
/** The same in a modification; abPINApdu stands behind the indices. */
const changeOffset = {
  bPINOperation: 10, bmFormatString: 12, bmPINBlockString: 13, bmPINLengthFormat: 14, wPINMaxExtraDigit: 17, bConfirmPIN: 19,
  bEntryValidationCondition: 20, bNumberMessage: 21, bMsgIndex2: 25,
} as const
const PROLOGUE_LENGTH = 3
const OWN_MESSAGES = 0xff, MOST_MESSAGES = 3

/** What a host sends to have a PIN entered and verified, or changed. */
export type PinStructure = PinVerification | PinModification
/** What the two have in common. */
type Entered = Pick<PinVerification, 'abPINApdu' | 'bEntryValidationCondition' | 'wPINMaxExtraDigit'
  | 'bmFormatString' | 'bmPINBlockString' | 'bmPINLengthFormat'>

/** What the pad asks for, one after the other. */
export type PinPrompt = 'pin' | 'current' | 'fresh' | 'again'

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

export function promptsOf(structure: PinStructure): readonly PinPrompt[] {
  if (!isChange(structure)) return ['pin']
  const { bConfirmPIN } = structure
  const asks = (bit: number) => (bConfirmPIN & bit) !== 0
  return [...asks(confirmPin.currentPin) ? ['current' as const] : [], 'fresh', ...asks(confirmPin.confirmation) ? ['again' as const] : []]
}

/** @returns the offset of the first field that is wrong or not supported; undefined when all is well */
export function pinFault(structure: PinStructure): number | undefined {
  if (!isChange(structure)) {
    const field = faultyField(structure, 0)
    return field === undefined ? undefined : pinOffset[field]
  }
  const { bConfirmPIN, bNumberMessage, bInsertionOffsetOld, bInsertionOffsetNew, bMsgIndex2, bMsgIndex3 } = structure
  if (bConfirmPIN > (confirmPin.confirmation | confirmPin.currentPin)) return changeOffset.bConfirmPIN
  if (bNumberMessage > MOST_MESSAGES && bNumberMessage !== OWN_MESSAGES) return changeOffset.bNumberMessage
  const places = promptsOf(structure).includes('current') ? [bInsertionOffsetOld, bInsertionOffsetNew] : [bInsertionOffsetNew]
  const field = places.map((place) => faultyField(structure, place)).find((one) => one !== undefined)
  // two PINs in a command that grows with them: no reader is known to take it
  if (field === undefined) return (structure.bmPINBlockString & 0x0f) === 0 ? changeOffset.bmPINBlockString : undefined
  if (field !== 'abPINApdu') return changeOffset[field]
  const indices = [bMsgIndex2, bMsgIndex3].filter((index) => index !== undefined).length
  return changeOffset.bMsgIndex2 + indices + PROLOGUE_LENGTH
}

function isChange(structure: PinStructure): structure is PinModification {
  return 'bConfirmPIN' in structure
}

/** @param base where the block of the PIN begins, in bytes */
function faultyField(structure: Entered, base: number): Field | undefined {
  const place = placeOf(structure, base)
  if (typeof place === 'string') return place
  const { abPINApdu, bEntryValidationCondition } = structure
  const { min, max } = digitsOf(structure)
  if (min > max || max < 1 || max > MAX_DIGITS) return 'wPINMaxExtraDigit'
  const ends = bEntryValidationCondition & (MOST_ENTERED | KEY_PRESSED)
  if (ends === 0 || bEntryValidationCondition > (MOST_ENTERED | KEY_PRESSED | TIME_UP)) {
    return 'bEntryValidationCondition'
  }
  if (place.room > 0 && max * place.format(0).length > place.room) return 'bmPINBlockString'
  const data = dataOf(abPINApdu)
  if (data === undefined) return 'abPINApdu'
  const needed = place.room > 0 ? place.at + place.room : place.at
  if (2 * data.length < needed) return 'abPINApdu'
  if (place.lengthSize > 0 && 2 * data.length < place.lengthAt + place.lengthSize) return 'bmPINLengthFormat'
  return undefined
}

/** Least and most digits of the PIN. */
export function digitsOf({ wPINMaxExtraDigit }: Pick<Entered, 'wPINMaxExtraDigit'>): { readonly min: number, readonly max: number } {
  return { min: wPINMaxExtraDigit >> 8, max: wPINMaxExtraDigit & 0xff }
}

/** Whether an entry of so many digits, and then the key, is taken. */
export function isTaken(structure: PinStructure, digits: string): boolean {
  const { min, max } = digitsOf(structure)
  const { bEntryValidationCondition } = structure
  if (!/^\d*$/.test(digits) || digits.length < min || digits.length > max) return false
  return (bEntryValidationCondition & KEY_PRESSED) !== 0 || digits.length === max
}

/** The command with what was entered, as `promptsOf` asks, in its place. Only for a structure without fault. */
export function pinCommand(structure: PinStructure, entries: readonly string[]): Uint8Array {
  const [first = '', second = ''] = entries
  if (!isChange(structure)) return filled(structure, first, 0)
  const { bInsertionOffsetOld, bInsertionOffsetNew } = structure
  if (!promptsOf(structure).includes('current')) return filled(structure, first, bInsertionOffsetNew)
  return filled({ ...structure, abPINApdu: filled(structure, first, bInsertionOffsetOld) }, second, bInsertionOffsetNew)
}

function filled(structure: Entered, digits: string, base: number): Uint8Array {
  const place = placeOf(structure, base)
  const data = dataOf(structure.abPINApdu)
  if (typeof place === 'string' || data === undefined) throw new RangeError('this structure has a fault')
  const { format, at, room, fromRight, lengthAt, lengthSize } = place
  const pin = [...digits].flatMap((digit) => format(Number(digit)))
  if (room === 0 && pin.length % 2 === 1) pin.push(0x0f)
  const halves = [...data].flatMap((byte) => [byte >> 4, byte & 0x0f])
  if (room === 0) halves.splice(at, 0, ...pin)
  else halves.splice(fromRight ? at + room - pin.length : at, pin.length, ...pin)
  for (let index = 0; index < lengthSize; index++) {
    halves[lengthAt + index] = (digits.length >> (4 * (lengthSize - 1 - index))) & 0x0f
  }
  const bytes = Uint8Array.from({ length: halves.length / 2 }, (_, index) =>
    ((halves[2 * index] ?? 0) << 4) | (halves[2 * index + 1] ?? 0))
  return Uint8Array.of(...structure.abPINApdu.subarray(0, HEADER_LENGTH), bytes.length, ...bytes)
}

/** @returns the field with no meaning, or one below half bytes, which no reader is known to take */
function placeOf({ bmFormatString, bmPINBlockString, bmPINLengthFormat }: Entered, base: number): PinPlace | Field {
  const format = digitFormats[bmFormatString & 0x03]
  const at = halvesOf((bmFormatString >> 3) & 0x0f, (bmFormatString & 0x80) !== 0)
  if (format === undefined || at === undefined) return 'bmFormatString'
  const lengthBits = bmPINBlockString >> 4
  if (lengthBits % 4 !== 0) return 'bmPINBlockString'
  const lengthAt = halvesOf(bmPINLengthFormat & 0x0f, (bmPINLengthFormat & 0x10) !== 0)
  if (lengthAt === undefined || bmPINLengthFormat > 0x1f) return 'bmPINLengthFormat'
  return {
    format, at: 2 * base + at, room: 2 * (bmPINBlockString & 0x0f), fromRight: (bmFormatString & RIGHT_JUSTIFIED) !== 0,
    lengthAt: 2 * base + lengthAt, lengthSize: lengthBits / 4,
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
