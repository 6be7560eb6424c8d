import type { Entropy } from '#protocols/port/entropy'
import { spell, type Field } from './fields.ts'
import { decrypt, encrypt } from './xchacha.ts'

/** First byte of everything sealed: which way. */
const FORMAT = 1
const NONCE = 24
const TAG = 16
/** Contents fill the next size: 256, 512, 1024, … bytes, so that how long a sealed one is tells little of what it says. */
const SMALLEST = 256
const LENGTH = 4

/**
 * XChaCha20-Poly1305: 1 byte of format, a random nonce of 24, what is sealed, a tag of 16. `about` is bound to it: what was
 * sealed about one thing does not open as being about another.
 * @param key 32 bytes
 */
export function seal(key: Uint8Array, plain: Uint8Array, about: readonly Field[], entropy: Entropy): Uint8Array {
  const nonce = entropy.bytes(NONCE)
  const sealed = Buffer.allocUnsafe(1 + NONCE + plain.length + TAG)
  sealed[0] = FORMAT
  sealed.set(nonce, 1)
  encrypt(key, nonce, spell(about), plain, sealed.subarray(1 + NONCE))
  return sealed
}

/** @returns undefined when it is not what was sealed with this key about this */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: readonly Field[]): Uint8Array | undefined {
  try {
    if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE + TAG) return undefined
    return decrypt(key, sealed.subarray(1, 1 + NONCE), spell(about), sealed.subarray(1 + NONCE))
  } catch {
    return undefined // the tag is wrong, or what came from a damaged row is no bytes at all
  }
}

/** Text with its length before it (4 bytes, big-endian) and zeros behind it, up to the next size. */
export function padded(content: string): Uint8Array {
  const length = Buffer.byteLength(content)
  let size = SMALLEST
  while (size < LENGTH + length) size *= 2
  const whole = Buffer.alloc(size)
  whole.writeUInt32BE(length)
  whole.write(content, LENGTH)
  return whole
}

const decoder = new TextDecoder()

/** @throws RangeError when it was not `padded` */
export function unpadded(whole: Uint8Array): string {
  const length = new DataView(whole.buffer, whole.byteOffset, whole.byteLength).getUint32(0)
  if (LENGTH + length > whole.length) throw new RangeError('longer than what it stands in')
  return decoder.decode(whole.subarray(LENGTH, LENGTH + length))
}
