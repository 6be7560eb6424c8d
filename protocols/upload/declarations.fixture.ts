import { expect } from 'vitest'
import { officialError } from '../errors/official/index.ts'
import { uploadFileChecks } from './file-checks.ts'
import { upload1Fields } from './format-1.ts'
import { upload2Fields } from './format-2.ts'
import { uploadFormats } from './formats.ts'
import type { UploadField } from './record.ts'
import { uploadRefusals, type UploadRefusal } from './refusals.ts'
import { uploadCalls, type UploadCall } from './web-api.ts'

const has = (value: object, ...keys: string[]) => keys.every((key) => key in value)

/** What the declarations of uploads must do, for the test that walks all declarations. */
export const uploadKinds: readonly { kind: string, is: (value: object) => boolean, walk: (value: never) => void }[] = [
  {
    kind: 'field of an upload', // upload/rules.test.ts reads its examples
    is: (value) => has(value, 'segment', 'holds'),
    walk: (field: UploadField) => {
      expect([upload1Fields[field.name], upload2Fields[field.name]]).toContain(field)
      expect(field.examples.length).toBeGreaterThan(0)
    },
  },
  {
    kind: 'check of an upload', // upload/rules.test.ts runs its examples
    is: (value) => has(value, 'field', 'error', 'places'),
    walk: (rule: never) => expect(Object.values(uploadFormats).flatMap(({ rules }) => rules)).toContain(rule),
  },
  {
    kind: 'check of a whole file', // simulator/cloud/upload/upload-file.test.ts sends its example
    is: (value) => has(value, 'at', 'error', 'example'),
    walk: (check: never) => expect(Object.values(uploadFileChecks)).toContain(check),
  },
  {
    kind: 'refusal of an upload',
    is: (value) => has(value, 'code', 'zh', 'en') && !has(value, 'rows'),
    walk: (row: UploadRefusal) => {
      expect(Object.values(uploadRefusals)).toContain(row)
      expect(officialError('upload', row.code), String(row.code)).toBeDefined()
    },
  },
  {
    kind: 'call of the upload Web API',
    is: (value) => has(value, 'paths', 'body', 'reply'),
    walk: (call: UploadCall) => {
      expect(uploadCalls).toContain(call)
      expect(call.examples.length).toBeGreaterThan(0)
      for (const { body, reply } of call.examples) {
        expect(call.body.parse(body)).toEqual(body)
        expect(call.reply.parse(reply)).toEqual(reply)
      }
    },
  },
]
