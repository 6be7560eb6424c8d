import type { Statement } from 'better-sqlite3'
import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Journal, JournalEntry, NewEntry, VisitFilter } from '#protocols/port/journal'
import { sealEntry, unsealEntry, visitIdBytes, type EntryRow } from './entry-row.ts'
import type { PatientKeys } from './patient-keys.ts'
import type { Reserve } from './reserve.ts'
import { named } from './sqlite-error.ts'
import type { StoreDatabase } from './store-database.ts'
import type { HashKeys } from './store-keys.ts'
import { visitSelection } from './visit-selection.ts'

export interface JournalGround {
  readonly database: StoreDatabase
  readonly patientKeys: PatientKeys
  readonly hashKeys: HashKeys
  readonly clock: Clock
  readonly entropy: Entropy
  /** Of the disk; absent in memory. */
  readonly reserve?: Reserve | undefined
  /** All entries up to this one are on the disk. */
  readonly onDurable: (sequence: number) => void
  /** An entry that is there and cannot be read, though its patient was not forgotten. */
  readonly onUnreadable: (sequence: number) => void
}

/** The journal of visits in SQLite, contents sealed. */
export class SqliteJournal implements Journal {
  readonly #ground: JournalGround
  readonly #statements: ReturnType<typeof prepared>
  /** The last entry that was written and not told of as durable; 0: none. */
  #written = 0
  /** Whether the disk was full when something was to be kept last. */
  #isFull = false
  /** The last entry that is there, also within a transaction that is under way; 0: look. */
  #last = 0
  readonly #selections = new Map<string, Statement<unknown[], { visitId: Uint8Array }>>()

  constructor(ground: JournalGround) {
    this.#ground = ground
    this.#statements = prepared(ground.database)
    ground.database.onRollback(() => this.#written = this.#last = 0)
    ground.database.onCommitted((isDurable) => {
      if (!isDurable || this.#written === 0) return
      ground.onDurable(this.#written)
      this.#written = 0
    })
  }

  /** @throws RangeError for a visit of two patients, an idempotency key of two visits, or a visit id that is none: none was kept */
  add(...entries: readonly NewEntry[]): void {
    this.#keep(entries, true)
  }

  note(...entries: readonly NewEntry[]): void {
    this.#keep(entries, false)
  }

  /** Entries of a patient who was forgotten are left out, and so are damaged ones, which are told of. */
  entriesOf(visitId: string): readonly JournalEntry[] {
    return this.#reading(() => this.#statements.entriesOf.all(visitIdBytes(visitId)).flatMap((row) => {
      const key = this.#ground.patientKeys.withId(row.patientKey)
      if (key === null) return []
      const entry = key === undefined ? undefined : unsealEntry(row, key)
      if (entry === undefined) this.#ground.onUnreadable(row.sequence)
      return entry ?? []
    }))
  }

