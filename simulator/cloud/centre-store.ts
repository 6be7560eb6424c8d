import type { Database, Statement } from 'better-sqlite3'
import type { HcFileName } from '#protocols/nhi-card/contents'
import type { CardHolder, CountedVisit, Insurance, KnownProfessional, Module, ModuleStanding } from './centre-rows.ts'
import { centreSchema } from './centre-schema.ts'

const MEMORY = ':memory:'
/** Used bundles that are too old to be used again are forgotten now and then. */
const CALLS_PER_SWEEP = 1_000

const nobody: Insurance = { standing: 'insured', checkList: 0, content: {} }

/**
 * The memory of the data centre: SQLite, in this process' memory or in a file. Every remote call is one transaction, so that
 * whatever is killed between two bytes leaves all of a call or nothing of it.
 */
export class CentreStore {
  /** For other tables of the same centre. */
  readonly database: Database
  readonly #statements: ReturnType<typeof prepared>
  /** Made once: the library makes four functions for each that is to be one transaction. */
  readonly #atOnce: (act: () => unknown) => unknown
  #calls = 0

  private constructor(database: Database) {
    this.database = database
    this.#statements = prepared(database)
    this.#atOnce = database.transaction((act: () => unknown) => act()).immediate
  }

  /**
   * SQLite is loaded here, so that nobody else pays for it.
   * @param path of a file that is made when it is not there; without it the memory ends with the process
   * @throws Error of SQLite when the file is none of its own
   */
  static async open(path = MEMORY): Promise<CentreStore> {
    const { default: Sqlite } = await import('better-sqlite3')
    const database = new Sqlite(path)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL') // a killed process loses nothing; a power cut is not what a simulator is for
    database.exec(centreSchema)
    return new CentreStore(database)
  }

  /** All of it or nothing. @throws what `act` throws, and then nothing has happened */
  transact<Value>(act: () => Value): Value {
    return this.#atOnce(act) as Value
  }

  close(): void {
    this.database.close()
  }

  /** Whether nobody has been put in yet. */
  get isEmpty(): boolean {
    return this.#statements.anyModule.get() === undefined
  }

  addInstitution(hospitalId: string, name: string): void {
    this.#statements.addInstitution.run(hospitalId, name)
  }

  knowsInstitution(hospitalId: string): boolean {
    return this.#statements.institution.get(hospitalId) !== undefined
  }

  addModule({ samId, hospitalId, environment, standing }: Module): void {
    this.#statements.addModule.run(samId, hospitalId, environment, standing)
  }

  module(samId: string): Module | undefined {
    return this.#statements.module.get(samId)
  }

  modules(): readonly (Module & { readonly hospitalName: string })[] {
    return this.#statements.modules.all()
  }

  judge(samId: string, standing: ModuleStanding): void {
    this.#statements.judge.run(standing, samId)
  }

  addProfessional({ hpcId, hpcIdNo, profession, validFrom, validTo, revoked }: KnownProfessional): void {
    this.#statements.addProfessional.run(hpcId, hpcIdNo, profession, validFrom, validTo, revoked ? 1 : 0)
  }

  professional(hpcId: string): KnownProfessional | undefined {
    const row = this.#statements.professional.get(hpcId)
    return row === undefined ? undefined : { ...row, revoked: row.revoked === 1 }
  }

  revokeProfessional(hpcId: string): void {
    this.#statements.revoke.run(hpcId)
  }

  addCard({ hcId, idCardNum, cardSn, name, birthday, sex, dateIssue, cancelled }: CardHolder): void {
    this.#statements.addCard.run(hcId, idCardNum, cardSn, name, birthday, sex, dateIssue, cancelled ? 1 : 0)
  }

  card(hcId: string): CardHolder | undefined {
    const row = this.#statements.card.get(hcId)
    return row === undefined ? undefined : { ...row, cancelled: row.cancelled === 1 }
  }

  cardsOf(idCardNum: string): readonly string[] {
    return this.#statements.cardsOf.all(idCardNum).map(({ hcId }) => hcId)
  }

  /** All records of a file, from record 1 on; undefined when the card has no such file. */
  file(hcId: string, name: HcFileName): Uint8Array | undefined {
    return this.#statements.file.get(hcId, name)?.records
  }

  writeFile(hcId: string, name: HcFileName, records: Uint8Array): void {
    this.#statements.writeFile.run(hcId, name, records)
  }

  /** Whom it does not know is insured (docs/open-profile.md §11). */
  insurance(idCardNum: string): Insurance {
    const row = this.#statements.insurance.get(idCardNum)
    return row === undefined ? nobody : { ...row, content: JSON.parse(row.content) as Insurance['content'] }
  }

  insured(): readonly (Insurance & { readonly idCardNum: string })[] {
    return this.#statements.insured.all().map((row) => ({ ...row, content: JSON.parse(row.content) as Insurance['content'] }))
  }

  insure(idCardNum: string, { standing, checkList, content }: Insurance): void {
    this.#statements.insure.run(idCardNum, standing, checkList, JSON.stringify(content))
  }

