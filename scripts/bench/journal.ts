import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openLog } from '#daemon/log'
import { realEntropy } from '#daemon/real-entropy'
import { StateDirectory } from '#daemon/state-directory'
import { openStore } from '#daemon/store/open-store'
import { Store } from '#daemon/store/store'
import { hex } from '#protocols/bytes/hex'
import { entries } from '#protocols/journal/entries'
import type { NewEntry } from '#protocols/port/journal'
import { clinicDays } from './clinic-days.ts'
import { nhicardd } from './programs.ts'
import type { Aim } from './report.ts'
import { row, type Row } from './samples.ts'
import { preparedState, startToReady } from './starts.ts'
import { timesTable } from './tables.ts'
import { takeTurns, type Entrant } from './turns.ts'

/** What keeping a visit costs, beside the same bytes in bare SQLite. */
export interface JournalFigures {
  /** In ms. */
  readonly commits: readonly Row[]
  /** In ms. */
  readonly openings: readonly Row[]
  /** Of the built daemon, process start to the first answer over HTTP, in ms. */
  readonly restarts: readonly Row[]
  /** In s: by the clock, by the processor. */
  readonly days: readonly Row[]
}

const WARMING = 3
const ROUNDS = 40
const PER_ROUND = 25
const MANY = 100_000
/** Patients of a day, who have been there before. */
const KNOWN = 120
/** A row's share besides its sealed content: the same columns, the same indexes. */
const SEALED = 1 + 24 + 1024 + 16

const clock = { now: () => Date.now(), after: () => () => undefined }
const log = openLog('silent')
const masterKey = realEntropy.bytes(32)

function open(database: string): Store {
  return Store.open({ database, masterKey, clock, entropy: realEntropy, log })
}

/** @param patients so many come in turn */
function entryOf(visit: number, visitId: string, patients: number): NewEntry {
  const content = entries['number.standing'].examples[1] ?? entries['number.standing'].examples[0]!
  const patientId = `A1${String(patients === Infinity ? visit : visit % patients).padStart(8, '0')}`
  return { visitId, patientId, kind: 'number.standing', content, isOpen: visit % 2 === 0 }
}

function timed(name: string, act: () => void): Entrant {
  return {
    name,
    turn: () => Array.from({ length: PER_ROUND }, () => {
      const before = process.hrtime.bigint()
      act()
      return Number(process.hrtime.bigint() - before) / 1e6
    }),
  }
}

