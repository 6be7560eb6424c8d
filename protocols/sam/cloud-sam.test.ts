import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCertificate } from '../auth/certificate.ts'
import { hex, unhex } from '../bytes/hex.ts'
import { publicKeyOf } from '../crypto/ecdsa.ts'
import { CloudSamError, type CloudSamReason } from './cloud-sam-error.ts'
import { cloudSamFileName, oneCloudSam, parseCloudSamFileName } from './cloud-sam-name.ts'
import { makeCloudSam, openCloudSam, readCloudSam } from './cloud-sam.ts'

const privateKey = unhex('22'.repeat(32))
const machineSecret = unhex('5a'.repeat(32))
const identity = { environment: 'test', samId: 'TESTSAM00001', hospitalId: '9900000013', hospitalName: '測試診所' } as const
const name = '9900000013TESTSAM00001.SAM'
const holder = {
  issuer: 'NHICARDDTEST0001', holder: identity.samId, role: 'sam', publicKey: publicKeyOf(privateKey),
  from: '2026-01-01', to: '2030-12-31',
} as const
const certificate = makeCertificate(holder, unhex('11'.repeat(32)))
const given = { ...identity, certificate, privateKey, machineSecret, nonce: unhex('07'.repeat(24)) }
const text = makeCloudSam(given)
const open = (content: string, on: object = {}) =>
  openCloudSam(readCloudSam(content, name), { environment: 'test', machineSecret, ...on })

const refusal = (reason: CloudSamReason, code: number) =>
  expect.objectContaining({ name: 'CloudSamError', reason, code })

describe('a cloud SAM file', () => {
  it('is opened on the machine it was made for', () => {
    const opened = open(text)
    expect(opened).toMatchObject(identity)
    expect(hex(opened.privateKey)).toBe('22'.repeat(32))
    expect(opened.certificate.certificate).toEqual(holder)
  })

  it('is JSON that a person can read, without the key or the machine’s secret', () => {
    expect(Object.entries(JSON.parse(text) as object).slice(0, 6)).toEqual([
      ['format', 'nhicardd cloud SAM'], ['version', 1], ['environment', 'test'], ['samId', 'TESTSAM00001'],
      ['hospitalId', '9900000013'], ['hospitalName', '測試診所'],
    ])
    expect(text).not.toContain('22'.repeat(16))
    expect(text).not.toContain('5a'.repeat(16))
  })

  it('may have its keys in another order and other spaces', () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()))
    expect(open(shuffled)).toMatchObject(identity)
  })

  it('is refused on another machine with 9202, in the other environment with 9203', () => {
    expect(() => open(text, { machineSecret: unhex('5b'.repeat(32)) })).toThrow(refusal('otherMachine', 9202))
    expect(() => open(text, { environment: 'production' })).toThrow(refusal('otherEnvironment', 9203))
    const ofProduction = makeCloudSam({ ...given, environment: 'production' })
    expect(() => open(ofProduction)).toThrow(refusal('otherEnvironment', 9203))
    expect(open(ofProduction, { environment: 'production' }).environment).toBe('production')
  })

  it('is never opened when a character of it was changed', () => {
    const character = fc.constantFrom('0', 'a', 'Z', '"', ' ', '測')
    fc.assert(fc.property(fc.nat({ max: text.length - 1 }), character, (at, put) => {
      const changed = text.slice(0, at) + put + text.slice(at + 1)
      if (same(changed, text)) return
      expect(() => open(changed)).toThrow(CloudSamError)
    }), { numRuns: 300 })
  })

  it.each(['environment', 'samId', 'hospitalId', 'hospitalName', 'certificate', 'machine', 'nonce', 'sealedKey'])(
    'is refused when %s was taken from another file', (field) => {
      const other = JSON.parse(makeCloudSam({
        ...given, environment: 'production', samId: 'TESTSAM00002', hospitalId: '9900000031', hospitalName: '測試醫院',
        certificate: makeCertificate({ ...holder, holder: 'TESTSAM00002' }, unhex('11'.repeat(32))),
        machineSecret: unhex('5b'.repeat(32)), nonce: unhex('08'.repeat(24)),
      })) as Record<string, unknown>
      const mixed = { ...JSON.parse(text) as object, [field]: other[field] }
      expect(() => open(JSON.stringify(mixed))).toThrow(CloudSamError)
    },
  )

  it.each([
    ['nothing', ''], ['no JSON', '{'], ['another thing', '{"format":"x"}'], ['an array', '[]'], ['null', 'null'],
    ['a later version', text.replace('"version": 1', '"version": 2')],
    ['a field too many', text.replace('{', '{"more": 1,')],
    ['no certificate', text.replace(hex(certificate), '00')],
  ])('with %s is unreadable, 9201', (_, content) => {
    expect(() => readCloudSam(content, name)).toThrow(refusal('unreadable', 9201))
  })

  it('under the name of another is unreadable', () => {
    expect(() => readCloudSam(text, '9900000013TESTSAM00002.SAM')).toThrow(refusal('unreadable', 9201))
    expect(readCloudSam(text, name.toLowerCase())).toMatchObject(identity)
  })

  it('tells in its errors nothing of what stands in it', () => {
    const broken = text.replace('TESTSAM00001', 'C0FFEE')
    expect(() => readCloudSam(broken, name)).toThrow(/^9201 unreadable: samId$/)
  })

  it('is not made with a certificate, key or identity of another, or with too short a secret', () => {
    const physician = makeCertificate({ ...holder, role: 'physician' }, unhex('11'.repeat(32)))
    const others = [{ privateKey: unhex('33'.repeat(32)) }, { samId: 'TESTSAM00002' }, { certificate: physician }]
    for (const other of others) {
      expect(() => makeCloudSam({ ...given, ...other })).toThrow(expect.objectContaining({ field: 'certificate' }))
    }
    expect(() => makeCloudSam({ ...given, hospitalId: '99' })).toThrow(expect.objectContaining({ field: 'hospitalId' }))
    expect(() => makeCloudSam({ ...given, machineSecret: new Uint8Array(8) })).toThrow(RangeError)
    expect(() => makeCloudSam({ ...given, nonce: new Uint8Array(12) })).toThrow(RangeError)
  })
})

