import { equalBytes } from '@noble/ciphers/utils.js'

/** Whether two secrets or checksums are the same, in a time that does not tell where they differ. */
export function sameSecret(left: Uint8Array, right: Uint8Array): boolean {
  return equalBytes(left, right)
}
