import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { publicKeyOf } from '../crypto/ecdsa.ts'
import {
  provesRole, provesSam, roleMessage, samMessage, signRole, signSam, splitRoleRequest,
} from './role-authentication.ts'

const privateKey = unhex('22'.repeat(32))
const publicKey = publicKeyOf(privateKey)
const claim = {
  role: 'physician', cardId: unhex('00aabbccddeeff0102030405'), challenge: unhex('101112131415161718191a1b1c1d1e1f'),
} as const

describe('role authentication', () => {
  it('signs purpose, role, card and challenge', () => {
    expect(hex(roleMessage(claim))).toBe('524f4c450100aabbccddeeff0102030405101112131415161718191a1b1c1d1e1f')
    // with another implementation, also deterministic
    expect(hex(signRole(claim, privateKey))).toBe('b0c83908bccb6f51be09be36b1474928d5e15ea38d84e75537a6c36706574def'
      + '97e3a176a9d7fa5b430910e27f175660ee0de4aae849e08b70c18d4cb5122534')
    expect(provesRole(signRole(claim, privateKey), claim, publicKey)).toBe(true)
  })

  it('proves nothing for another role, card, challenge or key', () => {
    const signature = signRole(claim, privateKey)
    expect(provesRole(signature, { ...claim, role: 'idc' }, publicKey)).toBe(false)
    expect(provesRole(signature, { ...claim, cardId: new Uint8Array(12) }, publicKey)).toBe(false)
    expect(provesRole(signature, { ...claim, challenge: new Uint8Array(16) }, publicKey)).toBe(false)
    expect(provesRole(signature, claim, publicKeyOf(unhex('33'.repeat(32))))).toBe(false)
    expect(provesRole(new Uint8Array(), claim, publicKey)).toBe(false)
  })

  it('takes apart what a professional card is asked to sign', () => {
    const asked = Uint8Array.of(...claim.cardId, ...claim.challenge)
    expect(splitRoleRequest(asked)).toEqual({ cardId: claim.cardId, challenge: claim.challenge })
    expect([27, 29].map((length) => splitRoleRequest(new Uint8Array(length)))).toEqual([undefined, undefined])
  })

  it('proves a SAM to the data centre, and cannot be taken for a role', () => {
    const signature = signSam('TESTSAM00001', claim.challenge, privateKey)
    expect(hex(samMessage('TESTSAM00001', claim.challenge)))
      .toBe('53414d5445535453414d3030303031101112131415161718191a1b1c1d1e1f')
    expect(provesSam(signature, 'TESTSAM00001', claim.challenge, publicKey)).toBe(true)
    expect(provesSam(signature, 'TESTSAM00002', claim.challenge, publicKey)).toBe(false)
    const cardId = unhex(hex(samMessage('TESTSAM00001', claim.challenge)).slice(6, 30))
    expect(provesRole(signature, { role: 'sam', cardId, challenge: claim.challenge }, publicKey)).toBe(false)
  })

  it('needs ids of 12 and challenges of 16 bytes', () => {
    expect(() => roleMessage({ ...claim, cardId: new Uint8Array(8) })).toThrow(RangeError)
    expect(() => roleMessage({ ...claim, challenge: new Uint8Array(8) })).toThrow(RangeError)
    expect(() => samMessage('SHORT', claim.challenge)).toThrow(RangeError)
  })
})
