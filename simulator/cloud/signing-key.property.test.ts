import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { isPrivateKey, isSignature, publicKeyOf, sign } from '#protocols/crypto/ecdsa'
import { SigningKey } from './signing-key.ts'

const ORDER = BigInt('0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551')
const scalar = (number: bigint) => unhex(number.toString(16).padStart(64, '0'))
const ascii = (text: string) => new TextEncoder().encode(text)

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const keys = fc.oneof(
  { weight: 8, arbitrary: bytes32 },
  { weight: 1, arbitrary: fc.constantFrom(1n, 2n, 255n, ORDER - 2n, ORDER - 1n).map(scalar) },
).filter(isPrivateKey)
const messages = fc.uint8Array({ maxLength: 300 })
/** Halves of a signature, and the borders of what one may be. */
const halves = fc.oneof(bytes32, fc.constantFrom(0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 1n).map(scalar))

describe('a signing key of the cloud', () => {
  /** RFC 6979 appendix A.2.5, with SHA-256. */
  it.each([
    ['sample', 'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716'
      + 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8'],
    ['test', 'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367'
      + '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083'],
  ])('signs %j as RFC 6979 does', (message, signature) => {
    const key = new SigningKey(unhex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721'))
    expect(hex(key.sign(ascii(message)))).toBe(hex(unhex(signature)))
    expect(key.signed(ascii(message), unhex(signature))).toBe(true)
  })

  it('makes the bytes that the module makes, whatever the key and the message', () => {
    fc.assert(fc.property(keys, messages, (key, message) => {
      expect(hex(new SigningKey(key).sign(message))).toBe(hex(sign(message, key)))
    }), { numRuns: 1_000 }) // among so many some numbers begin with a byte of zero
  })

  it('believes what the public key believes', () => {
    fc.assert(fc.property(keys, messages, fc.integer({ min: 0, max: 511 }), (key, message, bit) => {
      const [signing, publicKey, signature] = [new SigningKey(key), publicKeyOf(key), sign(message, key)]
      const altered = signature.map((byte, at) => at === bit >> 3 ? byte ^ 1 << (bit & 7) : byte)
      const longer = Uint8Array.of(...message, 0)
      expect(signing.signed(message, signature)).toBe(true)
      for (const [told, shown] of [[message, altered], [longer, signature], [message, signature.subarray(1)]] as const) {
        expect(signing.signed(told, shown)).toBe(isSignature(shown, told, publicKey))
      }
    }))
  })

  it('takes both signs of s, as the standard does', () => {
    fc.assert(fc.property(keys, messages, (key, message) => {
      const signature = sign(message, key)
      const other = Uint8Array.of(...signature.subarray(0, 32), ...scalar(ORDER - BigInt(`0x${hex(signature.subarray(32))}`)))
      expect(new SigningKey(key).signed(message, other)).toBe(isSignature(other, message, publicKeyOf(key)))
      expect(new SigningKey(key).signed(message, other)).toBe(true)
    }), { numRuns: 20 })
  })

  it('judges halves out of range, and any others, as the public key does', () => {
    fc.assert(fc.property(keys, messages, halves, halves, (key, message, r, s) => {
      const signature = Uint8Array.of(...r, ...s)
      expect(new SigningKey(key).signed(message, signature)).toBe(isSignature(signature, message, publicKeyOf(key)))
    }))
  })

  it('is made of a private key alone', () => {
    for (const bytes of [new Uint8Array(32), scalar(ORDER), unhex('01'.repeat(31))]) {
      expect(() => new SigningKey(bytes)).toThrow(RangeError)
    }
  })
})
