import { expect, test } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { writeUploadFile } from './upload-file.ts'

const header = { A00: '1', A01: '2', A02: '1.0' }
const record = { header, visit: { A23: '01', A12: 'Z199999016', A81: '測&😀' }, orders: [{ A72: '1' }, { A72: ' ' }] }

test('an upload file is one RECS of Big5, its fields in the order of the format, empty ones left away', () => {
  // 測 is b4fa in Big5, which has no 😀
  const typed = '<?xml version="1.0" encoding="Big5"?><RECS><REC><MSH><A00>1</A00><A01>2</A01><A02>1.0</A02></MSH>'
    + '<MB><MB1><A12>Z199999016</A12><A23>01</A23><A81>\xb4\xfa&amp;&#128512;</A81></MB1>'
    + '<MB2><A72>1</A72></MB2><MB2></MB2></MB></REC></RECS>'
  expect(Buffer.from(writeUploadFile('1.0', [record])).toString('latin1')).toBe(typed)
})

test.each([
  ['a field of the other format', { header, visit: { M03: 'Z199999016' }, orders: [] }],
  ['a field of another segment', { header, visit: { A72: '1' }, orders: [] }],
  ['an allergy in the header', { header: { ...header, A80: 'N' }, visit: {}, orders: [] }],
  ['a name that objects have anyway', { header, visit: { constructor: '1' }, orders: [] }],
  ['a NUL, which XML cannot hold', { header, visit: { A12: 'Z\0' }, orders: [] }],
  ['half a surrogate pair', { header, visit: { A12: 'Z\ud800' }, orders: [] }],
])('%s is refused by name, without its value', (_, wrong) => {
  expect(() => writeUploadFile('1.0', [wrong])).toThrow(MalformedError)
  expect(() => writeUploadFile('1.0', [wrong])).not.toThrow(/Z/)
})
