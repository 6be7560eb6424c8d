import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Database } from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '#protocols/port/audit'
import { entryOf, freshFolder, memory, openStore, otherKey } from './store.fixture.ts'

const someEntry: fc.Arbitrary<AuditEntry> = fc.record({
  door: fc.constantFrom('native', 'cshis', 'cs6', 'remoteProxy'),
  caller: fc.constantFrom('token', 'user 1000', 'origin https://his.example'),
  called: fc.constantFrom('card.readBasic', 'cshis.hisGetBasicData', 'visit.takeNumber'),
  user: fc.option(fc.constantFrom('nurse-07', '王護理師'), { nil: undefined }),
  patientId: fc.option(fc.constantFrom('Z199999016', 'Z299999018'), { nil: undefined }),
  professionalCard: fc.option(fc.constantFrom('000000123456', 'HPC0001'), { nil: undefined }),
  visitId: fc.option(fc.constant('0'.repeat(31) + '1'), { nil: undefined }),
  result: fc.constantFrom('ok', 'CARD_ABSENT', '5003'),
})
const someEntries = fc.array(someEntry, { minLength: 2, maxLength: 6 })
const entry: AuditEntry = { door: 'native', caller: 'token', called: 'card.readBasic', result: 'ok' }

/** Whoever can write the file can take away what guards it, and put it back. */
function withoutGuards(handle: Database, act: () => void): void {
  const guards = handle.prepare<[], { name: string, sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'").all()
  for (const { name } of guards) handle.exec(`DROP TRIGGER ${name}`)
  act()
  for (const { sql } of guards) handle.exec(sql)
}

describe('the audit in the store', () => {
  it('keeps who, what, whom and the result, with the patient as a keyed hash and the card masked', () => {
    const store = openStore(memory())
    store.audit.record({ ...entry, user: '王護理師', patientId: 'Z199999016', professionalCard: '000000123456', result: '5003' }, entry)
    expect(store.audit.recent(9)).toMatchObject([
      { sequence: 2, user: null, patient: null, professional: null, result: 'ok' },
      { sequence: 1, user: '王護理師', patient: expect.stringMatching(/^[0-9a-f]{32}$/), professional: '00*******456', result: '5003' },
    ])
    store.close()
  })

  it('gives one patient one hash, which another station’s key does not give', () => {
    const elsewhere = { masterKey: otherKey, entropy: { bytes: (length: number) => new Uint8Array(length) } }
    const hashes = [openStore(memory()), openStore(memory(), elsewhere)]
      .flatMap((store) => {
        store.audit.record({ ...entry, patientId: 'Z199999016' }, { ...entry, patientId: 'Z199999016' })
        return store.audit.recent(2).map(({ patient }) => patient)
      })
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[2]).toBe(hashes[3])
    expect(hashes[0]).not.toBe(hashes[2])
  })

  it('is whole when it is opened again, and goes on', () => {
    fc.assert(fc.property(someEntries, someEntries, (before, after) => {
      const file = join(freshFolder(), 'store.db')
      const first = openStore(file)
      for (const one of before) first.audit.record(one)
      first.close()
      const second = openStore(file)
      second.audit.record(...after)
      expect(second.audit.verify()).toMatchObject({ count: before.length + after.length, broken: null })
      second.close()
    }), { numRuns: 5 })
  })

  it('is whole with nothing in it', () => {
    expect(openStore(memory()).audit.verify()).toEqual({ count: 0, firstAt: null, lastAt: null, broken: null })
  })

  it.each(['UPDATE audit SET record = x\'00\'', 'DELETE FROM audit', 'DELETE FROM audit_head', 'UPDATE audit_head SET count = 0'])(
    'refuses %s', (sql) => {
      const store = openStore(memory())
      store.audit.record(entry)
      expect(() => store.database.handle.exec(sql)).toThrow(/audit/)
      expect(store.audit.verify()).toMatchObject({ count: 1, broken: null })
    },
  )

  it('refuses what is no record, and keeps nothing of it', () => {
    const store = openStore(memory())
    expect(() => store.audit.record(entry, { ...entry, result: 'a b' })).toThrow('result')
    expect(store.audit.verify()).toMatchObject({ count: 0, broken: null })
    store.audit.record(entry)
    expect(store.audit.verify()).toMatchObject({ count: 1, broken: null })
  })
})

