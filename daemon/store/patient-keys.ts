import type { Statement } from 'better-sqlite3'
import type { Entropy } from '#protocols/port/entropy'
import { padded, seal, unpadded, unseal } from './seal.ts'
import type { StoreDatabase } from './store-database.ts'
import type { HashKeys, WrapKey } from './store-keys.ts'

/** Patients whose keys are in memory at a time: those of a day, who come more than once in it. */
const REMEMBERED = 256
const KEY = 32
const nobody = new Uint8Array()

export interface PatientKey {
  readonly id: number
  readonly patientId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

export interface PatientKeyRow {
  readonly id: number
  readonly patient: Uint8Array
  readonly wrapped: Uint8Array
}

const about = (id: number, patient: Uint8Array) => ['patient key', id, patient] as const

/** @param of null: of one who was forgotten */
export function wrapPatientKey(
  wrapKey: WrapKey, of: PatientKey | null, { id, patient }: Omit<PatientKeyRow, 'wrapped'>, entropy: Entropy,
): Uint8Array {
  const id64 = of === null ? nobody : padded(of.patientId)
  const plain = new Uint8Array((of === null ? 0 : KEY) + id64.length)
  if (of !== null) plain.set(of.key)
  plain.set(id64, of === null ? 0 : KEY)
  const wrapped = seal(wrapKey.bytes, plain, about(id, patient), entropy)
  plain.fill(0)
  return wrapped
}

/** @returns null: the patient was forgotten; undefined: the row is damaged */
export function unwrapPatientKey(wrapKey: WrapKey, { id, patient, wrapped }: PatientKeyRow): PatientKey | null | undefined {
  const plain = unseal(wrapKey.bytes, wrapped, about(id, patient))
  if (plain === undefined) return undefined
  if (plain.length === 0) return null
  const key = plain.slice(0, KEY)
  const patientId = unpadded(plain.subarray(KEY))
  plain.fill(0)
  return { id, patientId, key }
}

/** The data keys of patients: one each, made with the first entry about somebody, wrapped under the master key. */
export class PatientKeys {
  readonly #wrapKey: () => WrapKey
  readonly #hashKeys: HashKeys
  readonly #entropy: Entropy
  readonly #statements: ReturnType<typeof prepared>
  /** The first that was remembered is the first. */
  readonly #byId = new Map<number, PatientKey>()
  /** What new entries are written under; each is in `#byId` too. */
  readonly #byPatient = new Map<string, PatientKey>()

  constructor(database: StoreDatabase, keys: { readonly wrapKey: () => WrapKey, readonly hashKeys: HashKeys }, entropy: Entropy) {
    this.#wrapKey = keys.wrapKey
    this.#hashKeys = keys.hashKeys
    this.#entropy = entropy
    this.#statements = prepared(database)
    database.onRollback(() => this.zero())
  }

  /** For writing, within a transaction. */
  ofPatient(patientId: string): PatientKey {
    const known = this.#byPatient.get(patientId)
    if (known !== undefined) return known
    const patient = this.#hashKeys.ofPatient(patientId)
    // a damaged row is passed over: what is new gets a new key
    const found = this.#statements.ofPatient.all(patient).map((row) => unwrapPatientKey(this.#wrapKey(), row)).find((key) => key)
    const key = this.#remember(found ?? this.#make(patientId, patient))
    this.#byPatient.set(key.patientId, key)
    return key
  }

  /** @returns null: the patient was forgotten; undefined: the key is damaged or not there */
  withId(id: number): PatientKey | null | undefined {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const row = this.#statements.withId.get(id)
    const key = row === undefined ? undefined : unwrapPatientKey(this.#wrapKey(), row)
    return key ? this.#remember(key) : key
  }

  /** Ids of all keys that a patient has had. */
  idsOf(patientId: string): readonly number[] {
    return this.#statements.ofPatient.all(this.#hashKeys.ofPatient(patientId)).map(({ id }) => id)
  }

  /** Destroys the keys of a patient and the hash by which they were found, within a transaction. @returns how many */
  destroy(patientId: string): number {
    const ids = this.idsOf(patientId)
    for (const id of ids) {
      this.#statements.replace.run(nobody, wrapPatientKey(this.#wrapKey(), null, { id, patient: nobody }, this.#entropy), id)
    }
    this.zero()
    return ids.length
  }

  /** Forgets what is in memory. */
  zero(): void {
    for (const { key } of this.#byId.values()) key.fill(0)
    this.#byId.clear()
    this.#byPatient.clear()
  }

  #make(patientId: string, patient: Uint8Array): PatientKey {
    const id = (this.#statements.lastId.get()?.id ?? 0) + 1
    const key = { id, patientId, key: Uint8Array.from(this.#entropy.bytes(KEY)) }
    this.#statements.add.run(id, patient, wrapPatientKey(this.#wrapKey(), key, { id, patient }, this.#entropy))
    return key
  }

  #remember(key: PatientKey): PatientKey {
    this.#forget(this.#byId.get(key.id))
    if (this.#byId.size >= REMEMBERED) this.#forget(this.#byId.values().next().value)
    this.#byId.set(key.id, key)
    return key
  }

  #forget(key: PatientKey | undefined): void {
    if (key === undefined) return
    key.key.fill(0)
    this.#byId.delete(key.id)
    if (this.#byPatient.get(key.patientId) === key) this.#byPatient.delete(key.patientId)
  }
}

function prepared({ handle }: StoreDatabase) {
  const one = <Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> => handle.prepare(sql)
  return {
    ofPatient: one<[Uint8Array], PatientKeyRow>('SELECT id, patient, wrapped FROM patient_key WHERE patient = ? ORDER BY id DESC'),
    withId: one<[number], PatientKeyRow>('SELECT id, patient, wrapped FROM patient_key WHERE id = ?'),
    lastId: one<[], { id: number | null }>('SELECT max(id) AS id FROM patient_key'),
    add: one<[number, Uint8Array, Uint8Array]>('INSERT INTO patient_key VALUES (?, ?, ?)'),
    replace: one<[Uint8Array, Uint8Array, number]>('UPDATE patient_key SET patient = ?, wrapped = ? WHERE id = ?'),
  }
}

/** Puts all keys under another master key, within a transaction. @throws RangeError for a row that is damaged */
export function rewrapPatientKeys({ handle }: StoreDatabase, from: WrapKey, to: WrapKey, entropy: Entropy): void {
  const replace = handle.prepare('UPDATE patient_key SET wrapped = ? WHERE id = ?')
  for (const row of handle.prepare<[], PatientKeyRow>('SELECT id, patient, wrapped FROM patient_key').all()) {
    const key = unwrapPatientKey(from, row)
    if (key === undefined) throw new RangeError('a patient’s key is damaged')
    replace.run(wrapPatientKey(to, key, row, entropy), row.id)
    key?.key.fill(0)
  }
}
