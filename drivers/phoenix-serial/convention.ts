/**
 * The coding convention of a card (ISO/IEC 7816-3:2006 §8.1), seen from a UART, which knows the direct one alone. In
 * the inverse convention all nine bits are inverted and the data bits come the other way round: a UART takes 3f for 03,
 * and even parity of nine inverted bits is odd parity for it. So the UART is set to odd parity, and its bytes turned
 * here.
 */
export type Convention = 'direct' | 'inverse'

export const parityOf = { direct: 'even', inverse: 'odd' } as const satisfies Record<Convention, 'even' | 'odd'>

export function otherConvention(convention: Convention): Convention {
  return convention === 'direct' ? 'inverse' : 'direct'
}

/** What TS says, as a UART reads it, whatever its parity; undefined when it is no TS. */
export function conventionOfTs(read: number): Convention | undefined {
  if (read === 0x3b) return 'direct'
  return read === turned(0x3f) ? 'inverse' : undefined
}

/** From the card's bytes to those of the UART, and back. */
export function translated(bytes: Uint8Array, convention: Convention): Uint8Array {
  return convention === 'direct' ? bytes : bytes.map(turned)
}

function turned(byte: number): number {
  let result = 0
  for (let bit = 0; bit < 8; bit++) result |= (~byte >> bit & 1) << (7 - bit)
  return result
}
