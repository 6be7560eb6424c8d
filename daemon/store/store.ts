import type { Database } from 'better-sqlite3'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Log } from '../log.ts'
import { PatientKeys } from './patient-keys.ts'
import { named } from './sqlite-error.ts'
import { SqliteJournal } from './sqlite-journal.ts'
import { openFile, StoreDatabase, type OnCommit } from './store-database.ts'
import { HashKeys, WrapKey } from './store-keys.ts'

/** Where a master key came from. */
export type KeySource = 'systemd credential' | 'keyring' | 'file' | 'given'

export interface StoreGround {
  /** A path, or a database that is open already: `:memory:`, say. What was given open is closed with the store. */
  readonly database: string | Database
  /** 32 bytes, which are copied. */
  readonly masterKey: Uint8Array
  readonly keySource?: KeySource
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log?: Log
  /** Default `full`. `off` is for the test that shows that power cuts are noticed. */
  readonly durability?: 'full' | 'off'
  readonly onCommit?: OnCommit
}

/** What is durable, in one SQLite database: the journal of visits, and what else belongs into one transaction with it. */
export class Store {
  readonly journal: SqliteJournal
  readonly keySource: KeySource
  /** For further tables, which `migrations.ts` makes. */
  readonly database: StoreDatabase
  readonly hashKeys: HashKeys
  readonly #patientKeys: PatientKeys
  readonly #wrapKey: WrapKey

  private constructor(ground: StoreGround, database: StoreDatabase, keys: Keys) {
    const { clock, entropy, log, keySource = 'given' } = ground
    this.database = database
    this.keySource = keySource
    this.#wrapKey = keys.wrapKey
    this.hashKeys = keys.hashKeys
    this.#patientKeys = new PatientKeys(database, keys, entropy)
    this.journal = new SqliteJournal({
      database, clock, entropy, patientKeys: this.#patientKeys, hashKeys: keys.hashKeys,
      onUnreadable: (sequence) => log?.error('an entry of the journal cannot be read', { step: `entry ${sequence}` }),
    })
  }

  /**
   * @throws NhicardError STORE_KEY_WRONG, STORE_NEWER, STORE_FULL, STORE_UNAVAILABLE: nothing was changed
   */
  static open(ground: StoreGround): Store {
    const { database, durability = 'full', onCommit, masterKey, entropy, keySource = 'given' } = ground
    let handle: Database | undefined
    try {
      handle = typeof database === 'string' ? openFile(database) : database
      const opened = new StoreDatabase(handle, { durability, onCommit })
      opened.migrate()
      return new Store(ground, opened, readKeys(opened, new WrapKey(masterKey), entropy, keySource))
    } catch (error) {
      if (typeof database === 'string') handle?.close()
      throw named(error)
    }
  }

  /** All of it or nothing, on the disk when this returns. What is added to the journal within is a part of it. */
  transaction<Value>(work: () => Value): Value {
    return this.database.transact(work, true)
  }

  /**
   * Destroys the key of everything that is kept of a patient, and the hash by which it was found. Rows stay, unreadable.
   * @returns whether there was anything
   */
  forgetPatient(patientId: string): boolean {
    const destroyed = this.database.transact(() => this.#patientKeys.destroy(patientId), true)
    // the log would hold the wrapped key for a while
    if (!this.database.handle.memory) this.database.handle.pragma('wal_checkpoint(TRUNCATE)')
    return destroyed > 0
  }

  /** Everything into the database file, no log left; keys are zeroed. */
  close(): void {
    this.#patientKeys.zero()
    this.#wrapKey.zero()
    this.hashKeys.zero()
    this.database.close()
  }
}

interface KeyRow {
  readonly check: Uint8Array
  readonly root: Uint8Array
}

interface Keys {
  readonly wrapKey: WrapKey
  readonly hashKeys: HashKeys
}

function readKeys(database: StoreDatabase, wrapKey: WrapKey, entropy: Entropy, source: KeySource): Keys {
  const { handle } = database
  const select = (table: string) => handle.prepare<[], KeyRow>(`SELECT key_check AS "check", root FROM ${table}`).get()
  const row = select('store_key')
  if (row === undefined) return { wrapKey, hashKeys: makeRoot(database, wrapKey, entropy) }
  const root = Buffer.from(row.check).equals(wrapKey.check) ? wrapKey.unwrapRoot(row.root) : undefined
  if (root === undefined) throw new NhicardError('STORE_KEY_WRONG', { source })
  const hashKeys = new HashKeys(root)
  root.fill(0)
  return { wrapKey, hashKeys }
}

function makeRoot(database: StoreDatabase, wrapKey: WrapKey, entropy: Entropy): HashKeys {
  const root = entropy.bytes(32)
  database.transact(() => {
    for (const table of ['store_key', 'store_key_copy']) {
      database.handle.prepare(`INSERT INTO ${table} VALUES (1, ?, ?, ?)`)
        .run(database.version, wrapKey.check, wrapKey.wrapRoot(root, entropy))
    }
  }, true)
  const hashKeys = new HashKeys(root)
  root.fill(0)
  return hashKeys
}
