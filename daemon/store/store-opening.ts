import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Entropy } from '#protocols/port/entropy'
import { HighMark } from './high-mark.ts'
import { checkIntegrity, checkSchema, DamageError, rebuildVisits, visitsAgree } from './integrity.ts'
import { newestVersion } from './migrations.ts'
import { draftOf, finishDraft, putDraft } from './quarantine.ts'
import { copyAway, rebuild, type Damaged, type RebuildGround } from './rebuild.ts'
import { codeOf } from './sqlite-error.ts'
import { openFile, StoreDatabase, useLog, type DatabaseSettings } from './store-database.ts'
import { HashKeys, keepRoot, type WrapKey } from './store-keys.ts'
import type { StoreReport } from './store-report.ts'

export interface OpenedDatabase {
  readonly database: StoreDatabase
  readonly wrapKey: WrapKey
  readonly hashKeys: HashKeys
  readonly report: StoreReport
}

export interface OpeningGround extends RebuildGround {
  readonly settings: DatabaseSettings
  /** Whether every seal and index is looked at, as by `nhicard store check`. */
  readonly isThorough: boolean
}

/** Failures of what is around the database, which say nothing about what stands in it. */
const isOutside = (code: string) =>
  /^(?:SQLITE_(?:FULL|IOERR|BUSY|LOCKED|CANTOPEN|READONLY|PERM|AUTH|NOMEM|INTERRUPT|NOLFS)|E[A-Z]+$)/.test(code)

function isDamage(error: unknown): boolean {
  if (error instanceof DamageError) return true
  const code = codeOf(error)
  // a short read is how SQLite tells of a file that was cut off
  if (code?.startsWith('SQLITE_')) return code === 'SQLITE_IOERR_SHORT_READ' || !isOutside(code)
  return error instanceof RangeError || error instanceof TypeError // a value that no row of ours has
}

/** Opens a file; one that is damaged is copied away and rebuilt. */
export function openDatabaseFile(file: string, ground: OpeningGround): OpenedDatabase {
  finishDraft(file)
  if (isNothingThere(file)) makeNew(file, ground)
  let handle: Database | undefined
  try {
    lookAtFiles(file)
    handle = openFile(file)
    return openChecked(handle, ground, HighMark.read(`${file}-mark`))
  } catch (error) {
    try {
      if (!isDamage(error)) throw error
      // closing would tidy up the log, so it is copied first
      return openRebuilt(file, ground, copyAway(file, ground), error, handle)
    } finally {
      handle?.close()
    }
  }
}

function openRebuilt(file: string, ground: OpeningGround, damaged: Damaged, error: unknown, handle: Database | undefined): OpenedDatabase {
  handle?.close()
  const lost = rebuild(file, damaged, ground)
  const rebuilt = openFile(file)
  try {
    const why = error instanceof Error ? error.message : null
    const report = { state: 'rebuilt', lost, copy: damaged.copy, why: codeOf(error) ?? why } as const
    return { ...openChecked(rebuilt, ground, 0), report }
  } catch (error) {
    rebuilt.close()
    throw error
  }
}

const sizeOf = (file: string) => existsSync(file) ? statSync(file).size : 0

/** No database, and nothing beside its name that tells of one. */
const isNothingThere = (file: string) => sizeOf(file) === 0 && sizeOf(`${file}-wal`) === 0 && HighMark.read(`${file}-mark`) === 0

/** Makes a database whole before it gets its name: one that lost its power while it was made would look like a damaged one. */
function makeNew(file: string, ground: OpeningGround): void {
  const handle = openFile(draftOf(file))
  try {
    const { database, hashKeys } = openChecked(handle, ground, 0)
    hashKeys.zero()
    database.close()
  } finally {
    handle.close()
  }
  putDraft(file)
}

/** What SQLite would pass over without a word: beside an empty database it would remove the log. */
function lookAtFiles(file: string): void {
  if (sizeOf(file) === 0) throw new DamageError('file')
  lookAtHeader(file)
}

