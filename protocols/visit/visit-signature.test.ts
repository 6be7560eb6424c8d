import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { exampleSignature, secondSignature } from './example-signatures.ts'
import { signsVisit, visitMessage, visitSignature } from './visit-signature.ts'

const wang = { idCardNum: 'Z199999016', hospitalId: '9900000013', treatmentDateTime: '2026-01-15T09:00:00' } as const
const later = { ...wang, treatmentDateTime: '2026-01-15T09:00:01' } as const

/** By OpenSSL, which knows nothing of this program. */
function isSound(signature: string, message: string): boolean {
  const bytes = unhex(signature)
  const coordinate = (from: number) => Buffer.from(bytes.subarray(from, from + 32)).toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: coordinate(64), y: coordinate(96) } })
  return verify('sha256', Buffer.from(message, 'ascii'), { key, dsaEncoding: 'ieee-p1363' }, bytes.subarray(0, 64))
}

describe('the signature of a visit', () => {
  test('is over ID, institution and time as the card has them', () => {
    expect(String.fromCharCode(...visitMessage(wang))).toBe('Z19999901699000000131150115090000')
    expect(String.fromCharCode(...visitMessage({ ...wang, idCardNum: 'A1234567' }))).toBe('A1234567  99000000131150115090000')
  })

  test.each([
    ['first', exampleSignature, 'SIGNZ19999901699000000131150115090000', wang],
    ['second', secondSignature, 'SIGNZ19999901699000000131150115090001', later],
  ] as const)('of the %s example is one that OpenSSL believes', (_, signature, message, visit) => {
    expect(isSound(signature, message)).toBe(true)
    expect(signsVisit(unhex(signature), visit)).toBe(true)
  })

  test('is of one visit only, and of all its 128 bytes', () => {
    expect(signsVisit(unhex(exampleSignature), later)).toBe(false)
    expect(signsVisit(unhex(exampleSignature).subarray(1), wang)).toBe(false)
    for (let at = 0; at < 128; at++) {
      const broken = unhex(exampleSignature)
      broken[at] = (broken[at] ?? 0) ^ 1
      expect(signsVisit(broken, wang)).toBe(false)
    }
  })

  test('is put together of 64 bytes and the point without its first', () => {
    const point = Uint8Array.from({ length: 65 }, (_, at) => at)
    expect(hex(visitSignature(new Uint8Array(64).fill(0xaa), point))).toBe('aa'.repeat(64) + hex(point.subarray(1)))
    expect(() => visitSignature(new Uint8Array(63), point)).toThrow(RangeError)
  })
})
