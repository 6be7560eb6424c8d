import { p256 } from '@noble/curves/nist.js'

/** ECDSA on P-256 with SHA-256 (FIPS 186-5), signatures as r ‖ s, points uncompressed. */
export const SIGNATURE_LENGTH = 64
export const PRIVATE_KEY_LENGTH = 32
export const PUBLIC_KEY_LENGTH = 65

/** As the standard defines it: s is not brought into the lower half of its range. */
const asDefined = { lowS: false, prehash: true, format: 'compact' } as const

/** 65 bytes: 04 ‖ X ‖ Y. @throws RangeError when the private key is none */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return p256.getPublicKey(checked(privateKey), false)
}

/** 64 bytes, the same each time (RFC 6979). @throws RangeError when the private key is none */
export function sign(message: Uint8Array, privateKey: Uint8Array): Uint8Array {
  return p256.sign(message, checked(privateKey), asDefined)
}

/** False for a wrong signature, and for one or a key that is none. */
export function isSignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_LENGTH || !isPublicKey(publicKey)) return false
  return p256.verify(signature, message, publicKey, asDefined)
}

/** Whether the bytes are a point of the curve, uncompressed. */
export function isPublicKey(bytes: Uint8Array): boolean {
  return bytes.length === PUBLIC_KEY_LENGTH && p256.utils.isValidPublicKey(bytes, false)
}

/** Whether the bytes are a number from 1 to the order of the curve. */
export function isPrivateKey(bytes: Uint8Array): boolean {
  return bytes.length === PRIVATE_KEY_LENGTH && p256.utils.isValidSecretKey(bytes)
}

function checked(privateKey: Uint8Array): Uint8Array {
  if (!isPrivateKey(privateKey)) throw new RangeError('not a private key of P-256')
  return privateKey
}
