import { MalformedError } from '../bytes/malformed.ts'

/** Bytes of a PIN block. */
export const PIN_BLOCK_LENGTH = 8

const CONTROL = 0x2
const FILLER = 0xf
const MIN_DIGITS = 4, MAX_DIGITS = 12

/**
 * ISO 9564-1 format 2, the PIN block that cards take: control 2, number of digits, digits, filled up with F. (Where a
 * PIN is entered at a reader's pad, the reader makes it by `protocols/ccid/pin-data.ts`.)
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