  /** Takes a bundle's random, once. @param until when it is too old anyway. @returns false when it was taken before */
  useRandom(samId: string, clientRandom: string, until: number, now: number): boolean {
    this.#calls += 1
    if (this.#calls % CALLS_PER_SWEEP === 0) this.#statements.forgetRandoms.run(now)
    return this.#statements.useRandom.run(samId, clientRandom, until).changes === 1
  }

  addVisit({ hcId, treatmentDateTime, treatmentItem, sequenceNumber, hospitalId, samId, treatmentNumber }: CountedVisit): void {
    this.#statements.addVisit.run(hcId, treatmentDateTime, treatmentItem, sequenceNumber, hospitalId, samId, treatmentNumber)
  }

  undoVisit(hcId: string, treatmentDateTime: string): void {
    this.#statements.undoVisit.run(hcId, treatmentDateTime)
  }

  /** In the order in which they were counted. */
  visits(idCardNum?: string): readonly CountedVisit[] {
    return this.#statements.visits.all({ idCardNum: idCardNum ?? null }).map((row) => ({ ...row, undone: row.undone === 1 }))
  }
}

/** A row as SQLite has it: it knows no truth, only numbers. */
type Row<Value, Flag extends keyof Value> = Omit<Value, Flag> & { readonly [Name in Flag]: 0 | 1 }
type InsuranceRow = Omit<Insurance, 'content'> & { readonly content: string }

function prepared(database: Database) {
  const one = <Parameters extends unknown[], Result = unknown>(sql: string): Statement<Parameters, Result> => database.prepare(sql)
  const moduleFields = 'sam_id AS samId, hospital_id AS hospitalId, environment, standing'
  return {
    anyModule: one<[]>('SELECT 1 FROM module LIMIT 1'),
    addInstitution: one<[string, string]>('INSERT OR IGNORE INTO institution VALUES (?, ?)'),
    institution: one<[string]>('SELECT 1 FROM institution WHERE hospital_id = ?'),
    addModule: one<[string, string, string, string]>('INSERT INTO module VALUES (?, ?, ?, ?)'),
    module: one<[string], Module>(`SELECT ${moduleFields} FROM module WHERE sam_id = ?`),
    modules: one<[], Module & { hospitalName: string }>(
      `SELECT ${moduleFields}, institution.name AS hospitalName FROM module JOIN institution USING (hospital_id) ORDER BY sam_id`,
    ),
    judge: one<[string, string]>('UPDATE module SET standing = ? WHERE sam_id = ?'),
    addProfessional: one<[string, string, string, string, string, number]>('INSERT INTO professional VALUES (?, ?, ?, ?, ?, ?)'),
    professional: one<[string], Row<KnownProfessional, 'revoked'>>(
      `SELECT hpc_id AS hpcId, id_no AS hpcIdNo, profession, valid_from AS validFrom, valid_to AS validTo, revoked
       FROM professional WHERE hpc_id = ?`,
    ),
    revoke: one<[string]>('UPDATE professional SET revoked = 1 WHERE hpc_id = ?'),
    addCard: one<[string, string, string, string, string, string, string, number]>('INSERT INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    card: one<[string], Row<CardHolder, 'cancelled'>>(
      `SELECT hc_id AS hcId, id_no AS idCardNum, card_sn AS cardSn, name, birthday, sex, date_issue AS dateIssue, cancelled
       FROM card WHERE hc_id = ?`,
    ),
    cardsOf: one<[string], { hcId: string }>('SELECT hc_id AS hcId FROM card WHERE id_no = ? ORDER BY hc_id'),
    file: one<[string, string], { records: Uint8Array }>('SELECT records FROM card_file WHERE hc_id = ? AND name = ?'),
    writeFile: one<[string, string, Uint8Array]>('INSERT OR REPLACE INTO card_file VALUES (?, ?, ?)'),
    insurance: one<[string], InsuranceRow>('SELECT standing, check_list AS checkList, content FROM insurance WHERE id_no = ?'),
    insured: one<[], InsuranceRow & { idCardNum: string }>(
      'SELECT id_no AS idCardNum, standing, check_list AS checkList, content FROM insurance ORDER BY id_no',
    ),
    insure: one<[string, string, number, string]>('INSERT OR REPLACE INTO insurance VALUES (?, ?, ?, ?)'),
    useRandom: one<[string, string, number]>('INSERT OR IGNORE INTO used_random VALUES (?, ?, ?)'),
    forgetRandoms: one<[number]>('DELETE FROM used_random WHERE until < ?'),
    addVisit: one<[string, string, string, string, string, string, string]>('INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, 0)'),
    undoVisit: one<[string, string]>('UPDATE visit SET undone = 1 WHERE hc_id = ? AND treatment_date_time = ?'),
    visits: one<[{ idCardNum: string | null }], Row<CountedVisit, 'undone'>>(
      `SELECT visit.hc_id AS hcId, treatment_date_time AS treatmentDateTime, treatment_item AS treatmentItem,
         sequence_number AS sequenceNumber, hospital_id AS hospitalId, sam_id AS samId, treatment_number AS treatmentNumber, undone
       FROM visit JOIN card USING (hc_id) WHERE @idCardNum IS NULL OR card.id_no = @idCardNum ORDER BY visit.rowid`,
    ),
  }
}