describe('what somebody did to the file', () => {
  const tampering = fc.record({
    which: fc.nat(), at: fc.nat(), by: fc.integer({ min: 1, max: 255 }),
    how: fc.constantFrom('record', 'link', 'delete', 'swap', 'cut', 'append'),
  })

  it('is found at the record where it begins, and stays found however long the audit goes on', () => {
    fc.assert(fc.property(someEntries, tampering, someEntries, fc.boolean(), (entries, { which, at, by, how }, later, isHeadGone) => {
      const database = memory()
      const store = openStore(database)
      store.audit.record(...entries)
      const size = entries.length
      const sequence = which % size + 1
      const other = at % size + 1
      fc.pre(how !== 'swap' || other !== sequence)
      const tampered = (): number => {
        if (how === 'record' || how === 'link') {
          const column = database.prepare<[number], Buffer>(`SELECT ${how} FROM audit WHERE sequence = ?`).pluck()
          const bytes = column.get(sequence)!
          bytes[at % bytes.length]! ^= by
          database.prepare(`UPDATE audit SET ${how} = ? WHERE sequence = ?`).run(bytes, sequence)
          return sequence
        }
        if (how === 'delete') database.prepare('DELETE FROM audit WHERE sequence = ?').run(sequence)
        if (how === 'cut') database.prepare('DELETE FROM audit WHERE sequence >= ?').run(sequence)
        if (how === 'append') {
          database.prepare('INSERT INTO audit SELECT ?, record, link FROM audit WHERE sequence = ?').run(size + 1, sequence)
          return size + 1
        }
        if (how !== 'swap') return sequence
        const move = database.prepare('UPDATE audit SET sequence = ? WHERE sequence = ?')
        move.run(-1, sequence)
        move.run(sequence, other)
        move.run(other, -1)
        return Math.min(sequence, other)
      }
      let expected = 0
      withoutGuards(database, () => {
        expected = tampered()
        if (isHeadGone) database.exec('DELETE FROM audit_head')
      })
      const found = store.audit.verify().broken
      const isEndGone = how === 'cut' || (how === 'delete' && sequence === size)
      if (isHeadGone && isEndGone) expect(found).toMatchObject({ sequence: sequence - 1, what: 'headChanged' })
      else expect(found).toMatchObject({ sequence: expected })

      // by the process that runs, and by one that opens the file anew
      try {
        store.audit.record(...later)
      } catch (error) {
        expect(how).toBe('append') // its place was taken
        expect(error).toMatchObject({ name: 'STORE_UNAVAILABLE' })
        store.audit.record(...later)
      }
      expect(store.audit.verify().broken?.sequence).toBe(expected)
      const again = openStore(database)
      again.audit.record(...later)
      expect(again.audit.verify().broken?.sequence).toBe(expected)
    }), { numRuns: 150 })
  })

  it('to the end alone leaves a hole behind it for ever', () => {
    const database = memory()
    openStore(database).audit.record(entry, entry)
    withoutGuards(database, () => database.exec('DELETE FROM audit_head'))
    const store = openStore(database)
    expect(store.audit.verify().broken).toMatchObject({ sequence: 2, what: 'headChanged' })
    store.audit.record(entry)
    expect(store.audit.verify().broken).toMatchObject({ sequence: 3, what: 'missing' })
  })
})

