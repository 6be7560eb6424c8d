import { cmac } from '@noble/ciphers/aes.js'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { deriveKey } from './key-derivation.ts'

const key = unhex('000102030405060708090a0b0c0d0e0f')

describe('key derivation', () => {
  it('is the CMAC of 01, label, 00, context and the length in bits', () => {
    expect(hex(deriveKey(key, 'ENC', unhex('cafe')))).toBe(hex(cmac(unhex('01 454e43 00 cafe 0080'), key)))
    expect(hex(deriveKey(key, 'MAC', new Uint8Array()))).toBe(hex(cmac(unhex('01 4d4143 00 0080'), key)))
  })

  it('needs a key of 16 bytes', () => expect(() => deriveKey(new Uint8Array(8), 'ENC', key)).toThrow(RangeError))
})
