import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { publicKeyOf } from '../crypto/ecdsa.ts'
import { decodeCertificate, isIssuedBy, isValidOn, makeCertificate, type Certificate } from './certificate.ts'
import { roles, type RoleName } from './role.ts'

const rootKey = unhex('11'.repeat(32))
const root = { name: 'NHICARDDTEST0001', publicKey: publicKeyOf(rootKey) }
const holderPoint = '04d65a93977caa3d1b081852ff57a79e465f1660577304baead505dd3a48589cf3'
  + '50185e895372df6221ea3a137557e473fddb6755f05bd507c3c533fce9c91285'
const physician: Certificate = {
  issuer: root.name, holder: 'TESTPHYSICIAN001', role: 'physician', publicKey: unhex(holderPoint),
  from: '2026-01-01', to: '2030-12-31',
}

/** The body typed by hand; the signature made with another implementation, also deterministic. */
const typed = '7f4e8198 5f290100 4210 4e484943415244445445535430303031'
  + `7f494f 060a 04007f00070202020203 8641 ${holderPoint}`
  + '5f2010 5445535450485953494349414e303031'
  + '7f4c08 0603 883701 5301 01 5f2506 020600010001 5f2406 030001020301'
  + '5f3740 c0fade4642af20475879433eca11c55151983a21bb8f3cac1559e780de6ef023'
  + 'dc4560389b113f324dcb7e369f8825cb89f21b4e65ed7a98a124a19eb3a818d1'

describe('a card-verifiable certificate', () => {
  it('is these bytes', () => {
    const content = makeCertificate(physician, rootKey)
    expect(hex(content)).toBe(hex(unhex(typed)))
    expect(content).toHaveLength(223)
    const signed = decodeCertificate(unhex(typed))
    expect(signed.certificate).toEqual(physician)
    expect(isIssuedBy(signed, root)).toBe(true)
  })

  it('is read as it was made, for every role', () => {
    for (const role of Object.keys(roles) as RoleName[]) {
      const certificate = { ...physician, role, holder: 'H' }
      expect(decodeCertificate(makeCertificate(certificate, rootKey)).certificate).toEqual(certificate)
    }
  })

  it('is malformed or not believed when any bit was flipped', () => {
    const content = unhex(typed)
    for (let bit = 0; bit < 8 * content.length; bit += 5) {
      const flipped = content.map((byte, at) => at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)
      expect(believed(flipped), `bit ${bit}`).toBe(false)
    }
  })

  it('is not believed from a root of another key or name', () => {
    const other = { ...root, publicKey: publicKeyOf(unhex('33'.repeat(32))) }
    const signed = decodeCertificate(unhex(typed))
    expect(isIssuedBy(signed, other)).toBe(false)
    expect(isIssuedBy(signed, { ...root, name: 'NHICARDDTEST0002' })).toBe(false)
    expect(isIssuedBy(decodeCertificate(makeCertificate(physician, unhex('33'.repeat(32)))), root)).toBe(false)
  })

  it('is never read from garbage', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 250 }), (bytes) => {
      expect(() => decodeCertificate(bytes)).toThrow(MalformedError)
    }))
  })

  it.each([
    ['an issuer of 17 characters', { issuer: 'A'.repeat(17) }, 'issuer'], ['no holder', { holder: '' }, 'holder'],
    ['a space in a reference', { holder: 'A B' }, 'holder'], ['a day that is none', { from: '2026-02-29' }, 'from'],
    ['a year beyond 2099', { to: '2100-01-01' }, 'to'], ['a last day before the first', { to: '2025-12-31' }, 'to'],
    ['a point off the curve', { publicKey: unhex(holderPoint).fill(1, 64) }, 'public key'],
  ])('is not made with %s', (_, wrong, field) => {
    expect(() => makeCertificate({ ...physician, ...wrong }, rootKey)).toThrow(expect.objectContaining({ field }))
  })

  it('holds from its first day to its last', () => {
    expect(['2025-12-31', '2026-01-01', '2030-12-31', '2031-01-01'].map((day) => isValidOn(physician, day)))
      .toEqual([false, true, true, false])
  })
})

function believed(content: Uint8Array): boolean {
  try {
    return isIssuedBy(decodeCertificate(content), root)
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError)
    return false
  }
}
