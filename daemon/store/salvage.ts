import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { unsealEntry, type EntryRow } from './entry-row.ts'
import { unwrapPatientKey, type PatientKey, type PatientKeyRow } from './patient-keys.ts'
import { pageVersions, rawRecords, type RawRecord, type RawValue } from './raw-records.ts'
import type { WrapKey } from './store-keys.ts'
import { framesIn } from './wal-file.ts'

/** What of a damaged database still verifies. */
export interface Salvage {
  /** The key that it is under; undefined: no trace of a key is left, and so of nothing else. */
  readonly wrapKey: WrapKey | undefined
  /** 32 bytes. */
  readonly root: Uint8Array | undefined
  readonly patientKeys: readonly PatientKeyRow[]
  readonly entries: readonly EntryRow[]
  /** All rows that were found, of whatever table: for tables that know themselves which of theirs are right. */
  readonly records: readonly RawRecord[]
}

const isBytes = (value: RawValue | undefined, length?: number): value is Uint8Array =>
  value instanceof Uint8Array && (length === undefined || value.length === length)

const isNumber = (value: RawValue | undefined): value is number => typeof value === 'number'

const CHECK = 16

/**
 * Looks through all pages of a database and its log for what verifies under one of the keys.
 * @throws NhicardError STORE_KEY_WRONG when it is under another key
 */
export function salvage(database: Uint8Array, wal: Uint8Array, wrapKeys: readonly WrapKey[], source: string): Salvage {
  const pageSize = 4096 // ours always; the header, which says so too, may be what is damaged
  const records = [...rawRecords(pageVersions(database, framesIn(wal, pageSize), pageSize))]
  const { wrapKey, root, isOther } = rootIn(records, wrapKeys)
  if (wrapKey === undefined || root === undefined) {
    if (isOther) throw new NhicardError('STORE_KEY_WRONG', { source })
    return { wrapKey: undefined, root: undefined, patientKeys: [], entries: [], records }
  }
  const keys = patientKeysIn(records, wrapKey)
  return { wrapKey, root, records, patientKeys: [...keys.values()].map(({ row }) => row), entries: entriesIn(records, keys) }
}

function rootIn(records: readonly RawRecord[], wrapKeys: readonly WrapKey[]) {
  const others = new Map<string, number>()
  for (const { values: [, version, check, wrapped], values } of records) {
    if (values.length !== 4 || !isNumber(version) || !isBytes(check, CHECK) || !isBytes(wrapped, 73)) continue
    for (const wrapKey of wrapKeys) {
      const root = wrapKey.unwrapRoot(wrapped)
      if (root !== undefined) return { wrapKey, root, isOther: false }
    }
    if (!wrapKeys.some((wrapKey) => hex(wrapKey.check) === hex(check))) others.set(hex(check), (others.get(hex(check)) ?? 0) + 1)
  }
  // one alone may be what was damaged; where two say the same, it was written so
  return { isOther: [...others.values()].some((count) => count > 1) }
}

interface FoundKey {
  readonly row: PatientKeyRow
  /** null: the patient was forgotten. */
  readonly key: PatientKey | null
}

function patientKeysIn(records: readonly RawRecord[], wrapKey: WrapKey): ReadonlyMap<number, FoundKey> {
  const found = new Map<number, FoundKey>()
  for (const { rowid, values: [, patient, wrapped], values } of records) {
    if (values.length !== 3 || !isBytes(patient) || !isBytes(wrapped) || found.get(rowid)?.key === null) continue
    const row = { id: rowid, patient, wrapped }
    const key = unwrapPatientKey(wrapKey, row)
    if (key !== undefined) found.set(rowid, { row, key }) // who was forgotten in one version of a page stays forgotten
  }
  return found
}

function entriesIn(records: readonly RawRecord[], keys: ReadonlyMap<number, FoundKey>): EntryRow[] {
  const found = new Map<number, EntryRow>()
  for (const record of records) {
    const row = entryOf(record)
    if (row === undefined || found.has(row.sequence)) continue
    const known = keys.get(row.patientKey)
    // what nobody can read any more nobody can verify either: it is kept as it is
    if (known?.key === null || (known !== undefined && unsealEntry(row, known.key) !== undefined)) found.set(row.sequence, row)
  }
  return [...found.values()].sort((left, right) => left.sequence - right.sequence)
}

function entryOf({ rowid, values }: RawRecord): EntryRow | undefined {
  const [, visitId, kind, at, patientKey, keyHash = null, isOpen = null, sealed] = values
  if (values.length !== 8 || rowid < 1 || !isBytes(visitId, 16) || typeof kind !== 'string') return undefined
  if (!isNumber(at) || !isNumber(patientKey)) return undefined
  if (!(keyHash === null || isBytes(keyHash)) || !(isOpen === null || isNumber(isOpen)) || !isBytes(sealed)) return undefined
  return { sequence: rowid, visitId, kind, at, patientKey, keyHash, isOpen, sealed }
}
