import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { entries } from '#protocols/journal/entries'
import { SeededRandom } from '#simulator/seeded-random'
import { openLog, type Log } from '../log.ts'
import { StateDirectory } from '../state-directory.ts'
import { LazyStore } from './lazy-store.ts'
import { openStore as openPlaces, rotateKey, STORE_FILE, type StorePlaces } from './open-store.ts'
import { entryOf, fastFolder, masterKey, memory, openStore, otherKey, quietLog, tickingClock, visitId } from './store.fixture.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = fastFolder()
  file = join(folder, STORE_FILE)
})
afterEach(() => rmSync(folder, { recursive: true }))

function places(more: Partial<StorePlaces> = {}): StorePlaces {
  return { state: new StateDirectory(folder), clock: tickingClock(), entropy: new SeededRandom(7), log: quietLog, credentials: '', ...more }
}

/** The whole folder, byte for byte. */
const everything = () => Object.fromEntries(readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => statSync(join(folder, name)).isFile()).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]))

function thrownBy(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
  return 'nothing'
}

describe('a store in a state directory', () => {
  test('makes its key before its database, and files that are its owner’s alone', () => {
    const store = openPlaces(places())
    store.journal.add(entryOf(1))
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
    expect(readdirSync(folder).sort()).toEqual([
      'master.key', ...['', '-mark', '-reserve', '-shm', '-wal'].map((part) => STORE_FILE + part),
    ])
    expect(store.keySource).toBe('file')
    store.close()
  })

  test('takes the key of systemd before its own, and narrows a key file that others may read', () => {
    const credentials = join(folder, 'credentials')
    mkdirSync(credentials)
    writeFileSync(join(credentials, 'nhicardd-master-key'), masterKey)
    const first = openPlaces(places({ credentials }))
    expect(first.keySource).toBe('systemd credential')
    first.close()
    rmSync(credentials, { recursive: true })
    rmSync(file)
    writeFileSync(join(folder, 'master.key'), Buffer.from(masterKey).toString('hex'), { mode: 0o644 })
    chmodSync(join(folder, 'master.key'), 0o644)
    const logged: string[] = []
    openPlaces(places({ log: openLog('info', { write: (line) => logged.push(line) }) })).close()
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
    expect(logged.join('')).toContain('narrowed')
  })

  test.each([
    ['STORE_KEY_MISSING', () => rmSync(join(folder, 'master.key'))],
    ['STORE_KEY_WRONG', () => writeFileSync(join(folder, 'master.key'), Buffer.from(otherKey).toString('hex'))],
    ['STORE_KEY_WRONG', () => writeFileSync(join(folder, 'master.key'), 'no key')],
    ['STORE_NEWER', () => {
      const newer = new Sqlite(file)
      newer.exec('PRAGMA user_version = 99; UPDATE store_key SET version = 99; UPDATE store_key_copy SET version = 99')
      newer.close()
    }],
  ])('answers %s and changes nothing', (name, spoil) => {
    const store = openPlaces(places())
    store.journal.add(entryOf(1))
    store.close()
    spoil()
    const before = everything()
    expect(thrownBy(() => openPlaces(places()))).toBe(name)
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true }) // empty ones are SQLite’s way of looking
    expect(everything()).toEqual(before)
  })

  test('is opened when it is wanted, once for all, and again after a failure', async () => {
    writeFileSync(join(folder, 'master.key'), 'no key')
    const lazy = new LazyStore(places())
    expect(lazy.standing()).toEqual({ state: 'closed', why: null, keySource: null, pending: null })
    await expect(lazy.get()).rejects.toMatchObject({ name: 'STORE_KEY_WRONG' })
    expect(lazy.standing()).toEqual({ state: 'unavailable', why: 'STORE_KEY_WRONG', keySource: null, pending: null })
    rmSync(join(folder, 'master.key'))
    const [one, other] = await Promise.all([lazy.get(), lazy.get()])
    expect(one).toBe(other)
    expect(lazy.standing()).toEqual({ state: 'ok', why: null, keySource: 'file', pending: 0 })
    await lazy.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})

describe('a change of keys', () => {
  test('leaves a store that opens, wherever it is cut off', () => {
    class Death extends Error {}
    const fill = openPlaces(places())
    for (let visit = 0; visit < 9; visit++) fill.journal.add(entryOf(visit))
    const expected = fill.journal.entriesOf(visitId(4))
    fill.close()
    const readable = () => {
      const store = openPlaces(places())
      expect(store.journal.entriesOf(visitId(4))).toEqual(expected)
      expect(store.journal.visits({ patientId: 'A100000001' })).toHaveLength(3)
      store.close()
      return readFileSync(join(folder, 'master.key'), 'utf8')
    }
    const old = readable()
    const dying = new StateDirectory(folder)
    dying.writeDurably = () => { throw new Death() }
    expect(() => rotateKey(places({ state: dying, entropy: new SeededRandom(8) }))).toThrow(Death)
    expect(readable()).toBe(old)
    for (const moment of ['before', 'after'] as const) {
      const before = readable()
      const onCommit = (when: 'before' | 'after') => {
        if (when === moment) throw new Death()
      }
      expect(() => rotateKey(places({ onCommit, entropy: new SeededRandom(moment.length) }))).toThrow(Death)
      expect(existsSync(join(folder, 'master.key.next'))).toBe(true)
      expect(readable() === before).toBe(moment === 'before')
      expect(existsSync(join(folder, 'master.key.next'))).toBe(false)
    }
    for (const isRenamed of [false, true]) {
      const before = readable()
      let isKept = false
      const promoting = new StateDirectory(folder)
      const dieIf = (isThere: boolean) => {
        if (isKept && isThere) throw new Death()
      }
      promoting.file = (name) => {
        dieIf(!isRenamed && name === 'master.key')
        return join(folder, name)
      }
      Object.defineProperty(promoting, 'path', { get: () => {
        dieIf(!existsSync(join(folder, 'master.key.next'))) // the name is changed, and its folder not synced
        return folder
      } })
      const onCommit = () => isKept = true
      const entropy = new SeededRandom(isRenamed ? 21 : 20)
      expect(() => rotateKey(places({ state: promoting, onCommit, entropy }))).toThrow(Death)
      expect(existsSync(join(folder, 'master.key.next'))).toBe(!isRenamed)
      expect(readable()).not.toBe(before)
    }
    const before = readable()
    rotateKey(places({ entropy: new SeededRandom(9) }))
    expect(readable()).not.toBe(before)
    writeFileSync(join(folder, 'master.key'), old)
    expect(thrownBy(() => openPlaces(places()))).toBe('STORE_KEY_WRONG')
  })
})

