import * as crypto from 'node:crypto'
import { hchacha, xchacha20poly1305 } from '@noble/ciphers/chacha.js'

const ALGORITHM = 'chacha20-poly1305'
const OPTIONS = { authTagLength: 16 } as const
/** What XChaCha20 adds to ChaCha20: the first 16 bytes of a nonce of 24 go into the key, the other 8 are a nonce. */
const INTO_KEY = 16
/** “expand 32-byte k”, as every ChaCha has it. */
const SIGMA = Uint32Array.of(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574)

const key = new Uint32Array(8)
const prefix = new Uint32Array(4)
const subkey = new Uint32Array(8)
const keyBytes = new Uint8Array(key.buffer)
const prefixBytes = new Uint8Array(prefix.buffer)
const subkeyBytes = new Uint8Array(subkey.buffer)

/** @returns the key that belongs to this nonce, until the next call: zeroed by whoever asked for it */
function derive(from: Uint8Array, nonce: Uint8Array): Uint8Array {
  keyBytes.set(from)
  prefixBytes.set(nonce.subarray(0, INTO_KEY))
  hchacha(SIGMA, key, prefix, subkey)
  keyBytes.fill(0)
  return subkeyBytes
}

function ivOf(nonce: Uint8Array): Uint8Array {
  const iv = new Uint8Array(12)
  iv.set(nonce.subarray(INTO_KEY), 4)
  return iv
}

/** undefined where OpenSSL has no such cipher, as one held to FIPS: what the seal is worth is no question then. */
function whereThere<Cipher>(make: () => Cipher): Cipher | undefined {
  try {
    return make()
  } catch {
    return undefined
  } finally {
    subkeyBytes.fill(0)
  }
}

export interface XChaCha {
  /**
   * @param from 32 bytes
   * @param nonce 24 bytes
   * @param sealed where to: as long as `plain` and 16 more
   */
  encrypt(from: Uint8Array, nonce: Uint8Array, about: Uint8Array, plain: Uint8Array, sealed: Uint8Array): void
  /** @throws Error when the tag is wrong */
  decrypt(from: Uint8Array, nonce: Uint8Array, about: Uint8Array, sealed: Uint8Array): Uint8Array
}

/**
 * XChaCha20-Poly1305. Its short step, which makes the key of a nonce, is of @noble/ciphers, its long one of OpenSSL: beside a commit
 * the seal of 1 KB is the greatest part of what is ours, and so it takes a third of the time. Without such an OpenSSL all of it is of
 * @noble/ciphers.
 */
export function xchacha({ createCipheriv, createDecipheriv }: Pick<typeof crypto, 'createCipheriv' | 'createDecipheriv'>): XChaCha {
  return {
    encrypt(from, nonce, about, plain, sealed) {
      const cipher = whereThere(() => createCipheriv(ALGORITHM, derive(from, nonce), ivOf(nonce), OPTIONS))
      if (cipher === undefined) {
        xchacha20poly1305(from, nonce, about).encrypt(plain, sealed)
        return
      }
      cipher.setAAD(about, { plaintextLength: plain.length })
      sealed.set(cipher.update(plain))
      cipher.final()
      sealed.set(cipher.getAuthTag(), plain.length)
    },
    decrypt(from, nonce, about, sealed) {
      const length = sealed.length - OPTIONS.authTagLength
      const decipher = whereThere(() => createDecipheriv(ALGORITHM, derive(from, nonce), ivOf(nonce), OPTIONS))
      if (decipher === undefined) return xchacha20poly1305(from, nonce, about).decrypt(sealed)
      decipher.setAAD(about, { plaintextLength: length })
      decipher.setAuthTag(sealed.subarray(length))
      const plain = decipher.update(sealed.subarray(0, length))
      decipher.final()
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.length) // a Buffer's slices are no copies
    },
  }
}

export const { encrypt, decrypt } = xchacha(crypto)
