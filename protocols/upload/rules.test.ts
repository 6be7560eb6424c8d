import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRecord, uploadFormats } from './formats.ts'
import { isOfKind, isTooLong, type UploadFormat } from './record.ts'
import { edited, receivedAt, soundRecords } from './sound-records.fixture.ts'

const formats = ['1.0', '2.0'] as const
const reception = { receivedAt, hospitalId: '9900000013', earlier: [] }
const rules = formats.flatMap((format) => uploadFormats[format].rules.map((rule) => (
  { format, rule, field: rule.field, error: rule.error, en: rule.en })))

describe('a sound record', () => {
  test.each(formats)('of %s is complained of by no rule', (format) => {
    expect(checkRecord(format, soundRecords[format], reception)).toEqual([])
  })
})

describe('each rule of an upload', () => {
  test.each(rules)('$format $field $error tells its broken example, not its kept one: $en', ({ format, rule }) => {
    const { fields } = uploadFormats[format]
    const told = (edit: typeof rule.examples.broken) => {
      const { record, at } = edited(format, fields, edit)
      return rule.places(record, at)
    }
    expect(told(rule.examples.broken).length).toBeGreaterThan(0)
    expect(told(rule.examples.kept)).toEqual([])
    if (rule.field !== '*') for (const { field } of told(rule.examples.broken)) expect(field).toBe(rule.field)
  })

  test.each(rules)('$format $field $error: the example that keeps it is sound as a whole', ({ format, rule }) => {
    const { record, at } = edited(format, uploadFormats[format].fields, rule.examples.kept)
    expect(checkRecord(format, record, at)).toEqual([])
  })

  test.each(rules)('$format $field $error names a field of its format, or a segment', ({ format, rule }) => {
    expect(['*', 'MB2', ...Object.keys(uploadFormats[format].fields)]).toContain(rule.field)
  })

  test.each(rules)('$format $field $error changes in its examples only fields that there are', ({ format, rule }) => {
    for (const edit of [rule.examples.broken, rule.examples.kept]) {
      for (const name of Object.keys(edit)) {
        expect(['MB2', 'earlier', 'elsewhere', ...Object.keys(uploadFormats[format].fields)]).toContain(name)
      }
    }
  })

  test.each(formats)('of %s has a code that is not also among those nobody can check', (format) => {
    const { rules: made, unknown } = uploadFormats[format]
    const unmade = unknown.flatMap(({ errors }) => errors)
    expect(new Set(unmade).size).toBe(unmade.length)
    expect(made.filter(({ error }) => unmade.includes(error)).map(({ error }) => error)).toEqual([])
  })
})

describe('a field of an upload', () => {
  const fields = formats.flatMap((format) => Object.values(uploadFormats[format].fields).map((field) => (
    { format, name: field.name, field })))

  test.each(fields)('$format $name holds its examples', ({ field }) => {
    for (const example of field.examples) expect([isOfKind(field, example), isTooLong(field, example)]).toEqual([true, false])
  })
})

test.each(formats)('whatever the fields of a record of %s hold, it is checked to an end, each finding once', (format: UploadFormat) => {
  const { fields } = uploadFormats[format]
  const values = fc.oneof(fc.string({ maxLength: 14 }), fc.stringMatching(/^\d{0,13}$/),
    fc.constantFrom('', '測', 'A', 'IC01', '1150115090000', 'Z'.repeat(20)))
  const edits = fc.dictionary(fc.constantFrom(...Object.keys(fields)), values)
  fc.assert(fc.property(edits, fc.integer({ min: 0, max: 3 }), (edit, orders) => {
    const { record, at } = edited(format, fields, { ...edit, MB2: String(orders) })
    const findings = checkRecord(format, record, at).map((finding) => JSON.stringify(finding))
    expect(new Set(findings).size).toBe(findings.length)
  }))
})
