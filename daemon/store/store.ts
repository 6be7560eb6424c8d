import type { Database } from 'better-sqlite3'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { StoreStandingShape } from '#protocols/native-api/system'
import type { Log } from '../log.ts'
import { SqliteAudit } from './audit-chain.ts'
import { AuditKeys } from './audit-keys.ts'
import { HighMark } from './high-mark.ts'
import { PatientKeys, rewrapPatientKeys } from './patient-keys.ts'
import { Reserve } from './reserve.ts'
import { named } from './sqlite-error.ts'
import { SqliteJournal } from './sqlite-journal.ts'
import type { OnCommit, StoreDatabase } from './store-database.ts'
import { keepRoot, readRoot, WrapKey, type HashKeys } from './store-keys.ts'
import { openChecked, openDatabaseFile, type OpenedDatabase } from './store-opening.ts'
import type { StoreReport } from './store-report.ts'

/** Where a master key came from. */
export type KeySource = NonNullable<StoreStandingShape['keySource']>

/** More than wait in any clinic. */
const MOST_PENDING = 1_000

export interface StoreGround {
  /** A path, or a database that is open already, such as one in memory. What was given open is closed with the store. */
  readonly database: string | Database
  /** 32 bytes, which are copied. */
  readonly masterKey: Uint8Array
  /** The key that was to come after it, when a change of keys was begun and not finished. */
  readonly nextKey?: Uint8Array | undefined
  readonly keySource?: KeySource
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log?: Log
  /** Default `full`. `off` is for the test that shows that power cuts are noticed. */
  readonly durability?: 'full' | 'off'
  readonly onCommit?: OnCommit
  /** Keeps 4 MB of the disk for the last steps of visits; of a path only. */
  readonly hasReserve?: boolean
  /** Every seal and index is looked at, and not the recent ones only. */
  readonly isThorough?: boolean
}

/** What is durable, in one SQLite database: the journal of visits, and what else belongs into one transaction with it. */
export class Store {
  readonly journal: SqliteJournal
  readonly audit: SqliteAudit
  readonly keySource: KeySource
  readonly report: StoreReport
  /** For further tables, which `migrations.ts` makes. */
  readonly database: StoreDatabase
  readonly hashKeys: HashKeys
  /** Whether the database is under `nextKey`. */
  readonly isUnderNextKey: boolean
  readonly #patientKeys: PatientKeys
  readonly #entropy: Entropy
  readonly #highMark: HighMark | undefined
  #wrapKey: WrapKey

  private constructor(ground: StoreGround, opened: OpenedDatabase, isUnderNextKey: boolean) {
    const { clock, entropy, log, keySource = 'given' } = ground
    const { database, hashKeys } = opened
    this.database = database
    this.keySource = keySource
    this.report = opened.report
    this.isUnderNextKey = isUnderNextKey
    this.hashKeys = hashKeys
    this.#wrapKey = opened.wrapKey
    this.#entropy = entropy
    this.#patientKeys = new PatientKeys(database, { wrapKey: () => this.#wrapKey, hashKeys }, entropy)
    this.#highMark = typeof ground.database === 'string' ? new HighMark(`${ground.database}-mark`) : undefined
    const { hasReserve = false, database: given } = ground
    const reserve = hasReserve && typeof given === 'string' ? new Reserve(`${given}-reserve`) : undefined
    reserve?.fill()
    this.audit = new SqliteAudit({ database, clock, entropy, log, keys: new AuditKeys(hashKeys.audit) })
    this.journal = new SqliteJournal({
      database, clock, entropy, patientKeys: this.#patientKeys, hashKeys,
      reserve,
      onDurable: (sequence) => this.#highMark?.write(sequence),
      onUnreadable: (sequence) => log?.error('an entry of the journal cannot be read', { step: `entry ${sequence}` }),
    })
  }

  /**
   * Opens a database or makes one. A damaged file is copied into `quarantine/` beside it and rebuilt from what verifies.
   * @throws NhicardError STORE_KEY_WRONG, STORE_NEWER, STORE_FULL, STORE_UNAVAILABLE: nothing was changed
   */
  static open(ground: StoreGround): Store {
    const { database, masterKey, nextKey, keySource = 'given', clock, entropy, log } = ground
    const { durability = 'full', onCommit, isThorough = false } = ground
    const wrapKeys = [masterKey, ...nextKey === undefined ? [] : [nextKey]].map((key) => new WrapKey(key))
    const opening = { wrapKeys, source: keySource, now: clock.now(), entropy, settings: { durability, onCommit }, isThorough }
    try {
      const opened = typeof database === 'string' ? openDatabaseFile(database, opening) : openChecked(database, opening, 0)
      for (const other of wrapKeys) if (other !== opened.wrapKey) other.zero()
      if (opened.report.state === 'rebuilt') {
        const lost = opened.report.lost.reduce((count, { first, last }) => count + last - first + 1, 0)
        log?.error('the store was damaged and was rebuilt; a copy is in quarantine', { why: opened.report.why ?? '', step: `${lost} lost` })
      }
      return new Store(ground, opened, opened.wrapKey !== wrapKeys[0])
    } catch (error) {
      for (const key of wrapKeys) key.zero()
      throw named(error)
    }
  }

  /** How it was opened, and how many visits wait, without a look into any of them. */
  get standing(): StoreStandingShape {
    const { report: { state: opened, why }, keySource } = this
    const state = this.journal.isFull ? 'full' : opened
    try {
      return { state, why, keySource, pending: this.journal.visits({ isOpen: true, limit: MOST_PENDING }).length }
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
      return { state, why, keySource, pending: null }
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
    const destroyed = this.transaction(() => this.#patientKeys.destroy(patientId))
    this.database.emptyLog() // it would hold the wrapped key for a while
    return destroyed > 0
  }

  /**
   * Puts everything under another master key, in one transaction. Whoever keeps the keys has both until this has returned.
   * @param masterKey 32 bytes, which are copied
   */
  rewrap(masterKey: Uint8Array): void {
    const next = new WrapKey(masterKey)
    this.transaction(() => {
      const root = readRoot(this.database, this.#wrapKey)
      keepRoot(this.database, next, root, this.#entropy)
      root.fill(0)
      rewrapPatientKeys(this.database, this.#wrapKey, next, this.#entropy)
    })
    this.#patientKeys.zero()
    this.#wrapKey.zero()
    this.#wrapKey = next
    this.database.emptyLog()
  }

  /** Everything into the database file, no log left; keys are zeroed. */
  close(): void {
    this.#patientKeys.zero()
    this.#wrapKey.zero()
    this.hashKeys.zero()
    this.#highMark?.close()
    this.database.close()
  }
}
