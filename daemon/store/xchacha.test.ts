import * as crypto from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { xchacha } from './xchacha.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const sealing = {
  key: bytes(32), nonce: bytes(24), about: fc.uint8Array({ maxLength: 200 }), plain: fc.uint8Array({ maxLength: 5000 }),
}

const unsupported = (): never => {
  throw Object.assign(new Error('unsupported'), { code: 'ERR_OSSL_EVP_UNSUPPORTED' })
}
const ways = [
  ['of two libraries', xchacha(crypto)],
  ['beside an OpenSSL without ChaCha20', xchacha({ createCipheriv: unsupported, createDecipheriv: unsupported })],
] as const

describe.each(ways)('XChaCha20-Poly1305 %s', (_, { encrypt, decrypt }) => {
  function sealed(key: Uint8Array, nonce: Uint8Array, about: Uint8Array, plain: Uint8Array): Uint8Array {
    const whole = new Uint8Array(plain.length + 16)
    encrypt(key, nonce, about, plain, whole)
    return whole
  }

  test('makes the bytes that one library makes, and opens what that one sealed', () => {
    fc.assert(fc.property(fc.record(sealing), ({ key, nonce, about, plain }) => {
      const whole = xchacha20poly1305(key, nonce, about).encrypt(plain)
      expect(sealed(key, nonce, about, plain)).toEqual(whole)
      expect(decrypt(key, nonce, about, whole)).toEqual(plain)
    }), { numRuns: 500 })
  })

  test('opens nothing of which a bit was turned, wherever it stands', () => {
    fc.assert(fc.property(fc.record(sealing), fc.nat(), fc.nat(7), ({ key, nonce, about, plain }, place, bit) => {
      const parts = [key, nonce, about, sealed(key, nonce, about, plain)].map((part) => part.slice())
      let at = place % parts.reduce((length, part) => length + part.length, 0)
      for (const part of parts) {
        if (at >= 0 && at < part.length) part[at]! ^= 1 << bit
        at -= part.length
      }
      const [otherKey, otherNonce, otherAbout, other] = parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
      expect(() => decrypt(otherKey, otherNonce, otherAbout, other)).toThrow()
    }), { numRuns: 500 })
  })

  test('gives bytes that no later call overwrites', () => {
    fc.assert(fc.property(fc.record(sealing), ({ key, nonce, about, plain }) => {
      const first = decrypt(key, nonce, about, sealed(key, nonce, about, plain))
      decrypt(key, nonce, about, sealed(key, nonce, about, plain)).fill(0xa5)
      expect(first).toEqual(plain)
      expect(first.slice(0, 4).fill(1).buffer).not.toBe(first.buffer)
    }))
  })
})