  /** Without those of patients who were forgotten. */
  visits(filter: VisitFilter): readonly string[] {
    return this.#reading(() => {
      const { patientId, ...rest } = filter
      const patientKeys = patientId === undefined ? undefined : this.#ground.patientKeys.idsOf(patientId)
      const { sql, values } = visitSelection({ ...rest, patientKeys })
      const selection = this.#selections.get(sql) ?? this.#ground.database.handle.prepare<unknown[], { visitId: Uint8Array }>(sql)
      this.#selections.set(sql, selection)
      return selection.all(...values).map(({ visitId }) => hex(visitId))
    })
  }

  visitWithKey(idempotencyKey: string): string | undefined {
    return this.#reading(() => {
      const row = this.#statements.withKey.get(this.#ground.hashKeys.ofIdempotencyKey(idempotencyKey))
      return row === undefined ? undefined : hex(row.visitId)
    })
  }

  /** Ids of visits whose patient was forgotten, the newest first: their rows are there and cannot be read. */
  goneVisits(): readonly string[] {
    return this.#reading(() => this.#statements.gone.all().map(({ visitId }) => hex(visitId)))
  }

  /** Whether the disk has no room, as far as is known: where there is a reserve, room for it is looked for again. */
  get isFull(): boolean {
    return this.#isFull &&= !(this.#ground.reserve?.fill() ?? false)
  }

  #keep(entries: readonly NewEntry[], isDurable: boolean): void {
    if (entries.length === 0) return
    try {
      this.#keepWithin(entries, isDurable)
      this.#isFull = this.#ground.reserve?.isThere === false
    } catch (error) {
      this.#isFull ||= isStoreFull(error)
      throw error
    }
  }

  /** Gives the reserve up for what was begun, where there is no other room. */
  #keepWithin(entries: readonly NewEntry[], isDurable: boolean): void {
    const { reserve } = this.#ground
    if (reserve === undefined) return this.#write(entries, isDurable)
    const isUnderWay = this.#reading(() => entries.every(({ visitId }) => this.#isBegun(visitId)))
    if (!isUnderWay && !reserve.fill()) throw new NhicardError('STORE_FULL', {})
    try {
      this.#write(entries, isDurable)
    } catch (error) {
      if (!isStoreFull(error) || !isUnderWay || this.#ground.database.handle.inTransaction || !reserve.release()) throw error
      this.#write(entries, isDurable)
    }
  }

  #write(entries: readonly NewEntry[], isDurable: boolean): void {
    this.#ground.database.transact(() => {
      let sequence = this.#last === 0 ? this.#statements.last.get()?.sequence ?? 0 : this.#last
      this.#last = 0 // whoever catches an error within a greater transaction may go on
      for (const entry of entries) this.#keepOne(entry, sequence += 1)
      this.#written = this.#last = sequence
    }, isDurable)
  }

  #keepOne(entry: NewEntry, sequence: number): void {
    const { patientKeys, hashKeys, clock, entropy } = this.#ground
    const key = patientKeys.ofPatient(entry.patientId)
    const keyHash = entry.idempotencyKey === undefined ? null : hashKeys.ofIdempotencyKey(entry.idempotencyKey)
    const visitId = visitIdBytes(entry.visitId)
    if (keyHash !== null) this.#checkKey(entry.visitId, keyHash)
    const at = clock.now()
    const { kind, patientKey, isOpen, sealed } = sealEntry(entry, { sequence, visitId, at, keyHash }, key, entropy)
    const { changes } = this.#statements.visit.run(visitId, sequence, sequence, at, patientKey, keyHash, isOpen ?? 0, isOpen)
    if (changes === 0) throw new RangeError('a visit is one patient’s')
    this.#statements.add.run(sequence, visitId, kind, at, patientKey, keyHash, isOpen, sealed)
  }

  #checkKey(visitId: string, keyHash: Uint8Array): void {
    const heldBy = this.#statements.withKey.get(keyHash)
    if (heldBy !== undefined && hex(heldBy.visitId) !== visitId) throw new RangeError('an idempotency key is one visit’s')
    const isLate = heldBy === undefined && this.#isBegun(visitId)
    if (isLate) throw new RangeError('an idempotency key is said with the first entry')
  }

  #isBegun(visitId: string): boolean {
    return this.#statements.isBegun.get(visitIdBytes(visitId)) !== undefined
  }

  #reading<Value>(read: () => Value): Value {
    try {
      return read()
    } catch (error) {
      throw named(error)
    }
  }
}

const isStoreFull = (error: unknown) => error instanceof NhicardError && error.name === 'STORE_FULL'

/** Of an `EntryRow`. */
export const entryFields =
  'sequence, visit_id AS visitId, kind, at, patient_key AS patientKey, key_hash AS keyHash, is_open AS isOpen, sealed'

function prepared({ handle }: StoreDatabase) {
  const one = <Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> => handle.prepare(sql)
  type NewRow = [number, Uint8Array, string, number, number, Uint8Array | null, number | null, Uint8Array]
  type VisitRow = [Uint8Array, number, number, number, number, Uint8Array | null, number, number | null]
  return {
    last: one<[], { sequence: number }>(
      'SELECT max(ifnull((SELECT max(sequence) FROM entry), 0), ifnull((SELECT max(last) FROM loss), 0)) AS sequence',
    ),
    add: one<NewRow>('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    isBegun: one<[Uint8Array], object>('SELECT 1 FROM visit WHERE visit_id = ?'),
    /** Begins it, or goes on with it: nothing is changed of another patient’s. */
    visit: one<VisitRow>(
      `INSERT INTO visit (visit_id, first, last, entries, begun_at, patient_key, key_hash, is_open) VALUES (?, ?, ?, 1, ?, ?, ?, ?)
       ON CONFLICT (visit_id) DO UPDATE SET last = excluded.last, is_open = ifnull(?, is_open), entries = entries + 1
       WHERE patient_key = excluded.patient_key`,
    ),
    entriesOf: one<[Uint8Array], EntryRow>(`SELECT ${entryFields} FROM entry WHERE visit_id = ? ORDER BY sequence`),
    withKey: one<[Uint8Array], { visitId: Uint8Array }>('SELECT visit_id AS visitId FROM visit WHERE key_hash = ?'),
    gone: one<[], { visitId: Uint8Array }>(
      `SELECT visit_id AS visitId FROM visit WHERE patient_key IN (SELECT id FROM patient_key WHERE patient = x'')
       ORDER BY first DESC`,
    ),
  }
}
