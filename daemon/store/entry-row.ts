import { hex } from '#protocols/bytes/hex'
import type { Entropy } from '#protocols/port/entropy'
import type { JournalEntry, NewEntry } from '#protocols/port/journal'
import type { PatientKey } from './patient-keys.ts'
import { padded, seal, unpadded, unseal } from './seal.ts'

/** As it stands in the database. */
export interface EntryRow {
  readonly sequence: number
  /** 16 bytes. */
  readonly visitId: Uint8Array
  readonly kind: string
  readonly at: number
  readonly patientKey: number
  /** 16 bytes, of the caller's idempotency key. */
  readonly keyHash: Uint8Array | null
  /** 1, 0, or null: as before. */
  readonly isOpen: number | null
  readonly sealed: Uint8Array
}

const VISIT_ID = /^[0-9a-f]{32}$/

/** @throws RangeError */
export function visitIdBytes(visitId: string): Uint8Array {
  if (!VISIT_ID.test(visitId)) throw new RangeError('a visit’s id is 32 hex digits in lower case')
  return Buffer.from(visitId, 'hex')
}

/** Everything that stands in clear is bound to the content. */
const about = ({ sequence, visitId, kind, at, patientKey, keyHash, isOpen }: Omit<EntryRow, 'sealed'>) =>
  ['entry', kind, visitId, sequence, at, patientKey, keyHash, isOpen] as const

export interface EntryPlace {
  readonly sequence: number
  /** 16 bytes, of the entry's. */
  readonly visitId: Uint8Array
  readonly at: number
  readonly keyHash: Uint8Array | null
}

export function sealEntry(
  { kind, content, isOpen }: NewEntry, { sequence, visitId, at, keyHash }: EntryPlace, { id, key }: PatientKey, entropy: Entropy,
): EntryRow {
  const clear = { sequence, visitId, kind, at, patientKey: id, keyHash, isOpen: isOpen === undefined ? null : Number(isOpen) }
  return { ...clear, sealed: seal(key, padded(JSON.stringify(content)), about(clear), entropy) }
}

/** @returns undefined when the row is not as it was written */
export function unsealEntry(row: EntryRow, { key, patientId }: PatientKey): JournalEntry | undefined {
  const plain = unseal(key, row.sealed, about(row))
  if (plain === undefined) return undefined
  const content: unknown = JSON.parse(unpadded(plain))
  // the seal says that this store wrote it, and it writes entries only
  return { sequence: row.sequence, visitId: hex(row.visitId), patientId, kind: row.kind, content, at: row.at } as JournalEntry
}