/** The tables of the store without seals, keys and triggers. */
function bare(file: string): () => void {
  const database = new Sqlite(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON']) database.pragma(pragma)
  database.exec(`
    CREATE TABLE entry (sequence INTEGER PRIMARY KEY, visit_id BLOB NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
      patient_key INTEGER NOT NULL, key_hash BLOB, is_open INTEGER, sealed BLOB NOT NULL) STRICT;
    CREATE INDEX entry_visit ON entry (visit_id);
    CREATE TABLE visit (visit_id BLOB PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, entries INTEGER NOT NULL,
      begun_at INTEGER NOT NULL, patient_key INTEGER NOT NULL, key_hash BLOB, is_open INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX visit_first ON visit (first);
    CREATE INDEX visit_patient ON visit (patient_key, first);
    CREATE UNIQUE INDEX visit_key ON visit (key_hash) WHERE key_hash IS NOT NULL;
    CREATE INDEX visit_open ON visit (first) WHERE is_open = 1`)
  const add = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const begin = database.prepare('INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  let count = 0
  const both = database.transaction((visitId: Uint8Array, sealed: Uint8Array, sequence: number) => {
    add.run(sequence, visitId, 'number.standing', 0, sequence % 3000, null, sequence % 2, sealed)
    begin.run(visitId, sequence, sequence, 1, 0, sequence % 3000, null, sequence % 2)
  })
  return () => both.immediate(realEntropy.bytes(16), realEntropy.bytes(SEALED), count += 1)
}

/** Of `journal.add` first, of bare SQLite second. */
async function commitRows(folder: string): Promise<Row[]> {
  // each in a file of its own: what a note leaves unsynced would fall on the next add
  const [adding, meeting, noting] = ['add', 'new', 'note'].map((name) => open(join(folder, `${name}.sqlite`))) as [Store, Store, Store]
  let visit = 0
  const next = (patients: number) => entryOf(visit += 1, hex(realEntropy.bytes(16)), patients)
  for (const store of [adding, noting]) {
    for (let patient = 0; patient < KNOWN; patient++) store.journal.note(next(KNOWN))
  }
  const commits = await takeTurns([
    timed('journal.add, one entry', () => adding.journal.add(next(KNOWN))),
    timed('bare SQLite, the same bytes and pragmas', bare(join(folder, 'bare.sqlite'))),
    timed('journal.add, the first entry of a patient', () => meeting.journal.add(next(Infinity))),
    timed('journal.note, one entry', () => noting.journal.note(next(KNOWN))),
  ], ROUNDS, WARMING)
  for (const store of [adding, meeting, noting]) store.close()
  return commits.map(({ name, samples }) => row(name, samples))
}

export async function journalFigures(): Promise<JournalFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-bench-journal-'))
  try {
    const commits = await commitRows(folder)
    const full = join(folder, 'full.sqlite')
    fill(full)
    const openings = await takeTurns([{
      name: `a store of ${MANY.toLocaleString('en-US')} entries, opened`,
      turn: () => {
        const before = process.hrtime.bigint()
        const opened = open(full)
        const ms = Number(process.hrtime.bigint() - before) / 1e6
        opened.close()
        return [ms]
      },
    }], 8, 1)
    const rows = (all: Awaited<ReturnType<typeof takeTurns>>) => all.map(({ name, samples }) => row(name, samples))
    return { commits, openings: rows(openings), restarts: rows(await restarts(join(folder, 'state'))), days: await clinicDays() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const METHODS = ['system.status', 'visit.list']

async function restarts(folder: string): ReturnType<typeof takeTurns> {
  const state = new StateDirectory(folder)
  fillStore(openStore({ state, clock, entropy: realEntropy, log, credentials: '' }))
  const { port, request } = await preparedState(folder)
  const env = { NHICARD_STATE_DIR: folder, PCSCLITE_CSOCK_NAME: join(folder, 'no-pcscd') }
  return await takeTurns(METHODS.map((method) => ({
    name: `restart with ${MANY.toLocaleString('en-US')} entries, to the first ${method}`,
    turn: async () => [await startToReady([nhicardd], env, port, request(method))],
  })), 8, 1)
}

const fill = (file: string) => fillStore(open(file))

function fillStore(store: Store): void {
  for (let at = 0; at < MANY; at += 1000) {
    store.transaction(() => {
      for (let visit = at; visit < at + 1000; visit++) {
        store.journal.add(entryOf(Math.floor(visit / 5), Math.floor(visit / 5).toString(16).padStart(32, '0'), 3000))
      }
    })
  }
  store.close()
}

export function journalAims({ commits: [own, bareOne], openings: [opening], restarts: restarted, days: [day] }: JournalFigures): Aim[] {
  if (own === undefined || bareOne === undefined || opening === undefined || day === undefined) return []
  return [
    { name: 'journal.add beside bare SQLite, p50', most: 1.3, unit: 'times', figure: own.p50 / bareOne.p50 },
    { name: 'journal.add beside bare SQLite, p99', most: 1.3, unit: 'times', figure: own.p99 / bareOne.p99 },
    ...[opening, ...restarted].map(({ name, p50 }): Aim => ({ name, most: 1000, unit: 'ms', figure: p50 })),
    { name: `${day.name}, the slowest of ${day.n}`, most: 5, unit: 's', figure: day.p99 },
  ]
}

export function renderJournal({ commits, openings, restarts: restarted, days }: JournalFigures): string[] {
  return [
    timesTable('ms, one commit', commits), timesTable('ms, the store', [...openings, ...restarted]), timesTable('s, 120 patients', days),
  ]
}
