import type { Provenance } from '../../provenance.ts'

/** How the epilogue of a block checks what stands before it (ISO/IEC 7816-3:2006 §11.3.4); TC for T=1 says which. */
export type Edc = 'lrc' | 'crc'

/** Bytes of the epilogue field. */
export const edcLength: Readonly<Record<Edc, 1 | 2>> = { lrc: 1, crc: 2 }

/**
 * The CRC of T=1 as cards and readers really compute it. §11.3.4 only names ISO/IEC 13239, which leaves the start
 * value, the complement and the order of the two bytes open.
 */
export const crcParameters = {
  /** x^16 + x^12 + x^5 + 1 with the least significant bit first. */
  polynomial: 0x8408,
  start: 0xffff,
  complemented: false,
  firstByte: 'high',
} as const

export const crcProvenance: Provenance = {
  assumed: 'libccid and the OsEID card (doc/T1_CRC.txt, with blocks captured between card and readers) agree on this; '
    + 'the same capture shows readers that compute something else, and ISO/IEC 13239 sends the low byte first',
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >> 1) ^ crcParameters.polynomial : remainder >> 1
  }
  return remainder
})

/** Exclusive or of the first `end` bytes. */
export function lrc(bytes: Uint8Array, end: number): number {
  let sum = 0
  for (let at = 0; at < end; at++) sum ^= bytes[at]!
  return sum
}

/** CRC of the first `end` bytes, 16 bits. */
export function crc(bytes: Uint8Array, end: number): number {
  let remainder: number = crcParameters.start
  for (let at = 0; at < end; at++) remainder = (remainder >> 8) ^ TABLE[(remainder ^ bytes[at]!) & 0xff]!
  return remainder
}

/** Writes the epilogue behind the first `end` bytes. */
export function seal(bytes: Uint8Array, end: number, edc: Edc): void {
  if (edc === 'lrc') {
    bytes[end] = lrc(bytes, end)
    return
  }
  const remainder = crc(bytes, end)
  bytes[end] = remainder >> 8
  bytes[end + 1] = remainder & 0xff
}

/** Whether the epilogue behind the first `end` bytes fits them. */
export function isSealed(bytes: Uint8Array, end: number, edc: Edc): boolean {
  if (edc === 'lrc') return bytes[end] === lrc(bytes, end)
  return ((bytes[end]! << 8) | bytes[end + 1]!) === crc(bytes, end)
}
