import { existsSync, readFileSync } from 'node:fs'
import type { Entropy } from '#protocols/port/entropy'
import { AuditKeys } from './audit-keys.ts'
import { savedAudit, type SavedAudit } from './audit-salvage.ts'
import { HighMark } from './high-mark.ts'
import { rebuildVisits } from './integrity.ts'
import { draftOf, putDraft, quarantine, removeDatabase } from './quarantine.ts'
import { salvage, type Salvage } from './salvage.ts'
import { openFile, StoreDatabase, useLog } from './store-database.ts'
import { HashKeys, keepRoot, type WrapKey } from './store-keys.ts'
import { gapsIn, type SequenceRange } from './store-report.ts'

export interface RebuildGround {
  readonly wrapKeys: readonly WrapKey[]
  /** Where they came from, for the error. */
  readonly source: string
  readonly now: number
  readonly entropy: Entropy
}

/** What there is of a damaged database. */
export interface Damaged {
  /** Folder with its copy. */
  readonly copy: string
  readonly saved: Salvage
}

const read = (file: string) => existsSync(file) ? readFileSync(file) : new Uint8Array()

/**
 * Copies a damaged database away, and reads what verifies.
 * @throws NhicardError STORE_KEY_WRONG, before anything was copied; Error of the file system
 */
export function copyAway(file: string, { wrapKeys, source, now }: RebuildGround): Damaged {
  const saved = salvage(read(file), read(`${file}-wal`), wrapKeys, source)
  return { saved, copy: quarantine(file, now) }
}

/**
 * Puts a new database in the place of a damaged one, of every row that still verifies, each under its old number.
 * @returns what is lost
 * @throws Error of SQLite or of the file system: the damaged one is as it was
 */
export function rebuild(file: string, { saved }: Damaged, { now, entropy }: RebuildGround): readonly SequenceRange[] {
  removeDatabase(draftOf(file))
  const handle = openFile(draftOf(file))
  try {
    useLog(handle)
    const draft = new StoreDatabase(handle, { durability: 'full' })
    draft.migrate()
    const lost = draft.transact(() => fill(draft, saved, HighMark.read(`${file}-mark`), now, entropy), true)
    draft.close()
    putDraft(file)
    return lost
  } finally {
    handle.close()
    removeDatabase(draftOf(file))
    saved.root?.fill(0)
  }
}

function fill(draft: StoreDatabase, saved: Salvage, highMark: number, now: number, entropy: Entropy): SequenceRange[] {
  const { handle } = draft
  if (saved.wrapKey !== undefined && saved.root !== undefined) keepRoot(draft, saved.wrapKey, saved.root, entropy)
  const addKey = handle.prepare('INSERT INTO patient_key VALUES (?, ?, ?)')
  for (const { id, patient, wrapped } of saved.patientKeys) addKey.run(id, patient, wrapped)
  const add = handle.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  for (const { sequence, visitId, kind, at, patientKey, keyHash, isOpen, sealed } of saved.entries) {
    add.run(sequence, visitId, kind, at, patientKey, keyHash, isOpen, sealed)
  }
  const lost = gapsIn(saved.entries.map(({ sequence }) => sequence), highMark)
  const addLoss = handle.prepare('INSERT INTO loss VALUES (?, ?, ?)')
  for (const { first, last } of lost) addLoss.run(first, last, now)
  if (saved.root !== undefined) fillAudit(draft, savedAudit(saved.records, auditChain(saved.root)))
  rebuildVisits(handle)
  return lost
}

const auditChain = (root: Uint8Array) => new AuditKeys(new HashKeys(root).audit).chain
/** What seals no end. */
const NO_SEAL = Uint8Array.of(0)

/** Without an end that verifies there is none here either: the audit goes on behind a hole, where nobody knows what stood. */
function fillAudit({ handle }: StoreDatabase, { records, head }: SavedAudit): void {
  const add = handle.prepare('INSERT INTO audit VALUES (?, ?, ?)')
  for (const { sequence, record, link } of records) add.run(sequence, record, link)
  const { count, link, seal } = head ?? { count: records.at(-1)?.sequence ?? 0, link: NO_SEAL, seal: NO_SEAL }
  handle.prepare('UPDATE audit_head SET count = ?, link = ?, seal = ?').run(count, link, seal)
}
