import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBig5 } from '#protocols/bytes/big5'
import { uploadFileChecks, type FileCheckName } from '#protocols/upload/file-checks'
import { fileOf, sound1, sound2, UploadDesk } from './upload-desk.fixture.ts'
import { readUploadFile } from './upload-file.ts'

const checks = (Object.keys(uploadFileChecks) as FileCheckName[]).map((name) => ({ name, ...uploadFileChecks[name] }))
const read = (text: string) => readUploadFile(encodeBig5(text))

describe('a file that is refused as a whole', () => {
  test.each(checks)('is told by $error alone when: $en', ({ name, error, at, example }) => {
    const desk = new UploadDesk()
    if (name === 'formatLeft') desk.send(fileOf(sound2))
    const report = desk.report(example)
    expect(report.records.flatMap(({ findings }) => findings.map((finding) => finding.error))).toEqual([error])
    expect(at).toContain(report.records[0]?.findings[0]?.field)
    expect(report).toMatchObject({ validVisits: 0, validOrders: 0 })
  })

  test('takes its sound records with it', () => {
    const desk = new UploadDesk()
    const wrong = { ...sound1, visit: { ...sound1.visit, A14: '9900000022' } }
    expect(desk.report(fileOf(sound1, wrong))).toMatchObject({ received: 2, invalidVisits: 2, validVisits: 0, records: [{ number: 2 }] })
    expect(desk.store.recordsOf('9900000013')).toEqual([])
  })
})

describe('a file', () => {
  test('is read as it was written, of both formats', () => {
    expect(read(fileOf(sound1))).toEqual({ format: '1.0', records: [sound1] })
    expect(read(fileOf(sound2, sound2))).toEqual({ format: '2.0', records: [sound2, sound2] })
  })

  test('is Big5 where it says nothing', () => {
    expect(read(fileOf(sound1).replace(/<\?.*?\?>/, ''))).toEqual({ format: '1.0', records: [sound1] })
  })

  test.each([
    ['&#28204;', '測'], ['&#x6e2c;', '測'], ['&amp;amp;', '&amp;'], ['&lt;&gt;&quot;&apos;', '<>"\''], ['<![CDATA[<&]]>', '<&'],
    ['a<!-- <RECS> -->b', 'ab'], ['測\n試', '測\n試'],
  ])('holds %j as %j', (written, value) => {
    expect(read(fileOf(sound1).replace('<A25>J00</A25>', `<A25>${written}</A25>`))).toMatchObject({ records: [{ visit: { A25: value } }] })
  })

  test.each(['&unknown;', '&', '&#0;', '&#x110000;', '<b>J00</b>'])('with %j in a field is refused', (written) => {
    expect(read(fileOf(sound1).replace('<A25>J00</A25>', `<A25>${written}</A25>`)).refused).toMatch(/^(?:notWellFormed|wrongLevel)$/)
  })

  test('with a document type is refused, so that no entity can grow', () => {
    const bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    expect(read(fileOf(sound1).replace('?>', `?>${bomb}`)).refused).toBe('notWellFormed')
  })

  test('cut off anywhere is refused, and said so without a value of it', () => {
    const whole = encodeBig5(fileOf(sound1))
    const head = '<?xml version="1.0" encoding="Big5"?>'.length
    for (let at = head; at < whole.length; at++) {
      const file = readUploadFile(whole.subarray(0, at))
      expect(file.refused, String(at)).toBeDefined()
      expect(JSON.stringify(file)).not.toContain('Z199999016')
    }
  })

  test('of any bytes is read or refused, and nothing else happens', () => {
    const scrap = fc.constantFrom(
      '<RECS>', '</RECS>', '<REC>', '</REC>', '<MSH>', '</MSH>', '<MB>', '<MB1>', '</MB1>', '</MB>', '<A00>1</A00>', '<__proto__>',
      '</__proto__>', '<constructor>1</constructor>', '<A12 a="1">', '<?x?>', '測', '&amp;', '<', ']]>', '<!-- -->')
    const scraps = fc.array(scrap, { maxLength: 14 })
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), scraps.map((parts) => encodeBig5(parts.join('')))), (bytes) => {
      const file = readUploadFile(bytes)
      expect(file.refused ?? file.records.length).toBeTruthy()
    }))
  })
})
