import type { UploadFormat, UploadRecord } from '#protocols/upload/record'
import type { UploadKind } from '#protocols/upload/web-api'

/** An upload that was answered with an Opcode, and its report, which is held back for a while. */
export interface KeptUpload {
  readonly opcode: string
  readonly samId: string
  readonly hospitalId: string
  readonly kind: UploadKind
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  readonly report: string
}

/** A record of a formal upload that the checks let pass. */
export interface KeptRecord {
  readonly hospitalId: string
  readonly patientId: string
  /** ROC date and time of the visit, as it was sent. */
  readonly time: string
  /** A00 and A01, or H00 and H01. */
  readonly type: string
  readonly kind: string
  readonly format: UploadFormat
  readonly opcode: string
  readonly record: UploadRecord
}

/** What the receiver remembers. One record of an institution, patient, time and type: a later one takes its place. */
export interface UploadStore {
  /** All of it or nothing. @throws RangeError when there is such an Opcode */
  add(upload: KeptUpload, records: readonly KeptRecord[]): void
  upload(opcode: string): KeptUpload | undefined
  /** How many uploads there have been. */
  count(): number
  /** Of every institution. */
  recordsAt(patientId: string, time: string): readonly KeptRecord[]
  /** In the order of time, then of patients. */
  recordsOf(hospitalId: string): readonly KeptRecord[]
  hasUsed(hospitalId: string, format: UploadFormat): boolean
}

const key = ({ hospitalId, patientId, time, type }: KeptRecord) => JSON.stringify([hospitalId, patientId, time, type])

const byTime = (one: KeptRecord, other: KeptRecord) => (
  one.time + one.patientId + one.type < other.time + other.patientId + other.type ? -1 : 1)

/** In memory: gone with the process. */
export class MemoryUploadStore implements UploadStore {
  readonly #uploads = new Map<string, KeptUpload>()
  readonly #records = new Map<string, KeptRecord>()

  add(upload: KeptUpload, records: readonly KeptRecord[]): void {
    if (this.#uploads.has(upload.opcode)) throw new RangeError('there is an upload of that Opcode')
    this.#uploads.set(upload.opcode, upload)
    for (const record of records) this.#records.set(key(record), record)
  }

  upload(opcode: string): KeptUpload | undefined {
    return this.#uploads.get(opcode)
  }

  count(): number {
    return this.#uploads.size
  }

  recordsAt(patientId: string, time: string): readonly KeptRecord[] {
    return this.#sorted((record) => record.patientId === patientId && record.time === time)
  }

  recordsOf(hospitalId: string): readonly KeptRecord[] {
    return this.#sorted((record) => record.hospitalId === hospitalId)
  }

  hasUsed(hospitalId: string, format: UploadFormat): boolean {
    return this.#sorted((record) => record.hospitalId === hospitalId && record.format === format).length > 0
  }

  #sorted(isWanted: (record: KeptRecord) => boolean): readonly KeptRecord[] {
    return [...this.#records.values()].filter(isWanted).sort(byTime)
  }
}