/** A database that says that it wants a newer SQLite would be opened, and could not be written to. */
function lookAtHeader(file: string): void {
  const header = new Uint8Array(20)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header)
  } finally {
    closeSync(descriptor)
  }
  const [write = 0, read = 0] = header.subarray(18)
  if (write !== read || write < 1 || write > 2) throw new DamageError('header')
}

/** @param highMark the last entry that was certainly there */
export function openChecked(handle: Database, ground: OpeningGround, highMark: number): OpenedDatabase {
  if (!handle.memory) useLog(handle)
  const database = new StoreDatabase(handle, ground.settings)
  const found = database.version
  const isNew = handle.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (isNew ? found !== 0 : found === 0) throw new DamageError('version')
  if (highMark > 0 && (isNew || !hasKeys(handle))) throw new DamageError('end')
  if (found > newestVersion) refuseNewer(handle, found)
  database.migrate()
  checkSchema(handle)
  const keys = readKeys(database, ground)
  checkIntegrity(handle, keys.wrapKey, ground.isThorough)
  const last = handle.prepare('SELECT max(ifnull((SELECT max(sequence) FROM entry), 0), ifnull((SELECT max(last) FROM loss), 0))')
  if (Number(last.pluck().get()) < highMark) throw new DamageError('end')
  if (!visitsAgree(handle)) database.transact(() => rebuildVisits(handle), true)
  const lost = handle.prepare<[], { first: number, last: number }>('SELECT first, last FROM loss ORDER BY first').all()
  return { database, ...keys, report: { state: 'ok', lost, copy: null, why: null } }
}

/** @throws Error of SQLite when there is no such table */
const hasKeys = (handle: Database) => handle.prepare('SELECT 1 FROM store_key').get() !== undefined

/** A newer program writes its version in two places; damage does not. */
function refuseNewer(handle: Database, found: number): never {
  const said = handle.prepare('SELECT version FROM store_key').pluck().get()
  if (said !== found) throw new DamageError('version')
  throw new NhicardError('STORE_NEWER', { found, known: newestVersion })
}

interface KeyRow {
  readonly check: Uint8Array
  readonly root: Uint8Array
}

function readKeys(database: StoreDatabase, { wrapKeys, source, entropy }: OpeningGround): { wrapKey: WrapKey, hashKeys: HashKeys } {
  const rows = ['store_key', 'store_key_copy'].flatMap((table) =>
    database.handle.prepare<[], KeyRow>(`SELECT key_check AS "check", root FROM ${table}`).all())
  if (rows.length === 0) return makeKeys(database, wrapKeys, entropy)
  const wrapKey = wrapKeys.find(({ check }) => rows.some((row) => Buffer.compare(row.check, check) === 0))
  if (wrapKey === undefined) throw new NhicardError('STORE_KEY_WRONG', { source })
  const roots = rows.map((row) => wrapKey.unwrapRoot(row.root))
  const [root] = roots
  if (root === undefined || roots.length !== 2 || roots.includes(undefined)) throw new DamageError('store key')
  const hashKeys = new HashKeys(root)
  for (const one of roots) one?.fill(0)
  return { wrapKey, hashKeys }
}

function makeKeys(database: StoreDatabase, [wrapKey]: readonly WrapKey[], entropy: Entropy): { wrapKey: WrapKey, hashKeys: HashKeys } {
  if (wrapKey === undefined) throw new RangeError('a store has a master key')
  if (database.handle.prepare('SELECT 1 FROM entry LIMIT 1').get() !== undefined) throw new DamageError('store key')
  const root = Uint8Array.from(entropy.bytes(32))
  database.transact(() => keepRoot(database, wrapKey, root, entropy), true)
  const hashKeys = new HashKeys(root)
  root.fill(0)
  return { wrapKey, hashKeys }
}
