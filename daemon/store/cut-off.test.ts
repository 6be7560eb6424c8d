import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrations, newestVersion } from './migrations.ts'
import { entryOf, fastFolder, openStore, visitId } from './store.fixture.ts'

const VISITS = 12
let folder: string
beforeEach(() => {
  folder = fastFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

const place = (name: string) => {
  mkdirSync(join(folder, name))
  return join(folder, name, 'store.sqlite')
}

function kept(file: string) {
  const store = openStore(file)
  const entries = Array.from({ length: VISITS }, (_, visit) => store.journal.entriesOf(visitId(visit))).flat()
  const visits = store.journal.visits({})
  const { report } = store
  store.close()
  return { entries, visits, report }
}

describe('a rebuilding that is cut off', () => {
  /** Left behind at a step: which files of the damaged database are still there, and how far the new one is. */
  const steps = [
    { what: 'while the new one is made', old: ['', '-wal', '-shm'], half: true },
    { what: 'when the new one is ready', old: ['', '-wal', '-shm'], ready: true },
    { what: 'when the damaged log is gone', old: ['', '-shm'], ready: true },
    { what: 'when the damaged log and its index are gone', old: [''], ready: true },
    { what: 'when the new one bears the name', old: [], named: true },
  ] as const

  test.each(steps)('$what goes on with the next start, and keeps the same', ({ old, ...step }) => {
    const damaged = place('damaged')
    const store = openStore(place('live'))
    for (let visit = 0; visit < VISITS; visit++) store.journal.add(entryOf(visit), entryOf(visit, {}, 1))
    store.database.emptyLog()
    store.journal.add(entryOf(0, {}, 2))
    for (const part of ['', '-wal', '-shm', '-mark']) copyFileSync(join(folder, 'live', `store.sqlite${part}`), damaged + part)
    store.close()
    const bytes = readFileSync(damaged)
    const at = bytes.indexOf('number.standing', 20_000) + 200
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(damaged, bytes)

    const whole = place('whole')
    for (const part of ['', '-wal', '-mark']) copyFileSync(damaged + part, whole + part)
    const expected = kept(whole)
    expect(expected.report).toMatchObject({ state: 'rebuilt' })
    expect(expected.report.lost.length).toBeGreaterThan(0)

    const cut = place('cut')
    for (const part of old) copyFileSync(damaged + part, cut + part)
    copyFileSync(`${damaged}-mark`, `${cut}-mark`)
    const rebuilt = readFileSync(whole)
    if ('half' in step) writeFileSync(`${cut}.rebuilding`, rebuilt.subarray(0, rebuilt.length / 2))
    if ('ready' in step) writeFileSync(`${cut}.rebuilt`, rebuilt)
    if ('named' in step) writeFileSync(cut, rebuilt)

    const found = kept(cut)
    expect(found.report).toMatchObject({ state: 'half' in step ? 'rebuilt' : 'ok', lost: expected.report.lost })
    expect([found.entries, found.visits]).toEqual([expected.entries, expected.visits])
    expect(readdirSync(join(folder, 'cut')).filter((name) => /\.rebuil/.test(name))).toEqual([])
    expect(kept(cut)).toEqual({ ...found, report: { ...found.report, state: 'ok', copy: null, why: null } })
  })
})

describe('a database of the first version', () => {
  test('is brought to the newest with everything in it, also when that is cut off at any step', () => {
    const newest = place('newest')
    const store = openStore(newest)
    for (let visit = 0; visit < VISITS; visit++) {
      store.journal.add(entryOf(visit, { idempotencyKey: `key ${visit}` }), entryOf(visit, {}, 1))
    }
    store.forgetPatient('A100000001')
    store.close()
    const expected = kept(newest)
    expect(expected.entries.length).toBe(2 * VISITS - 6)

    class Death extends Error {}
    for (let commits = 0; ; commits++) {
      const file = place(`first-${commits}`)
      makeFirst(file, newest)
      let left = commits
      const onCommit = () => {
        if (left-- === 0) throw new Death()
      }
      try {
        openStore(file, { onCommit }).close()
      } catch (error) {
        expect(error).toBeInstanceOf(Death)
      }
      const upgraded = openStore(file)
      expect(upgraded.database.version).toBe(newestVersion)
      expect(upgraded.journal.visitWithKey('key 7')).toBe(visitId(7))
      expect(upgraded.journal.goneVisits()).toHaveLength(3)
      upgraded.close()
      expect(kept(file)).toEqual(expected)
      expect(existsSync(join(folder, `first-${commits}`, 'quarantine'))).toBe(false)
      if (left >= 0) break // nobody died
    }
  })

  function makeFirst(file: string, newest: string): void {
    const first = new Sqlite(file)
    first.exec(migrations[0]!)
    first.prepare('ATTACH ? AS newest').run(newest)
    for (const table of ['store_key', 'store_key_copy', 'patient_key', 'entry', 'loss', 'visit']) {
      first.exec(`INSERT INTO ${table} SELECT * FROM newest.${table}`)
    }
    first.exec('UPDATE store_key SET version = 1; UPDATE store_key_copy SET version = 1; PRAGMA user_version = 1')
    first.close()
  }
})
