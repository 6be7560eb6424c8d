import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uploadFormats } from '#protocols/upload/formats'
import type { UploadFormat, UploadRecord, UploadSegment } from '#protocols/upload/record'
import { soundRecords } from '#protocols/upload/sound-records.fixture'
import { writeUploadFile } from '#drivers/cloud/upload-file'
import { readUploadFile } from '#simulator/cloud/upload/upload-file'
import { uploadLimits } from '#simulator/cloud/upload/upload-receiver'

const formats = ['1.0', '2.0'] as const

/** What a HIS may write into a field: Chinese, characters that Big5 lacks, signs of XML, line breaks. */
const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }), fc.stringMatching(/^[測試健保卡]{1,5}$/), fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('<&>"\'', 'a\r\nb', '😀', '&#1;', ']]>', '<!-- -->', '堃喆𠮷'),
).map((text) => text.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, '').trim()).filter((text) => text !== '')

const fieldsOf = (format: UploadFormat, segments: readonly UploadSegment[]) =>
  Object.values(uploadFormats[format].fields).filter((field) => segments.includes(field.segment)).map(({ name }) => name)

const segment = (format: UploadFormat, ...segments: readonly UploadSegment[]) => fc.dictionary(
  fc.constantFrom(...fieldsOf(format, segments)),
  value, { maxKeys: 8, noNullPrototype: true })

const records = (format: UploadFormat): fc.Arbitrary<UploadRecord> => fc.record({
  // whether a file is 1.0 or 2.0 shows by its header alone
  header: segment(format, 'MSH').map((header) => ({ ...header, [format === '1.0' ? 'A00' : 'H00']: '1' })),
  visit: segment(format, 'MB1', 'either'), orders: fc.array(segment(format, 'MB2', 'either'), { maxLength: 3 }),
})

describe.each(formats)('a file of %s as the driver writes it', (format) => {
  test.each(['Big5', 'UTF-8'] as const)('is read by NHIA’s side as it was meant, in %s', (encoding) => {
    fc.assert(fc.property(fc.array(records(format), { minLength: 1, maxLength: 3 }), (all) => {
      const bytes = writeUploadFile(format, all, encoding)
      expect(readUploadFile(bytes, { acceptsUtf8: encoding === 'UTF-8' })).toEqual({ format, records: all })
    }))
  })

  test('may be as large as NHIA takes files', () => {
    const record = { header: soundRecords[format].header, visit: {}, orders: [{ [format === '1.0' ? 'A75' : 'D15']: '測試😀'.repeat(100) }] }
    const all = Array.from({ length: 500 }, () => record)
    const bytes = writeUploadFile(format, all)
    expect(bytes.length).toBeGreaterThan(uploadLimits.mostBytes / 2)
    expect(readUploadFile(bytes)).toEqual({ format, records: all })
  })

  test('is the sound record again', () => {
    const record = soundRecords[format]
    expect(readUploadFile(writeUploadFile(format, [record]))).toEqual({ format, records: [record] })
  })
})
