import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalformedError } from '../bytes/malformed.ts'
import { readOpcode, writeOpcode } from './opcode.ts'
import { receiptOf, stampOf, uploadReceipt } from './receipt.ts'
import { vnhiDownload, vnhiUpload, withDeclaredNames } from './web-api.ts'

const text = (least: number, most = least) => fc.stringMatching(new RegExp(`^[0-9A-Z]{${least},${most}}$`))

describe('an Opcode', () => {
  test('has its parts at the places that clients cut', () => {
    const written = writeOpcode({ receivedAt: '20260115210000', sequence: '000001', hospitalId: '9900000013', samId: 'TESTSAM00001' })
    expect([written.slice(0, 14), written.slice(20, 30), written.slice(30, 42)]).toEqual(['20260115210000', '9900000013', 'TESTSAM00001'])
  })

  test('is read back as it was written', () => {
    fc.assert(fc.property(fc.record({ receivedAt: text(14), sequence: text(6), hospitalId: text(10), samId: text(12) }), (parts) => {
      expect(readOpcode(writeOpcode(parts))).toEqual(parts)
    }))
  })

  test.each(['', '2026', '1'.repeat(41), '1'.repeat(43)])('is not %j', (wrong) => {
    expect(() => readOpcode(wrong)).toThrow(MalformedError)
  })
})

test('a receipt of 50 bytes says when the file was sent and when it came', () => {
  const parts = readOpcode('20260115210000' + '000001' + '9900000013' + 'TESTSAM00001')
  const written = uploadReceipt.encode(receiptOf(parts, stampOf(Date.UTC(2026, 0, 15, 12, 59, 58))))
  expect(String.fromCharCode(...written)).toBe('TESTSAM00001' + '9900000013' + '20260115205958' + '20260115210000')
})

describe('a call', () => {
  test('may spell its fields as other clients do', () => {
    const { sSamId, sHospId, sClientRandom, ...rest } = vnhiUpload.examples[0]!.body as Record<string, string>
    const spelt = { sSamid: sSamId, sHospid: sHospId, sClientrandom: sClientRandom, ...rest, sMrecs: '1', sPrecs: '1' }
    expect(vnhiUpload.body.parse(withDeclaredNames(vnhiUpload, spelt))).toEqual(vnhiUpload.examples[0]!.body)
  })

  test.each([undefined, null, 'text', 5, []])('that is %j stays what it is, and is refused', (body) => {
    expect(withDeclaredNames(vnhiDownload, body)).toEqual(body)
    expect(vnhiDownload.body.safeParse(withDeclaredNames(vnhiDownload, body)).success).toBe(false)
  })
})
