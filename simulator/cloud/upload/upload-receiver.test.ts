import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uploadFormats } from '#protocols/upload/formats'
import { readOpcode } from '#protocols/upload/opcode'
import { vnhiDownload, vnhiUpload } from '#protocols/upload/web-api'
import { DAY, ELSEWHERE, fileOf, HERE, MINUTE, record, sound1, sound2, UploadDesk } from './upload-desk.fixture.ts'
import { uploadRoutes } from './upload-routes.ts'

const formats = ['1.0', '2.0'] as const

describe('an upload', () => {
  test('is answered with an Opcode that says when, who and with which module', () => {
    const { RtnCode, Opcode } = new UploadDesk().send(fileOf(sound1))
    expect(RtnCode).toBe('0000')
    expect(readOpcode(Opcode)).toEqual({ receivedAt: '20260115210000', sequence: '000001', hospitalId: HERE, samId: 'TESTSAM00001' })
  })

  test('of the same second has an Opcode of its own', () => {
    const desk = new UploadDesk()
    expect(desk.send(fileOf(sound1)).Opcode).not.toBe(desk.send(fileOf(sound1)).Opcode)
  })

  test('has its signature checked with what was signed, for the upload and for the report', () => {
    const desk = new UploadDesk()
    desk.fetch(desk.send(fileOf(sound1)).Opcode)
    const bundle = { sSamId: 'TESTSAM00001', sHospId: HERE, sClientRandom: '0123456789', sSignature: 'sound' }
    expect(desk.checked).toEqual([bundle, bundle])
  })

  test.each(formats)('of sound records of %s is reported with nothing against it, and kept', (format) => {
    const desk = new UploadDesk()
    const file = fileOf(record(format))
    expect(desk.report(file)).toEqual({
      uploadedAt: '20260115210000', size: file.length, received: 1, validVisits: 1, validOrders: 1, invalidVisits: 0, records: [],
    })
    expect(desk.store.recordsOf(HERE)).toMatchObject([{ patientId: 'Z199999016', time: '1150115090000', format, record: record(format) }])
  })

  test('keeps the sound records of a file and reports the others by number', () => {
    const desk = new UploadDesk()
    const report = desk.report(fileOf(
      record('2.0', { M35: '' }), record('2.0', { M11: '1150115093000', D01: '1150115093000', M14: '', M15: '' })))
    expect(report).toMatchObject({ received: 2, validVisits: 1, validOrders: 1, invalidVisits: 1 })
    expect(report.records).toMatchObject([{ number: 1, patientId: 'Z199999016', findings: [{ field: 'M35', error: 'AH05' }] }])
    expect(desk.store.recordsOf(HERE).map(({ time }) => time)).toEqual(['1150115093000'])
  })

  test.each(['A2', 'ZZ'])('of the kind %s is checked and reported, and nothing of it is kept', (type) => {
    const desk = new UploadDesk()
    expect(desk.told(fileOf(record('1.0', { A25: '' })), { type })).toEqual(['1 A25:AA'])
    expect(desk.report(fileOf(sound1), { type }).validVisits).toBe(1)
    expect(desk.store.recordsOf(HERE)).toEqual([])
  })
})

test('whatever is posted, the answer is one of the declared kind, and only a file that was taken has an Opcode', () => {
  const body = fc.oneof(fc.jsonValue(), fc.record({
    sSamId: fc.string({ minLength: 12, maxLength: 12 }), sHospId: fc.constantFrom(HERE, 'x'),
    sClientRandom: fc.string(), sSignature: fc.string(),
    sType: fc.constantFrom('A1', 'A2', 'ZZ', ''), sPatData: fc.base64String(), sUploadDT: fc.constantFrom('20260115205958000', ''),
    sOpcode: fc.string(),
  }))
  fc.assert(fc.property(body, (posted) => {
    const desk = new UploadDesk()
    const { RtnCode, Opcode } = vnhiUpload.reply.parse(desk.receiver.upload(posted))
    expect([Opcode !== '', desk.store.count()]).toEqual([RtnCode === '0000', RtnCode === '0000' ? 1 : 0])
    expect(vnhiDownload.reply.parse(desk.receiver.download(posted)).RtnCode).not.toBe('0000')
  }))
})

describe('a report', () => {
  const kinds = [['A1', 14 * DAY], ['A2', 2 * DAY], ['ZZ', 2 * DAY]] as const
  test.each(kinds)('of %s can be had from the half hour on to its last moment', (type, kept) => {
    const desk = new UploadDesk()
    const { Opcode } = desk.send(fileOf(sound1), { type })
    const answers = [30 * MINUTE - 1, 1, kept - 30 * MINUTE, 1].map((ms) => {
      desk.clock.advance(ms)
      return desk.fetch(Opcode, { type }).RtnCode
    })
    expect(answers).toEqual(['5002', '0000', '0000', '9999'])
  })

  test('can be had again and again, and says the same', () => {
    const desk = new UploadDesk()
    const { Opcode } = desk.send(fileOf(record('1.0', { A25: '' })))
    desk.clock.advance(30 * MINUTE)
    expect(desk.fetch(Opcode)).toEqual(desk.fetch(Opcode))
  })

  test('waits for nobody: no timer is left', () => {
    const desk = new UploadDesk()
    desk.send(fileOf(sound1))
    expect(desk.clock.waiting).toBe(0)
  })

  test('is not given to another institution', () => {
    const desk = new UploadDesk()
    expect(desk.fetch(desk.send(fileOf(sound1)).Opcode, { hospitalId: ELSEWHERE }).RtnCode).toBe('5004')
  })
})