describe('a patient who is forgotten', () => {
  test('is gone with every visit, and may come again as somebody new', () => {
    const store = openStore(file)
    for (let visit = 0; visit < 6; visit++) store.journal.add(entryOf(visit))
    expect(store.forgetPatient('A100000000')).toBe(true)
    expect(store.forgetPatient('A100000000')).toBe(false)
    expect(store.journal.entriesOf(visitId(0))).toEqual([])
    expect(store.journal.visits({ patientId: 'A100000000' })).toEqual([])
    expect(store.journal.visits({})).toEqual([5, 4, 3].map(visitId))
    expect(store.journal.goneVisits()).toEqual([2, 1, 0].map(visitId))
    store.journal.add(entryOf(31, { patientId: 'A100000000' }))
    expect(store.journal.visits({ patientId: 'A100000000' })).toEqual([visitId(31)])
    store.close()
    expect(openStore(file).report.state).toBe('ok')
  })
})

describe('rows', () => {
  test('are never changed or taken away, and belong where they stand', () => {
    const store = openStore(memory())
    store.journal.add(entryOf(1), entryOf(4))
    const run = (sql: string) => () => store.database.handle.exec(sql)
    expect(run('UPDATE entry SET at = 0')).toThrow(/only added to/)
    expect(run('DELETE FROM entry')).toThrow(/only added to/)
    const other = 'SELECT 1, visit_id, kind, at, patient_key, key_hash, is_open, sealed FROM entry WHERE sequence = 2'
    expect(run(`INSERT OR REPLACE INTO entry ${other}`)).toThrow(/only added to/)
    store.database.handle.exec('DROP TRIGGER entry_unchanged; UPDATE entry SET visit_id = (SELECT visit_id FROM entry WHERE sequence = 2)')
    expect(store.journal.entriesOf(visitId(4)).map(({ sequence }) => sequence)).toEqual([2])
  })
})

describe('a full disk', () => {
  test('refuses what is new, keeps what was there, and goes on when there is room', () => {
    const store = openStore(file)
    store.journal.add(entryOf(0))
    const pages = Number(store.database.handle.pragma('page_count', { simple: true }))
    store.database.handle.pragma(`max_page_count = ${pages + 2}`)
    let kept = 1
    const fill = () => {
      for (;;) {
        store.journal.add(entryOf(kept), entryOf(kept, {}, 1))
        kept += 1
      }
    }
    expect(store.standing.state).toBe('ok')
    expect(thrownBy(fill)).toBe('STORE_FULL')
    expect(store.standing.state).toBe('full')
    expect(store.journal.visits({ limit: 1000 })).toHaveLength(kept)
    expect(store.journal.entriesOf(visitId(kept))).toEqual([])
    store.database.handle.pragma('max_page_count = 100000')
    store.journal.add(entryOf(kept))
    expect(store.standing.state).toBe('ok')
    expect(store.journal.entriesOf(visitId(kept))).toHaveLength(1)
    store.close()
    expect(openStore(file).report).toMatchObject({ state: 'ok', lost: [] })
  })
})

describe('what is personal', () => {
  test('stands nowhere in clear: not in database, log, quarantine or log lines', () => {
    const logged: string[] = []
    const log: Log = openLog('debug', { write: (line) => logged.push(line) })
    const canaries = ['Z299999994', '金絲雀', 'KANARIENVOGEL', '739154', 'idempotency-canary']
    const [example] = entries['number.standing'].examples
    const content = { ...example!, request: { ...example!.request, treatmentItem: canaries.slice(1, 4).join(' ') } }
    const store = openStore(file, { log })
    store.journal.add(entryOf(1, { patientId: canaries[0]!, content, idempotencyKey: canaries[4]! }))
    const inUse = Object.values(everything())
    store.close()
    writeFileSync(file, readFileSync(file).fill(0, 0, 50))
    openStore(file, { log }).close()
    expect(existsSync(join(folder, 'quarantine'))).toBe(true)
    const bytes = [...inUse, ...Object.values(everything()), Buffer.from(logged.join('')).toString('hex')].join('')
    expect(Buffer.from(bytes, 'hex').includes('CREATE TABLE entry')).toBe(true) // the search would find what is there
    for (const canary of canaries) {
      const plain = Buffer.from(canary)
      const texts = [plain.toString('hex'), plain.toString('base64').slice(0, -4)]
      const spellings = [plain, Buffer.from(canary, 'utf16le'), ...texts.map((text) => Buffer.from(text))]
      for (const spelling of spellings) expect(bytes.includes(spelling.toString('hex')), canary).toBe(false)
    }
  })
})
