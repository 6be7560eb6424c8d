import { cbc, cmac, ecb } from '@noble/ciphers/aes.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { Aes128 } from './aes.ts'

/** The key of SP 800-38A appendix F and of RFC 4493, and the four blocks both encrypt. */
const key = unhex('2b7e151628aed2a6abf7158809cf4f3c')
const blocks = '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51'
  + '30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710'
const aes = new Aes128(key)
const block = fc.uint8Array({ minLength: 16, maxLength: 16 })
const noPadding = { disablePadding: true }

describe('AES-128', () => {
  it('encrypts the block of FIPS 197 appendix C.1', () => {
    const cipher = new Aes128(unhex('000102030405060708090a0b0c0d0e0f'))
    expect(hex(cipher.encryptBlock(unhex('00112233445566778899aabbccddeeff')))).toBe('69c4e0d86a7b0430d8cdb78070b4c55a')
  })

  it('encrypts and decrypts CBC as SP 800-38A §F.2.1', () => {
    const iv = unhex('000102030405060708090a0b0c0d0e0f')
    const cryptogram = unhex('7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2'
      + '73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7')
    expect(hex(aes.encryptCbc(iv, unhex(blocks)))).toBe(hex(cryptogram))
    expect(hex(aes.decryptCbc(iv, cryptogram))).toBe(hex(unhex(blocks)))
  })

  it.each([
    [0, 'bb1d6929e95937287fa37d129b756746'], [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'], [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ])('makes the CMAC of RFC 4493 §4 over %i bytes', (length, mac) => {
    expect(hex(aes.cmac(unhex(blocks).subarray(0, length)))).toBe(mac)
  })

  it('agrees with another implementation for any key and message', () => {
    fc.assert(fc.property(block, block, fc.uint8Array({ maxLength: 100 }), (anyKey, iv, message) => {
      const cipher = new Aes128(anyKey)
      expect(hex(cipher.cmac(message))).toBe(hex(cmac(message, anyKey)))
      const whole = message.subarray(0, message.length - message.length % 16)
      expect(hex(cipher.encryptCbc(iv, whole))).toBe(hex(cbc(anyKey, iv, noPadding).encrypt(whole)))
      expect(hex(cipher.decryptCbc(iv, whole))).toBe(hex(cbc(anyKey, iv, noPadding).decrypt(whole)))
      expect(hex(cipher.encryptBlock(iv))).toBe(hex(ecb(anyKey, noPadding).encrypt(iv)))
    }))
  })

  it('works on a view that begins anywhere in its buffer', () => {
    const shifted = Uint8Array.of(0, ...unhex(blocks)).subarray(1)
    expect(hex(aes.cmac(shifted))).toBe('51f0bebf7e3b9d92fc49741779363cfe')
  })

  it('keeps its key when the caller overwrites his', () => {
    const given = Uint8Array.from(key)
    const cipher = new Aes128(given)
    given.fill(0)
    expect(hex(cipher.decryptCbc(new Uint8Array(16), aes.encryptBlock(key)))).toBe(hex(key))
  })

  it('refuses keys, blocks and messages of another length', () => {
    expect(() => new Aes128(new Uint8Array(24))).toThrow(RangeError)
    expect(() => aes.encryptBlock(new Uint8Array(15))).toThrow(RangeError)
    expect(() => aes.encryptCbc(new Uint8Array(16), new Uint8Array(17))).toThrow(RangeError)
    expect(() => aes.decryptCbc(new Uint8Array(8), new Uint8Array(16))).toThrow(RangeError)
  })
})
