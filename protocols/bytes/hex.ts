const HEX = /^(?:[0-9a-f]{2})*$/i

/** Every byte's two digits and back: hex is how bytes cross the process boundary, with every transfer. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const BYTES = new Map(PAIRS.map((pair, byte) => [pair, byte]))

/** Bytes as lower-case hex without spaces: the one spelling used inside the project. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += PAIRS[byte]
  return text
}

/**
 * Hex to bytes; spaces between bytes are allowed, so that vectors can be typed as the standards print them.
 * @throws RangeError when a character is not a hex digit or a digit is missing
 */
export function unhex(text: string): Uint8Array {
  const compact = text.replaceAll(/\s+/g, '').toLowerCase()
  if (!HEX.test(compact)) throw new RangeError('not hexadecimal, or an odd number of digits')
  const bytes = new Uint8Array(compact.length / 2)
  for (let index = 0; index < bytes.length; index++) bytes[index] = BYTES.get(compact.slice(2 * index, 2 * index + 2)) ?? 0
  return bytes
}
