import { afterEach, describe, expect, it } from 'vitest'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'
import { openLog } from '../log.ts'
import { memory, openStore } from '../store/store.fixture.ts'
import { openBook } from './audit-book.fixture.ts'
import { AuditBook } from './audit-book.ts'

const entry = { door: 'native', caller: 'token', called: 'card.readBasic', result: 'ok' } as const

let running: TestDaemon | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

describe('without a store that can be written to', () => {
  it('a call that reads goes on, the log says so once, and the status tells it', async () => {
    const store = openStore(memory())
    running = await startTestDaemon({ store })
    store.close()
    for (let call = 0; call < 3; call++) expect(await running.rpc('card.readBasic')).toHaveProperty('result')
    expect(await running.rpc('system.status')).toMatchObject({ result: { audit: { state: 'failing', missed: 3 } } })
    expect(running.logged.filter((line) => line.includes('cannot be recorded in the audit'))).toHaveLength(1)
  })

  it('calls are counted, and the first record that can be kept says how many they were', async () => {
    const logged: string[] = []
    const store = openStore(memory())
    let isThere = false
    const book = new AuditBook(async () => {
      if (!isThere) throw new Error('not yet')
      return store.audit
    }, openLog('debug', { write: (line) => void logged.push(line) }))
    expect(book.standing).toEqual({ state: 'unopened', missed: 0 })
    for (let call = 0; call < 2; call++) {
      await book.prepare()
      book.write(entry)
    }
    expect(book.standing).toEqual({ state: 'failing', missed: 2 })
    isThere = true
    await book.prepare()
    book.write(entry)
    expect(book.standing).toEqual({ state: 'kept', missed: 0 })
    expect(store.audit.recent(9)).toMatchObject([{ called: 'card.readBasic' }, { door: 'daemon', called: 'audit.missed', result: '2' }])
    expect(store.audit.verify()).toMatchObject({ count: 2, broken: null })
    expect(logged.join('')).not.toContain('not yet')
  })

  it('nothing is recorded and nothing fails where there is none at all', async () => {
    const book = new AuditBook(undefined, openLog('silent'))
    await book.prepare()
    book.write(entry)
    expect(book.standing).toEqual({ state: 'off', missed: 0 })
  })

  it('a record that cannot be made does not stop the next', async () => {
    const { book, records } = openBook()
    await book.prepare()
    book.write({ ...entry, result: 'no result' })
    book.write(entry)
    expect(records()).toMatchObject([{ called: 'audit.missed', result: '1' }, entry])
  })
})