describe('a record that is there already', () => {
  test('is a duplicate when it is sent again, and is told of twice within a file too', () => {
    const desk = new UploadDesk()
    expect(desk.told(fileOf(sound1, sound1))).toEqual(['2 A17:C001'])
    expect(desk.told(fileOf(sound1))).toEqual(['1 A17:C001'])
    expect(desk.store.recordsOf(HERE)).toHaveLength(1)
  })

  test('is replaced by a correction, which without it is refused', () => {
    const desk = new UploadDesk()
    const correction = record('1.0', { A01: '3', A31: '600' })
    expect(desk.told(fileOf(correction))).toEqual(['1 A01:Y009'])
    expect(desk.told(fileOf(sound1, correction))).toEqual([])
    expect(desk.store.recordsOf(HERE)).toMatchObject([{ kind: '3', record: { visit: { A31: '600' } } }])
  })

  test('of another institution at the same time is told as theirs', () => {
    const desk = new UploadDesk()
    const theirs = record('2.0', { M05: ELSEWHERE, M14: '', M15: '' })
    expect(desk.told(fileOf(theirs), { hospitalId: ELSEWHERE })).toEqual([])
    expect(desk.told(fileOf(sound2))).toEqual(['1 M11:22'])
  })

  test('of test results is told as a report of the same ID and time', () => {
    const desk = new UploadDesk()
    const result = record('2.0', {
      H00: '5', H01: 'B', M01: '', M02: '', M13: 'CV19', M14: '', M15: '', M51: 'W', D06: 'FSTN-COVID19', D11: '',
    })
    expect(desk.told(fileOf(result, result))).toEqual(['2 M11:AD30'])
  })

  test('is not made by records of kinds whose meaning is not public', () => {
    const desk = new UploadDesk()
    expect(desk.told(fileOf(record('2.0', { H01: 'C' }), record('2.0', { H01: 'C' })))).toEqual([])
    expect(desk.store.recordsOf(HERE)).toEqual([])
  })
})

describe('every rule', () => {
  const rules = formats
    .flatMap((format) => uploadFormats[format].rules.map((rule) => ({ format, rule, field: rule.field, error: rule.error })))
    .filter(({ rule: { examples: { broken } } }) => broken.earlier === undefined && broken.elsewhere === undefined)

  test.each(rules)('$format $field $error reaches the report of a file that breaks it', ({ format, rule }) => {
    const told = new UploadDesk().told(fileOf(record(format, rule.examples.broken)))
    expect(told.some((line) => line.endsWith(`:${rule.error}`) && (rule.field === '*' || line.startsWith(`1 ${rule.field}`)))).toBe(true)
  })
})

describe('over HTTP', () => {
  const body = {
    sSamid: 'TESTSAM00001', sHospid: HERE, sClientrandom: '0123456789', sSignature: 'sound', sType: 'A1', sMrecs: '1', sPrecs: '1',
    sPatData: Buffer.from(fileOf(sound1)).toString('base64'), sUploadDT: '1150115205958000',
  }
  const post = async (desk: UploadDesk, path: string, content: string) => {
    const headers = { 'Content-Type': 'application/json' }
    const response = await uploadRoutes(desk.receiver).request(path, { method: 'POST', body: content, headers })
    return { status: response.status, json: await response.json() as Record<string, string> }
  }

  const paths = ['/V1000/VNHI_Upload', '/V2000/VNHI_Upload']
  test.each(paths)('a file is taken at %s, however its fields are spelt, and its report given at V1000', async (path) => {
    const desk = new UploadDesk()
    const { status, json } = await post(desk, path, JSON.stringify(body))
    expect([status, json.RtnCode]).toEqual([200, '0000'])
    desk.clock.advance(30 * MINUTE)
    const report = await post(desk, '/V1000/VNHI_Download', JSON.stringify({ ...body, sOpcode: json.Opcode }))
    expect(report.json.RtnCode).toBe('0000')
    expect(Buffer.from(report.json.tx_result_json ?? '', 'base64').toString()).toContain('檢核結果')
  })

  test('UTF-8 is taken from CS 6.0 and is “not Big5” from others', async () => {
    const file = Buffer.from(fileOf(record('2.0', { D15: '測試' })).replace('Big5', 'utf-8')).toString('base64')
    const told = async (path: string) => {
      const desk = new UploadDesk()
      const { json } = await post(desk, path, JSON.stringify({ ...body, sPatData: file }))
      desk.clock.advance(30 * MINUTE)
      return Buffer.from(desk.fetch(json.Opcode ?? '').tx_result_json, 'base64').toString()
    }
    expect(await told('/V2000/VNHI_Upload')).not.toContain('錯誤原因')
    expect(await told('/V1000/VNHI_Upload')).toContain('錯誤原因:RECS:Y014;')
  })

  test.each(['', '{', 'null', '[]', '{"sType":"A1"}'])('a body that is %j is refused by a RtnCode', async (content) => {
    expect(await post(new UploadDesk(), '/V1000/VNHI_Upload', content)).toEqual({ status: 200, json: { RtnCode: '9999', Opcode: '' } })
  })

  test('a body beyond what a file may be is refused without being read to its end', async () => {
    const desk = new UploadDesk({ limits: { mostBytes: 1000 } })
    expect(await post(desk, '/V1000/VNHI_Upload', JSON.stringify({ ...body, sPatData: 'A'.repeat(40_000) })))
      .toEqual({ status: 200, json: { RtnCode: '9999', Opcode: '' } })
  })
})
