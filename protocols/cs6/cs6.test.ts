import fc from 'fast-check'
import * as z from 'zod'
import { describe, expect, test } from 'vitest'
import { MalformedError } from '../bytes/malformed.ts'
import { officialError } from '../errors/official/index.ts'
import { dataMessage } from '../auth/role-authentication.ts'
import { publicKeyOf, sign } from '../crypto/ecdsa.ts'
import { clientRandom, CLIENT_RANDOM_BYTES, timeOfClientRandom } from './client-random.ts'
import { pathOf, verbOf } from './local-call.ts'
import { localCalls } from './local/index.ts'
import { everyCall, remotePath } from './remote-call.ts'
import { remoteCalls } from './remote/index.ts'
import { serviceTypes, serviceTypeOf, type ServiceTypeName } from './service-type.ts'
import { bundleMessage, cardsOf, isBundleOf, SignatureBundle, signedBundle, type Unsigned } from './signature-bundle.ts'

const services = Object.keys(serviceTypes) as ServiceTypeName[]

describe('a client random', () => {
  test('tells when it was made, to the second', () => {
    fc.assert(fc.property(
      fc.integer({ min: 946_684_800, max: 4_102_444_799 }),
      fc.uint8Array({ minLength: CLIENT_RANDOM_BYTES, maxLength: CLIENT_RANDOM_BYTES }),
      (second, random) => {
        expect(timeOfClientRandom(clientRandom(second * 1000, random))).toBe(second * 1000)
      },
    ))
  })

  test('is written as the profile prints it', () => {
    expect(clientRandom(Date.parse('2026-01-15T09:00:00+08:00'), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)))
      .toBe('20260115090000010203040506070809')
  })

  test('of another kind has no time', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      expect(() => timeOfClientRandom(text)).toThrow(MalformedError)
    }))
    expect(() => timeOfClientRandom(`20261315090000${'0'.repeat(18)}`)).toThrow(MalformedError)
  })
})

describe('a signature bundle', () => {
  const key = new Uint8Array(32).fill(7)
  const unit = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
  const line = (maxLength: number) => fc.string({ maxLength, unit })
  const fields = Object.keys(SignatureBundle.shape) as (keyof Unsigned)[]
  const unsigned: fc.Arbitrary<Unsigned> = fc.record({
    clientRandom: line(64), hospitalId: line(10), samId: line(12), hcId: line(24), hcIdNo: line(10), hpcId: line(24), hpcIdNo: line(10),
  })

  test('counts for the use it was made for, and for no other', () => {
    fc.assert(fc.property(unsigned, fc.constantFrom(...services), fc.constantFrom(...services), (bundle, made, used) => {
      const signed = signedBundle(bundle, sign(dataMessage(bundleMessage(made, bundle)), key))
      expect(SignatureBundle.parse(signed)).toEqual(signed)
      expect(isBundleOf(used, signed, publicKeyOf(key))).toBe(made === used)
    }), { numRuns: 30 })
  })

  test('counts no more when one of its fields is another', () => {
    fc.assert(fc.property(unsigned, unsigned, fc.constantFrom(...fields), (one, other, field) => {
      fc.pre((field as string) !== 'signature' && one[field] !== other[field])
      const signed = signedBundle(one, sign(dataMessage(bundleMessage('query', one)), key))
      expect(isBundleOf('query', { ...signed, [field]: other[field] }, publicKeyOf(key))).toBe(false)
    }), { numRuns: 30 })
  })

  test('two bundles never have the same message', () => {
    fc.assert(fc.property(unsigned, unsigned, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      expect(bundleMessage('query', one)).not.toEqual(bundleMessage('query', other))
    }))
  })

  test('with a line break in a field is not signed', () => {
    const empty = { clientRandom: '', hospitalId: '', samId: '', hcId: '', hcIdNo: '', hpcId: '', hpcIdNo: '' }
    expect(() => bundleMessage('query', { ...empty, hcId: 'A\nB' })).toThrow(MalformedError)
  })

  test('with half a card tells of no cards', () => {
    const none = { clientRandom: '', hospitalId: '', samId: '', hcId: '', hcIdNo: '', hpcId: '', hpcIdNo: '' }
    expect(cardsOf(none)).toBe('sam')
    expect(cardsOf({ ...none, hcId: '0', hcIdNo: 'Z' })).toBe('hc')
    expect(cardsOf({ ...none, hpcId: '0', hpcIdNo: 'Z' })).toBe('hpc')
    expect(cardsOf({ ...none, hcId: '0', hcIdNo: 'Z', hpcId: '0', hpcIdNo: 'Z' })).toBe('hpcHc')
    for (const field of ['hcId', 'hcIdNo', 'hpcId', 'hpcIdNo']) expect(cardsOf({ ...none, [field]: '0' })).toBeUndefined()
  })
})

describe('service types', () => {
  test.each(services)('%s is found by its code', (name) => {
    expect(serviceTypeOf(serviceTypes[name].code)).toBe(name)
  })
})

describe('the remote API', () => {
  test('has every path once', () => {
    const paths = remoteCalls.map(({ name }) => remotePath(name))
    expect(new Set(paths).size).toBe(paths.length)
  })

  test.each(remoteCalls)('$name: its codes are in the error table', ({ codes }) => {
    for (const code of [...everyCall, ...codes]) expect(officialError('cs6', code), String(code)).toBeDefined()
  })
})

describe('the local API', () => {
  test('has every verb and path once, and takes no body in a GET', () => {
    expect(new Set(localCalls.map(({ name }) => name)).size).toBe(localCalls.length)
    for (const call of localCalls) {
      expect(['GET', 'POST', 'PUT', 'DELETE']).toContain(verbOf(call))
      expect(pathOf(call)).toMatch(/^\/api\/(?:common|sam|hpc|hc)\/v1\/[A-Za-z/]+$/)
      if (verbOf(call) === 'GET') expect(call.body).toEqual(expect.any(z.ZodObject))
    }
  })

  test.each(localCalls)('$name: codes of the table, and secrets among its fields', ({ codes, secret = [], body }) => {
    for (const code of codes) expect(officialError('cs6', code), String(code)).toBeDefined()
    for (const field of secret) expect(Object.keys(body.shape)).toContain(field)
  })
})
