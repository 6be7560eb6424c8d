import { chmodSync, closeSync, existsSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database, type Statement } from 'better-sqlite3'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { migrations, newestVersion } from './migrations.ts'
import { named } from './sqlite-error.ts'

/** Called around every commit, so that a test can let the process die there. */
export type OnCommit = (when: 'before' | 'after') => void

export interface DatabaseSettings {
  /** `off` is there to show that a test of power cuts notices it. */
  readonly durability: 'full' | 'off'
  readonly onCommit?: OnCommit | undefined
}

/** Transactions, of which some wait for the disk and some do not. */
export class StoreDatabase {
  readonly handle: Database
  readonly #settings: DatabaseSettings
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #rollback: Statement
  readonly #onRollback: (() => void)[] = []
  readonly #onCommitted: ((isDurable: boolean) => void)[] = []
  #waitsForDisk = true

  constructor(handle: Database, settings: DatabaseSettings) {
    this.handle = handle
    this.#settings = settings
    handle.pragma('recursive_triggers = ON') // else REPLACE would delete and ask no trigger
    handle.pragma('secure_delete = ON') // a key that is destroyed leaves no copy in a page
    handle.pragma('trusted_schema = OFF')
    handle.pragma('busy_timeout = 5000') // `nhicard store check` may read at the same moment
    handle.pragma(`synchronous = ${settings.durability === 'off' ? 'OFF' : 'FULL'}`)
    if (process.platform === 'darwin') { // there fsync alone leaves bytes in the drive's memory
      handle.pragma('fullfsync = ON')
      handle.pragma('checkpoint_fullfsync = ON')
    }
    this.#begin = handle.prepare('BEGIN IMMEDIATE')
    this.#commit = handle.prepare('COMMIT')
    this.#rollback = handle.prepare('ROLLBACK')
  }

  /**
   * All of it or nothing. Inside another transaction it is a part of that one.
   * @param isDurable whether it is on the disk when this returns; else it is with the next that is
   * @throws what `work` throws, and NhicardError STORE_FULL, STORE_UNAVAILABLE; then nothing was kept, unless it was thrown by
   * `onCommit('after')`
   */
  transact<Value>(work: () => Value, isDurable: boolean): Value {
    if (this.handle.inTransaction) return work()
    let value: Value
    try {
      this.#waitForDisk(isDurable)
      this.#begin.run()
      value = work()
      this.#settings.onCommit?.('before')
      this.#commit.run()
    } catch (error) {
      this.#rollBack()
      throw named(error)
    }
    for (const tell of this.#onCommitted) tell(isDurable)
    this.#settings.onCommit?.('after')
    return value
  }

  /** What was remembered of rows that are not there after all is forgotten here. */
  onRollback(forget: () => void): void {
    this.#onRollback.push(forget)
  }

  onCommitted(tell: (isDurable: boolean) => void): void {
    this.#onCommitted.push(tell)
  }

  get version(): number {
    return Number(this.handle.pragma('user_version', { simple: true }))
  }

  /** @throws NhicardError STORE_NEWER, and nothing was changed */
  migrate(): void {
    const found = this.version
    if (found > newestVersion) throw new NhicardError('STORE_NEWER', { found, known: newestVersion })
    for (const [index, sql] of migrations.entries()) {
      if (index < found) continue
      this.transact(() => {
        this.handle.exec(sql)
        for (const table of ['store_key', 'store_key_copy']) this.handle.prepare(`UPDATE ${table} SET version = ?`).run(index + 1)
        this.handle.pragma(`user_version = ${index + 1}`)
      }, true)
    }
  }

  close(): void {
    if (!this.handle.open) return
    if (!this.handle.readonly) this.emptyLog()
    this.handle.close()
  }

  /** Everything into the database itself; nothing stays in the log. */
  emptyLog(): void {
    if (this.handle.memory) return
    this.#waitForDisk(true)
    this.handle.pragma('wal_checkpoint(TRUNCATE)')
  }

  /** A pragma takes effect when it is compiled, so there is no statement of it to keep. */
  #waitForDisk(isDurable: boolean): void {
    if (this.#waitsForDisk === isDurable || this.#settings.durability === 'off') return
    this.handle.exec(`PRAGMA synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`)
    this.#waitsForDisk = isDurable
  }

  #rollBack(): void {
    try {
      if (this.handle.open && this.handle.inTransaction) this.#rollback.run()
    } finally {
      for (const forget of this.#onRollback) forget()
    }
  }
}

/**
 * Opens a file, or makes one: of mode 0600, and its name is on the disk before anything is written to it.
 * @throws Error of SQLite or of the file system
 */
export function openFile(file: string): Database {
  if (!existsSync(file)) makeFile(file)
  return new Sqlite(file)
}

/** @throws Error of SQLite, NhicardError STORE_UNAVAILABLE where no log can be kept, as on some network drives */
export function useLog(handle: Database): void {
  const mode = handle.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal') throw new NhicardError('STORE_UNAVAILABLE', { why: 'no log can be kept there' })
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(handle.name + part)) chmodSync(handle.name + part, 0o600) // whoever copied the folder may have widened it
  }
}

/** Empty, which is a database to SQLite; a log and its index get the mode of their database. */
function makeFile(file: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  syncFolder(dirname(file))
}

/** Makes names in a folder durable. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return // folders cannot be opened there; NTFS keeps a journal of names
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
