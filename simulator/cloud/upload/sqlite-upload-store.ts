import type { Database } from 'better-sqlite3'
import type { UploadFormat, UploadRecord } from '#protocols/upload/record'
import type { KeptRecord, KeptUpload, UploadStore } from './upload-store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS upload (
    opcode TEXT PRIMARY KEY, samId TEXT NOT NULL, hospitalId TEXT NOT NULL, kind TEXT NOT NULL, receivedAt INTEGER NOT NULL,
    report TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS uploadRecord (
    hospitalId TEXT NOT NULL, patientId TEXT NOT NULL, time TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, format TEXT NOT NULL,
    opcode TEXT NOT NULL REFERENCES upload (opcode), record TEXT NOT NULL,
    PRIMARY KEY (hospitalId, patientId, time, type)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploadRecordOfPatient ON uploadRecord (patientId, time);
`
const ORDER = 'ORDER BY time || patientId || type'

type Row = Omit<KeptRecord, 'record'> & { readonly record: string }

const kept = ({ record, ...row }: Row): KeptRecord => ({ ...row, record: JSON.parse(record) as UploadRecord })

/** In the database of the simulated cloud; makes its tables where they are missing. */
export class SqliteUploadStore implements UploadStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    database.exec(SCHEMA)
  }

  add(upload: KeptUpload, records: readonly KeptRecord[]): void {
    if (this.upload(upload.opcode) !== undefined) throw new RangeError('there is an upload of that Opcode')
    const addUpload = this.#database.prepare('INSERT INTO upload VALUES (@opcode, @samId, @hospitalId, @kind, @receivedAt, @report)')
    const addRecord = this.#database.prepare(
      'INSERT OR REPLACE INTO uploadRecord VALUES (@hospitalId, @patientId, @time, @type, @kind, @format, @opcode, @record)')
    this.#database.transaction(() => {
      addUpload.run(upload)
      for (const record of records) addRecord.run({ ...record, record: JSON.stringify(record.record) })
    })()
  }

  upload(opcode: string): KeptUpload | undefined {
    return this.#database.prepare<[string], KeptUpload>('SELECT * FROM upload WHERE opcode = ?').get(opcode)
  }

  count(): number {
    return this.#database.prepare<[], { readonly uploads: number }>('SELECT count(*) AS uploads FROM upload').get()?.uploads ?? 0
  }

  recordsAt(patientId: string, time: string): readonly KeptRecord[] {
    return this.#database.prepare<[string, string], Row>(`SELECT * FROM uploadRecord WHERE patientId = ? AND time = ? ${ORDER}`)
      .all(patientId, time).map(kept)
  }

  recordsOf(hospitalId: string): readonly KeptRecord[] {
    return this.#database.prepare<[string], Row>(`SELECT * FROM uploadRecord WHERE hospitalId = ? ${ORDER}`).all(hospitalId).map(kept)
  }

  hasUsed(hospitalId: string, format: UploadFormat): boolean {
    const found = this.#database.prepare('SELECT 1 FROM uploadRecord WHERE hospitalId = ? AND format = ? LIMIT 1').get(hospitalId, format)
    return found !== undefined
  }
}
