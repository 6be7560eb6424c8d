import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { isPrivateKey, isPublicKey, isSignature, publicKeyOf, sign } from './ecdsa.ts'

/** RFC 6979 appendix A.2.5. */
const privateKey = unhex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721')
const publicKey = unhex('04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6'
  + '7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299')
const sample = new TextEncoder().encode('sample')
const signature = unhex('EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716'
  + 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8')

describe('ECDSA on P-256', () => {
  it('signs as RFC 6979 §A.2.5', () => {
    expect(hex(publicKeyOf(privateKey))).toBe(hex(publicKey))
    expect(hex(sign(sample, privateKey))).toBe(hex(signature))
    expect(isSignature(signature, sample, publicKey)).toBe(true)
  })

  it('takes no other message, signature or key', () => {
    expect(isSignature(signature, new TextEncoder().encode('Sample'), publicKey)).toBe(false)
    expect(isSignature(signature.map((byte, at) => at === 63 ? byte ^ 1 : byte), sample, publicKey)).toBe(false)
    expect(isSignature(new Uint8Array(64), sample, publicKey)).toBe(false)
    expect(isSignature(signature.subarray(1), sample, publicKey)).toBe(false)
    expect(isSignature(signature, sample, publicKeyOf(unhex('01'.repeat(32))))).toBe(false)
    expect(isSignature(signature, sample, publicKey.map((byte, at) => at === 64 ? byte ^ 1 : byte))).toBe(false)
  })

  it('tells keys from other bytes', () => {
    expect([publicKey, publicKey.subarray(1), new Uint8Array(65)].map(isPublicKey)).toEqual([true, false, false])
    expect([privateKey, new Uint8Array(32), unhex('ff'.repeat(32)), privateKey.subarray(1)].map(isPrivateKey))
      .toEqual([true, false, false, false])
    expect(() => sign(sample, new Uint8Array(32))).toThrow(RangeError)
    expect(() => publicKeyOf(new Uint8Array(31))).toThrow(RangeError)
  })
})
