import { concat } from '../bytes/byte-array.ts'
import { Aes128 } from '../crypto/aes.ts'

const FIRST = 0x01
const SEPARATOR = 0x00
/** Bits of the derived key: 128. */
const LENGTH = Uint8Array.of(0x00, 0x80)

/** What a derived key is for: cryptograms or checksums. */
export type KeyUse = 'ENC' | 'MAC'

/**
 * A key of AES-128 derived from another: KDF in counter mode with CMAC, one block and a counter of 8 bits (NIST SP
 * 800-108r1 §4.1).
 * @param context tells keys of one use apart: the id of a card, or nothing
 * @throws RangeError when `key` has not 16 bytes
 */
export function deriveKey(key: Uint8Array, use: KeyUse, context: Uint8Array): Uint8Array {
  const label = Uint8Array.from(use, (character) => character.charCodeAt(0))
  return new Aes128(key).cmac(concat(Uint8Array.of(FIRST), label, Uint8Array.of(SEPARATOR), context, LENGTH))
}
