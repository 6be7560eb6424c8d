import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InProcessLink } from '#simulator/attachments/in-process'
import { Clinic } from '#simulator/clinic'
import { VirtualClock } from '#simulator/virtual-clock'
import { cardHandlers } from '../handlers/card.ts'
import { protectedCardHandlers } from '../handlers/protected-card.ts'
import { threeCardHandlers } from '../handlers/three-cards.ts'
import { visitJournalHandlers } from '../handlers/visit-journal.ts'
import { visitWritingHandlers } from '../handlers/visit-writing.ts'
import { visitHandlers } from '../handlers/visits.ts'
import { eventHandlers } from '../handlers/events.ts'
import { scannerHandlers } from '../handlers/scanner.ts'
import { simulatorHandlers } from '../handlers/simulator.ts'
import { systemHandlers } from '../handlers/system.ts'
import { openBook } from '../audit/audit-book.fixture.ts'
import { openLog } from '../log.ts'
import { EpochCounter } from '../sessions/epoch.ts'
import { EventStream } from '../sessions/event-stream.ts'
import { Scanners } from '../sessions/scanners.ts'
import { Readers } from '../sessions/readers.ts'
import { StateDirectory } from '../state-directory.ts'
import { Dispatcher } from './dispatch.ts'

const program = { who: 'token' }

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nhicardd-dispatch-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function desk() {
  const logged: string[] = []
  const log = openLog('debug', { write: (line) => void logged.push(line) })
  const events = new EventStream(new VirtualClock('2026-01-15T09:00:00+08:00'))
  const clinic = new Clinic()
  const readers = new Readers({ epochs: new EpochCounter(new StateDirectory(folder), 0, 0), events, log })
  readers.attach(new InProcessLink(clinic))
  const scanners = new Scanners(events, log)
  const never = () => Promise.reject(new Error('nobody asks for it'))
  const handlers = {
    ...systemHandlers(readers, {
      version: '0', simulation: true, startedAt: 0, clients: () => 0, doors: () => [], nhia: () => null, sam: () => null,
      audit: () => ({ state: 'unopened', missed: 0 }),
      store: () => ({ state: 'closed', why: null, keySource: null, pending: null }),
    }),
    ...cardHandlers(readers, { isOpen: () => false, onlyHealthCard: never }), ...protectedCardHandlers(never), ...threeCardHandlers(never),
    ...visitWritingHandlers(never, never),
    ...visitJournalHandlers(never, never),
    ...visitHandlers(never, new VirtualClock('2026-01-15T09:00:00+08:00'), never),
    ...eventHandlers(readers, events, () => 0),
    ...scannerHandlers(scanners), ...simulatorHandlers(readers, scanners, clinic, undefined),
  }
  const request = (id: number, method: string, params = {}) => ({ jsonrpc: '2.0', id, method, params })
  return { clinic, handlers, never, readers, log, logged, request }
}

describe('an answer', () => {
  test('of a batch is opened when all of it is sent: what left meanwhile is refused', async () => {
    const { clinic, handlers, never, readers, log, request } = desk()
    let release = () => {}
    const waiting = new Promise<void>((resolve) => (release = resolve))
    const status = handlers['system.status']
    const slow = { ...handlers, 'system.status': async () => waiting.then(() => status({}, {})) }
    const answer = new Dispatcher(slow, never, readers, log, openBook().book)
      .answer(JSON.stringify([request(1, 'card.readBasic'), request(2, 'system.status')]), program)
    await expect.poll(() => readers.list()[0]?.card?.epoch).toBe(1)
    for (let turn = 0; turn < 50; turn++) await Promise.resolve() // the read is done, its batch is not
    clinic.remove('Simulated Reader 01')
    release()
    const [read, other] = JSON.parse((await answer).text ?? '') as object[]
    expect(read).toMatchObject({ id: 1, error: { data: { name: 'CARD_REMOVED' } } })
    expect(other).toMatchObject({ id: 2, result: {} })
  })

  test('to a defect of ours names a trace id, and neither it nor the log repeats the defect’s words', async () => {
    const { handlers, never, readers, log, logged, request } = desk()
    const broken = {
      ...handlers,
      'readers.list': () => {
        throw new Error('王測試\nZ199999016\n at Z199999016')
      },
    }
    const { text = '' } = await new Dispatcher(broken, never, readers, log, openBook().book)
      .answer(JSON.stringify(request(1, 'readers.list')), program)
    const { error } = JSON.parse(text) as { error: { data: { name: string, details: { trace: string } } } }
    expect(error.data.name).toBe('INTERNAL_FAILED')
    expect(logged.join('')).toContain(error.data.details.trace)
    expect(text + logged.join('')).not.toMatch(/王測試|Z199999016/)
    expect(text).not.toMatch(/\bat .*\.ts:\d/)
  })
})
