import { uploadFileChecks, type FileCheckName } from '#protocols/upload/file-checks'
import { checkRecord, uploadFormats, type Finding } from '#protocols/upload/formats'
import { stampOf } from '#protocols/upload/receipt'
import { valueOf, type UploadFormat, type UploadRecord } from '#protocols/upload/record'
import { writeReport, type ReportedRecord } from '#protocols/upload/report'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { UploadFile } from './upload-file.ts'
import type { KeptRecord, UploadStore } from './upload-store.ts'

/** What is being checked. */
export interface CheckedUpload {
  readonly opcode: string
  /** Of the sender. */
  readonly hospitalId: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Bytes. */
  readonly size: number
}

type Earlier = Pick<UploadStore, 'recordsAt' | 'hasUsed'>

/** A file's report, and the records of it that may be kept. */
export function checkUpload(
  file: UploadFile, upload: CheckedUpload, earlier: Earlier,
): { readonly report: string, readonly accepted: readonly KeptRecord[] } {
  if (file.refused !== undefined) return { report: refusedReport(upload, 0, { check: file.refused, at: file.at, number: 1 }), accepted: [] }
  const { format, records } = file
  const wrong = wholeFile(format, records, upload, earlier)
  if (wrong !== undefined) return { report: refusedReport(upload, records.length, wrong), accepted: [] }
  const accepted: KeptRecord[] = []
  const refused: ReportedRecord[] = []
  for (const [at, record] of records.entries()) {
    const findings = findingsOf(format, record, upload, earlier, accepted)
    if (findings.length === 0) accepted.push(keptRecord(format, record, upload))
    else refused.push(reported(format, record, at + 1, findings))
  }
  const report = writeReport({
    ...headOf(upload), received: records.length, validVisits: accepted.length, invalidVisits: refused.length, records: refused,
    validOrders: accepted.reduce((sum, { record }) => sum + record.orders.length, 0),
  })
  return { report, accepted: accepted.filter(isKept) }
}

/** The first record for which the whole file is refused. */
function wholeFile(
  format: UploadFormat, records: readonly UploadRecord[], { hospitalId: sender }: CheckedUpload, earlier: Earlier,
): Wrong | undefined {
  const { type, kind, hospitalId } = uploadFormats[format].names
  if (format === '1.0' && earlier.hasUsed(sender, '2.0')) return { check: 'formatLeft', at: 'RECS', number: 1 }
  for (const [at, { header, visit }] of records.entries()) {
    const number = at + 1
    if (!TYPES[format].test(valueOf(header, type))) return { check: 'wrongType', at: type, number }
    if (!KINDS[format].test(valueOf(header, kind))) return { check: 'wrongKind', at: kind, number }
    if (format === '1.0' && valueOf(header, 'A02') !== format) return { check: 'wrongVersion', at: 'A02', number }
    if (valueOf(visit, hospitalId) !== sender) return { check: 'otherInstitution', at: hospitalId, number }
  }
  return undefined
}

/** What is wrong with a record, those of the same file before it being known already. */
function findingsOf(
  format: UploadFormat, record: UploadRecord, { hospitalId, now }: CheckedUpload, earlier: Earlier, accepted: readonly KeptRecord[],
): readonly Finding[] {
  const { patientId, time } = uploadFormats[format].names
  const [patient, at] = [valueOf(record.visit, patientId), valueOf(record.visit, time)]
  const sameFile = accepted.filter((one) => one.patientId === patient && one.time === at && isKept(one))
  return checkRecord(format, record, { receivedAt: clinicTime(now), hospitalId, earlier: [...earlier.recordsAt(patient, at), ...sameFile] })
}

interface Wrong {
  readonly check: FileCheckName
  readonly at: string
  readonly number: number
}

const TYPES = { '1.0': /^[12]$/, '2.0': /^[125]$/ } as const
const KINDS = { '1.0': /^[1-4]$/, '2.0': /^[A-Z]$/ } as const

/** Kinds of 2.0 other than A and B delete, cancel and correct, and which does which is not public: none of them is kept. */
const isKept = ({ format, kind }: KeptRecord) => format === '1.0' || kind === 'A' || kind === 'B'

const headOf = ({ now, size }: CheckedUpload) => ({ uploadedAt: stampOf(now), size })

function keptRecord(format: UploadFormat, record: UploadRecord, { hospitalId, opcode }: CheckedUpload): KeptRecord {
  const { type, kind, patientId, time } = uploadFormats[format].names
  return {
    hospitalId, opcode, format, record, patientId: valueOf(record.visit, patientId), time: valueOf(record.visit, time),
    type: valueOf(record.header, type), kind: valueOf(record.header, kind),
  }
}

/** A value of a record as a report may repeat it: brackets and line breaks would shift what follows. */
const shown = (value: string) => value.replaceAll(/[[\]\r\n]/g, '?')

function reported(format: UploadFormat, { visit }: UploadRecord, number: number, findings: readonly Finding[]): ReportedRecord {
  const { patientId, treatmentNumber } = uploadFormats[format].names
  return {
    number, findings, patientId: shown(valueOf(visit, patientId)),
    treatmentNumber: treatmentNumber === undefined ? '' : shown(valueOf(visit, treatmentNumber)),
  }
}

/** How NHIA reports a file that it refuses as a whole is not public: here as one record, of nobody, with the one code. */
const refusedReport = (upload: CheckedUpload, received: number, { check, number, at }: Wrong): string => writeReport({
  ...headOf(upload), received, validVisits: 0, validOrders: 0, invalidVisits: received,
  records: [{ number, patientId: '', treatmentNumber: '', findings: [{ field: at, error: uploadFileChecks[check].error }] }],
})
