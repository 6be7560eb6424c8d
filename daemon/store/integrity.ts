import type { Database } from 'better-sqlite3'
import Sqlite from 'better-sqlite3'
import { unsealEntry, type EntryRow } from './entry-row.ts'
import { migrations } from './migrations.ts'
import { unwrapPatientKey, type PatientKey, type PatientKeyRow } from './patient-keys.ts'
import { entryFields } from './sqlite-journal.ts'
import type { WrapKey } from './store-keys.ts'

/** A database is not as it was written. The message says where, and nothing of what was there. */
export class DamageError extends Error {
  override readonly name = 'DamageError'
}

/** Entries whose seals are looked at with every start. All of them: `nhicard store check`. */
export const RECENT = 1000
/** Up to so many entries the indexes are compared with their tables at every start. */
const SMALL = 100_000

const schemaOf = (handle: Database) => JSON.stringify(handle
  .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all())

/** Compares the tables, indexes and triggers with what the migrations make. @throws DamageError */
export function checkSchema(handle: Database): void {
  const fresh = new Sqlite(':memory:')
  for (const sql of migrations) fresh.exec(sql)
  const expected = schemaOf(fresh)
  fresh.close()
  if (schemaOf(handle) !== expected) throw new DamageError('schema')
}

/**
 * Looks whether a database is what was written.
 * @param isFull every page, index and seal; else what is cheap
 * @throws DamageError, or Error of SQLite
 */
export function checkIntegrity(handle: Database, wrapKey: WrapKey, isFull: boolean): void {
  const scalar = (sql: string) => Number(handle.prepare(sql).pluck().get())
  const entries = scalar('SELECT count(*) FROM entry')
  const check = isFull || entries <= SMALL ? 'integrity_check(1)' : 'quick_check(1)'
  if (handle.pragma(check, { simple: true }) !== 'ok') throw new DamageError('pages')
  checkKeyCopies(handle)
  const lost = scalar('SELECT ifnull(sum(last - first + 1), 0) FROM loss')
  const last = scalar('SELECT max(ifnull((SELECT max(sequence) FROM entry), 0), ifnull((SELECT max(last) FROM loss), 0))')
  if (entries + lost !== last) throw new DamageError('sequence numbers')
  checkSeals(handle, wrapKey, isFull ? -1 : RECENT)
}

function checkKeyCopies(handle: Database): void {
  const rows = ['store_key', 'store_key_copy'].map((table) => handle.prepare<[], { version: number, check: Uint8Array }>(
    `SELECT version, key_check AS "check" FROM ${table}`,
  ).all())
  const version = Number(handle.pragma('user_version', { simple: true }))
  const [first, second] = rows.map(([row]) => row)
  if (first === undefined && second === undefined) return
  const isSame = first?.version === version && second?.version === version && Buffer.compare(first.check, second.check) === 0
  if (!isSame) throw new DamageError('store key')
}

function checkSeals(handle: Database, wrapKey: WrapKey, limit: number): void {
  const keys = new Map<number, PatientKey | null>()
  for (const row of handle.prepare<[], PatientKeyRow>('SELECT id, patient, wrapped FROM patient_key').iterate()) {
    const key = unwrapPatientKey(wrapKey, row)
    if (key === undefined) throw new DamageError(`patient key ${row.id}`)
    keys.set(row.id, key)
  }
  for (const row of handle.prepare<[number], EntryRow>(`SELECT ${entryFields} FROM entry ORDER BY sequence DESC LIMIT ?`).iterate(limit)) {
    const key = keys.get(row.patientKey)
    if (key !== null && (key === undefined || unsealEntry(row, key) === undefined)) throw new DamageError(`entry ${row.sequence}`)
  }
  for (const key of keys.values()) key?.key.fill(0)
}

const derived = `
  SELECT visit_id, min(sequence) AS first, max(sequence) AS last, count(*) AS entries FROM entry GROUP BY visit_id`

/** Whether the table of visits says what its entries say, as far as that is cheap to see. */
export function visitsAgree(handle: Database): boolean {
  const differing = handle.prepare(`SELECT 1 FROM (${derived} EXCEPT SELECT visit_id, first, last, entries FROM visit) LIMIT 1`).get()
  const counts = handle.prepare<[], { made: number, there: number }>(
    'SELECT (SELECT count(DISTINCT visit_id) FROM entry) AS made, (SELECT count(*) FROM visit) AS there',
  ).get()
  return differing === undefined && counts?.made === counts?.there
}

/** Makes the table of visits anew, within a transaction. */
export function rebuildVisits(handle: Database): void {
  handle.exec(`
    DELETE FROM visit;
    INSERT INTO visit SELECT made.visit_id, first, last, entries, begin.at, begin.patient_key, begin.key_hash,
      ifnull((SELECT is_open FROM entry WHERE visit_id = made.visit_id AND is_open IS NOT NULL ORDER BY sequence DESC LIMIT 1), 0)
    FROM (${derived}) AS made JOIN entry AS begin ON begin.sequence = made.first`)
}