describe('a process that dies', () => {
  it('at a commit leaves a whole chain, with each record there that was told as kept', () => {
    fc.assert(fc.property(someEntries, fc.nat(11), fc.constantFrom('before', 'after'), (entries, dyingAt, when) => {
      const database = memory()
      let commits = -Infinity
      const store = openStore(database, {
        onCommit: (now) => {
          if (now === when && commits++ === dyingAt % entries.length) throw new Error('died')
        },
      })
      commits = 0
      let kept = 0
      try {
        for (const one of entries) {
          store.audit.record(one)
          kept++
        }
      } catch {
        // nothing more is done
      }
      const { count, broken } = openStore(database).audit.verify()
      expect(broken).toBeNull()
      expect(count).toBe(when === 'after' ? kept + 1 : kept)
    }))
  })

  it('without closing anything loses no record: what was written stands in the log', () => {
    const [from, to] = [freshFolder(), freshFolder()]
    const store = openStore(join(from, 'store.db'))
    for (let call = 0; call < 20; call++) store.audit.record(entry)
    for (const name of ['store.db', 'store.db-wal']) copyFileSync(join(from, name), join(to, name))
    const left = openStore(join(to, 'store.db'))
    expect(left.audit.verify()).toMatchObject({ count: 20, broken: null })
    left.close()
    store.close()
  })
})

describe('a record within a transaction of the journal', () => {
  it('is kept with its entries or not at all', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (outcomes) => {
      const store = openStore(memory())
      outcomes.forEach((succeeds, visit) => {
        const work = () => store.transaction(() => {
          store.journal.add(entryOf(visit))
          store.audit.record(entry)
          if (!succeeds) throw new RangeError('changed its mind')
        })
        if (succeeds) work()
        else expect(work).toThrow('changed its mind')
      })
      const kept = outcomes.filter(Boolean).length
      expect(store.journal.visits({})).toHaveLength(kept)
      expect(store.audit.verify()).toMatchObject({ count: kept, broken: null })
    }))
  })

  it('that is none leaves the transaction to go on without it', () => {
    const store = openStore(memory())
    store.transaction(() => {
      store.journal.add(entryOf(1))
      store.audit.record(entry)
      expect(() => store.audit.record(entry, { ...entry, caller: '' })).toThrow('caller')
      store.audit.record(entry)
    })
    expect(store.journal.visits({})).toHaveLength(1)
    expect(store.audit.verify()).toMatchObject({ count: 2, broken: null })
  })
})

describe('the file', () => {
  it('holds no id, no name and no number of a card in clear', () => {
    const folder = freshFolder()
    const store = openStore(join(folder, 'store.db'))
    const planted = { patientId: 'Z199999016', professionalCard: '000000123456', user: '王護理師Z299999018' }
    for (let call = 0; call < 50; call++) store.audit.record({ ...entry, ...planted })
    const files = ['store.db', 'store.db-wal'].map((name) => join(folder, name))
    const bytes = files.filter((file) => existsSync(file)).map((file) => readFileSync(file))
    for (const canary of [...Object.values(planted), 'Z299999018', '王護理師']) {
      for (const file of bytes) {
        expect(file.includes(canary)).toBe(false)
        expect(file.includes(Buffer.from(canary).toString('hex'))).toBe(false)
      }
    }
    expect(bytes.some((file) => file.includes('card.readBasic'))).toBe(true)
    store.close()
  })
})

describe('the audit of a damaged database', () => {
  it('comes along when it is rebuilt, whole, and goes on', () => {
    const file = join(freshFolder(), 'store.db')
    const store = openStore(file)
    for (let call = 0; call < 300; call++) store.audit.record(entry)
    store.journal.add(entryOf(1))
    store.close()
    const bytes = readFileSync(file)
    bytes.fill(0xff, 100, 108) // of the schema
    writeFileSync(file, bytes)
    const rebuilt = openStore(file)
    expect(rebuilt.report.state).toBe('rebuilt')
    rebuilt.audit.record(entry)
    expect(rebuilt.audit.verify()).toMatchObject({ count: 301, broken: null })
    rebuilt.close()
  })
})