describe('the name of a cloud SAM file', () => {
  it('is institution code, SAM id and .SAM', () => {
    expect(cloudSamFileName(identity)).toBe(name)
    expect(parseCloudSamFileName(name)).toEqual({ hospitalId: '9900000013', samId: 'TESTSAM00001' })
    expect(parseCloudSamFileName(name.toLowerCase())).toEqual({ hospitalId: '9900000013', samId: 'TESTSAM00001' })
    for (const none of ['', 'x.SAM', `${name}.bak`, `../${name}`, name.replace('.SAM', '')]) {
      expect(parseCloudSamFileName(none)).toBeUndefined()
    }
    const { samId } = identity
    for (const wrong of [{ hospitalId: '990000001', samId: `3${samId}` }, { hospitalId: '99000000/3', samId }]) {
      expect(() => cloudSamFileName(wrong)).toThrow(expect.objectContaining({ field: 'SAM file name' }))
    }
  })

  it('is chosen when it is the only one: 9200 for none and for two', () => {
    expect(oneCloudSam(['readme.txt', name, 'old'])).toBe(name)
    expect(() => oneCloudSam([])).toThrow(refusal('missing', 9200))
    expect(() => oneCloudSam(['readme.txt'])).toThrow(refusal('missing', 9200))
    expect(() => oneCloudSam([name, 'copy.sam'])).toThrow(refusal('several', 9200))
    expect(() => oneCloudSam(['copy.sam'])).toThrow(refusal('unreadable', 9201))
  })
})

/** Whether two texts are the same JSON: a space more or less is no change. */
function same(left: string, right: string): boolean {
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right))
  } catch {
    return false
  }
}
