import { existsSync, readFileSync } from 'node:fs'
import type { Entropy } from '#protocols/port/entropy'
import { HighMark } from './high-mark.ts'
import { rebuildVisits } from './integrity.ts'
import { draftOf, putRebuilt, quarantine, removeDatabase } from './quarantine.ts'
import { salvage, type Salvage } from './salvage.ts'
import { openFile, StoreDatabase } from './store-database.ts'
import { keepRoot, type WrapKey } from './store-keys.ts'
import { gapsIn, type SequenceRange } from './store-report.ts'

export interface RebuildGround {
  readonly wrapKeys: readonly WrapKey[]
  /** Where they came from, for the error. */
  readonly source: string
  readonly now: number
  readonly entropy: Entropy
}

export interface Rebuilt {
  readonly copy: string
  readonly lost: readonly SequenceRange[]
}

const read = (file: string) => existsSync(file) ? readFileSync(file) : new Uint8Array()

/**
 * Copies a damaged database away and puts a new one in its place, of every row that still verifies, each under its old number.
 * @throws NhicardError STORE_KEY_WRONG, Error of SQLite or of the file system: the damaged one is as it was
 */
export function rebuild(file: string, { wrapKeys, source, now, entropy }: RebuildGround): Rebuilt {
  const saved = salvage(read(file), read(`${file}-wal`), wrapKeys, source)
  const copy = quarantine(file, now)
  removeDatabase(draftOf(file))
  const draft = new StoreDatabase(openFile(draftOf(file)), { durability: 'full' })
  try {
    draft.migrate()
    const lost = draft.transact(() => fill(draft, saved, HighMark.read(`${file}-mark`), now, entropy), true)
    draft.close()
    putRebuilt(file)
    return { copy, lost }
  } finally {
    draft.handle.close()
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
  rebuildVisits(handle)
  return lost
}
