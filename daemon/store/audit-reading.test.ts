import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chain } from '#protocols/audit/chain'
import { verifyChain } from '#protocols/audit/verification'
import { listAudit, verifyAudit } from '../cli/audit.ts'
import { AuditKeys } from './audit-keys.ts'
import { readAudit } from './audit-reading.ts'
import { savedAudit } from './audit-salvage.ts'
import { freshFolder, masterKey, memory, openStore, otherKey } from './store.fixture.ts'

const entry = {
  door: 'native', caller: 'token', called: 'card.readBasic', result: 'ok', user: 'nurse-07', patientId: 'Z199999016',
} as const

function said(file: string, act: (audit: ReturnType<typeof readAudit>, output: (text: string) => void) => void): string {
  const audit = readAudit(file, [otherKey, masterKey], 'given')
  let text = ''
  act(audit, (part) => void (text += part))
  audit.close()
  return text
}

describe('whoever verifies an audit', () => {
  it('may do so while the daemon writes to it, and after it stopped', () => {
    const file = join(freshFolder(), 'store.db')
    const store = openStore(file)
    store.audit.record(entry)
    const running = readAudit(file, [masterKey], 'given')
    expect(running.rows.verify()).toMatchObject({ count: 1, broken: null })
    store.audit.record(entry)
    expect(running.rows.verify()).toMatchObject({ count: 2, broken: null })
    store.close()
    running.close()
    expect(said(file, (audit, output) => expect(verifyAudit(audit, false, output)).toBe(true))).toMatch(/whole[^]*records +2\n/)
  })

  it('is told the first broken record, when it was written and what is wrong with it', () => {
    const file = join(freshFolder(), 'store.db')
    const store = openStore(file)
    for (let call = 0; call < 5; call++) store.audit.record(entry)
    store.close()
    const handle = new Sqlite(file)
    handle.exec('DROP TRIGGER audit_unchanged')
    const { record } = handle.prepare<[], { record: Buffer }>('SELECT record FROM audit WHERE sequence = 3').get()!
    record.write('no', record.length - 2) // it said ok
    handle.prepare('UPDATE audit SET record = ? WHERE sequence = 3').run(record)
    handle.close()
    const text = said(file, (audit, output) => expect(verifyAudit(audit, false, output)).toBe(false))
    expect(text).toMatch(/broken at record 3 [^]*why +changed/)
    expect(text).toMatch(/records +2\n/)
    expect(JSON.parse(said(file, (audit, output) => verifyAudit(audit, true, output)))).toMatchObject({ count: 2, broken: { sequence: 3 } })
  })

  it('can list the last records, the newest last, one a line', () => {
    const file = join(freshFolder(), 'store.db')
    const store = openStore(file)
    for (let call = 0; call < 5; call++) store.audit.record({ ...entry, called: `card.read${call}` })
    store.close()
    const lines = said(file, (audit, output) => listAudit(audit, 2, true, output)).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { sequence: 4, called: 'card.read3', user: 'nurse-07' }, { sequence: 5, called: 'card.read4' },
    ])
    expect(said(file, (audit, output) => listAudit(audit, 9, false, output))).toContain('token (says: nurse-07)')
  })

  it('needs the key of this store, and a store', () => {
    const file = join(freshFolder(), 'store.db')
    expect(() => readAudit(file, [masterKey], 'given')).toThrow('ENOENT')
    openStore(file).close()
    expect(() => readAudit(file, [otherKey], 'given')).toThrow(expect.objectContaining({ name: 'STORE_KEY_WRONG' }))
  })
})

describe('an audit in the pages of a damaged database', () => {
  const keys = new AuditKeys(new Uint8Array(32))
  const chain: Chain = keys.chain

  it('goes into a new one, and what is lost is named as missing', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(8), fc.boolean(), (size, which, isHeadLost) => {
      const database = memory()
      const store = openStore(database)
      for (let call = 0; call < size; call++) store.audit.record(entry)
      const own = new AuditKeys(store.hashKeys.audit).chain
      const rows = database.prepare<[], { sequence: number, record: Buffer, link: Buffer }>('SELECT * FROM audit').all()
        .map(({ sequence, record, link }) => ({ rowid: sequence, values: [null, record, link] }))
      const head = database.prepare<[], { count: number, link: Buffer, seal: Buffer }>('SELECT * FROM audit_head').get()!
      const heads = [{ rowid: 1, values: [null, head.count, head.link, head.seal] }]
      const lost = which % size + 1
      // an older version of a page gives the same rows twice, and other tables have rows of their own
      const others = [{ rowid: 1, values: [null, Buffer.alloc(16), Buffer.alloc(73)] }, { rowid: 2, values: [null, 'x'] }]
      const left = rows.filter(({ rowid }) => rowid !== lost)
      const found = [...left, ...left, ...others, ...isHeadLost ? [] : heads]
      const saved = savedAudit(found, own)
      expect(saved.records.map(({ sequence }) => sequence)).toEqual(rows.map(({ rowid }) => rowid).filter((rowid) => rowid !== lost))
      const { broken } = verifyChain(own, { records: () => saved.records, head: saved.head })
      if (lost === size) expect(broken).toMatchObject(isHeadLost ? { what: 'headChanged' } : { sequence: lost, what: 'cutOff' })
      else expect(broken).toMatchObject({ sequence: lost, what: 'missing' })
    }))
  })

  it('is nothing where there is none', () => {
    expect(savedAudit([], chain)).toEqual({ records: [], head: undefined })
  })
})
