import { MalformedError } from '../bytes/malformed.ts'
import type { PinEntry } from '../ccid/pin-entry.ts'

/** Bytes of a PIN block. */
export const PIN_BLOCK_LENGTH = 8

const CONTROL = 0x2
const FILLER = 0xf
const MIN_DIGITS = 4, MAX_DIGITS = 12

/**
 * ISO 9564-1 format 2, the PIN block that cards take: control 2, number of digits, digits, filled up with F.
 * @param pin 4 to 12 digits
 * @throws MalformedError when it is not; the error tells nothing of the PIN
 */
export function encodePinBlock(pin: string): Uint8Array {
  if (!/^[0-9]{4,12}$/.test(pin)) throw new MalformedError('PIN', `not ${MIN_DIGITS} to ${MAX_DIGITS} digits`)
  const halves = [CONTROL, pin.length, ...Array.from(pin, Number)]
  return Uint8Array.from({ length: PIN_BLOCK_LENGTH }, (_, at) =>
    ((halves[2 * at] ?? FILLER) << 4) | (halves[2 * at + 1] ?? FILLER))
}

/** The digits in a block. @throws MalformedError when it is none; the error tells nothing of what was in it */
export function decodePinBlock(block: Uint8Array): string {
  const halves = [...block].flatMap((byte) => [byte >> 4, byte & 0x0f])
  const [control, length = 0, ...places] = halves
  const digits = places.slice(0, length)
  const wellFormed = block.length === PIN_BLOCK_LENGTH && control === CONTROL
    && length >= MIN_DIGITS && length <= MAX_DIGITS
    && digits.every((digit) => digit <= 9) && places.slice(length).every((half) => half === FILLER)
  if (!wellFormed) throw new MalformedError('PIN block', 'not of ISO 9564-1 format 2')
  return digits.join('')
}

/** The block without its digits: what a command holds in whose block a reader's pad puts them. */
export const emptyPinBlock = Uint8Array.of(CONTROL << 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)

/** How a reader's pad makes a block of `emptyPinBlock`, the first data bytes of its command. @param limits in digits */
export function pinBlockEntry(limits: Pick<PinEntry, 'min' | 'max' | 'timeoutS'>): PinEntry {
  return { ...limits, format: 'bcd', offset: 1, length: PIN_BLOCK_LENGTH - 1, countAt: 1 }
}
