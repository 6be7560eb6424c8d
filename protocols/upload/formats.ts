import { rocDateTimeFromIso } from '../bytes/roc-date-time.ts'
import { fieldRules } from './field-rules.ts'
import { upload1Fields } from './format-1.ts'
import { upload2Fields } from './format-2.ts'
import { readerOf, type Place, type Reception, type UnknownChecks, type UploadRule } from './rule.ts'
import type { UploadFields, UploadFormat, UploadRecord } from './record.ts'
import { upload1Rules } from './rules-1.ts'
import { identifier2Rules } from './rules-2-identifier.ts'
import { order2Rules } from './rules-2-orders.ts'
import { isTreatmentItem, visit2Rules } from './rules-2.ts'
import { unknownChecks } from './unknown-checks.ts'

/** What is the matter with a record: a place and a code of nhi-facts §8.5 or §8.7. */
export interface Finding extends Place {
  readonly error: string
}

export interface UploadFormatDeclaration {
  readonly fields: UploadFields
  readonly rules: readonly UploadRule[]
  readonly unknown: readonly UnknownChecks[]
  /** The fields by which a record is known. */
  readonly names: {
    readonly type: string, readonly kind: string, readonly hospitalId: string, readonly patientId: string, readonly time: string
    /** 就醫識別碼; 1.0 has none. */
    readonly treatmentNumber?: string
  }
}

const generic = { source: 'nhi-facts §8.7 (AB, AC)' } as const

/** Both formats of uploads: their fields, the checks that can be made, and those that cannot. */
export const uploadFormats: Readonly<Record<UploadFormat, UploadFormatDeclaration>> = {
  '1.0': {
    fields: upload1Fields, rules: upload1Rules, unknown: unknownChecks['1.0'],
    names: { type: 'A00', kind: 'A01', hospitalId: 'A14', patientId: 'A12', time: 'A17' },
  },
  '2.0': {
    fields: upload2Fields,
    rules: [
      ...fieldRules(upload2Fields, generic, {
        kind: [{ M04: '07901O1' }, { M04: '0790102' }], length: [{ M03: 'Z1999990160' }, { M03: 'Z199999016' }],
      }),
      ...visit2Rules, ...identifier2Rules, ...order2Rules,
    ],
    unknown: unknownChecks['2.0'],
    names: { type: 'H00', kind: 'H01', hospitalId: 'M05', patientId: 'M03', time: 'M11', treatmentNumber: 'M15' },
  },
}

/** The first of what is wrong at each place, so that a field is named once with each code. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const known = new Set<string>()
  return findings.filter(({ field, order, error }) => {
    const key = `${field} ${order ?? ''} ${error}`
    return !known.has(key) && known.add(key) !== undefined
  })
}

/**
 * Everything that the known checks find in a record, in the order of its rules. A record of 2.0 whose M07 no check can make
 * sense of is told of by Y008 and no more (nhi-facts §8.7).
 */
export function checkRecord(format: UploadFormat, record: UploadRecord, at: Reception): readonly Finding[] {
  if (format === '2.0') {
    const visit = readerOf(record.visit)
    const time = visit('M11') === '' ? rocDateTimeFromIso(at.receivedAt) : visit('M11')
    if (!isTreatmentItem(visit('M07'), time)) return [{ field: 'M07', error: 'Y008' }]
  }
  return unique(uploadFormats[format].rules.flatMap(({ error, places }) => places(record, at).map((place) => ({ ...place, error }))))
}
