import { afterEach, describe, expect, test } from 'vitest'
import type { NumberedEvent } from '#protocols/native-api/registry'
import { CallError, connect, ConnectionLostError } from './node.ts'
import { startTestDaemon, type TestDaemon } from '../daemon/daemon.fixture.ts'

const READER = 'Simulated Reader 01'
const running: TestDaemon[] = []

async function start(...options: Parameters<typeof startTestDaemon>): Promise<TestDaemon> {
  const daemon = await startTestDaemon(...options)
  running.push(daemon)
  return daemon
}

afterEach(async () => {
  for (const daemon of running.splice(0)) await daemon.close()
})

describe('the client', () => {
  test('gives results as declared and errors with name, sentences and remedy', async () => {
    const client = (await start()).client()
    expect((await client.call('card.readBasic', {})).basic.name).toBe('王測試')
    const error = await client.call('card.readBasic', { reader: 'r9' }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(CallError)
    expect((error as CallError).shape).toMatchObject({ name: 'READER_UNKNOWN', retry: 'afterUser', details: { reader: 'r9' } })
  })

  test('says who sits before the HIS, where it is told so, and what is no name is refused', async () => {
    const client = (await start()).client()
    expect(await client.call('visit.list', {}, { user: '王護理師' })).toEqual({ visits: [], next: null })
    await expect(client.call('visit.list', {}, { user: '' })).rejects.toMatchObject({ shape: { name: 'REQUEST_INVALID' } })
  })

  test('is told the whole state first, then every event in order', async () => {
    const daemon = await start()
    const told: (string | number)[] = []
    const client = daemon.client()
    await client.subscribe({
      state: ({ seq, readers }) => told.push(seq, ...readers.map(({ reader }) => reader)),
      event: ({ seq, event }) => told.push(seq, event),
    })
    daemon.clinic.remove(READER)
    daemon.clinic.insert(READER, 'hc.lin')
    await expect.poll(() => told).toEqual([4, 'r1', 'r2', 5, 'card.removed', 6, 'card.inserted'])
  })

  test('is told the state before the events that follow it, also when they come in one turn', async () => {
    for (let round = 0; round < 10; round++) {
      const daemon = await start()
      const client = daemon.client()
      await client.call('system.status', {})
      const told: number[] = []
      const subscribed = client.subscribe({ state: ({ seq }) => told.push(seq), event: ({ seq }) => told.push(seq) })
      void client.call('simulator.remove', { reader: 'r1' })
      await subscribed
      await expect.poll(() => told).toEqual([4, 5])
      client.close()
      await daemon.daemon.close()
    }
  })

  test('says why it is refused, as far as it can know', async () => {
    const daemon = await start()
    const client = connect({ url: `ws://127.0.0.1:${daemon.daemon.port}/rpc`, token: 'wrong' })
    await expect(client.call('readers.list', {})).rejects.toThrow(/401/)
    client.close()
  })

  test('renews its subscription with the whole state when the daemon has been restarted', async () => {
    const first = await start()
    const folder = first.state.path
    const states: number[] = []
    const events: NumberedEvent[] = []
    let lost = 0
    const client = connect({ url: `ws://127.0.0.1:${first.daemon.port}/rpc`, token: first.token, longestPauseMs: 50 })
    await client.subscribe({
      state: ({ readers }) => states.push(readers[0]?.card?.epoch ?? 0),
      event: (event) => events.push(event),
      lost: () => (lost += 1),
    })
    await first.daemon.close()
    await expect.poll(() => lost).toBeGreaterThan(0)
    await expect(client.call('readers.list', {})).rejects.toThrow(ConnectionLostError)
    const second = await start({ stateDirectory: folder, config: { port: first.daemon.port } })
    await expect.poll(() => states.length, { timeout: 5_000 }).toBe(2)
    expect(states[1]).toBeGreaterThan(states[0]!)
    second.clinic.remove(READER)
    await expect.poll(() => events.map(({ event }) => event)).toEqual(['card.removed'])
    client.close()
  })

  test('fails a call that is under way when the line is lost, and never repeats it', async () => {
    const daemon = await start()
    const client = daemon.client()
    await client.call('system.status', {})
    const under = client.call('card.readBasic', {})
    const outcome = under.then(() => 'answered', (error: unknown) => error)
    await daemon.daemon.close()
    expect(['answered', 'ConnectionLostError']).toContain(await outcome.then((it) => (it instanceof Error ? it.name : it)))
    client.close()
  })

  test('is told the stages of a call before its result, of that call alone', async () => {
    const client = (await start()).client()
    const told: string[][] = [[], []]
    const [register, silent] = await Promise.all([
      client.call('card.readRegister', {}, { onProgress: (stage) => told[0]?.push(stage) })
        .then(() => told[0]?.push('result')),
      client.call('readers.list', {}, { onProgress: (stage) => told[1]?.push(stage) }),
      client.call('card.status', {}),
    ])
    expect([register, silent.readers.length]).toEqual([5, 2])
    expect(told).toEqual([['lookingAtCards', 'authenticatingSam', 'authenticatingCard', 'readingCard', 'result'], []])
  })

  test('is refused by name when it speaks no version of the daemon', async () => {
    const daemon = await start()
    for (const api of [{ min: 2, max: 3 }, { min: 3, max: 2 }]) {
      expect(await daemon.rpc('system.hello', { client: 'x', api })).toMatchObject({
        error: { data: { name: 'API_VERSION_UNSUPPORTED', details: { min: 1, max: 1, clientMin: api.min } } },
      })
    }
  })

  test('is one of a hundred that all see the same events', async () => {
    const daemon = await start()
    const seen: number[][] = []
    await Promise.all(Array.from({ length: 100 }, async (_, index) => {
      seen[index] = []
      await daemon.client().subscribe({ state: () => {}, event: ({ seq }) => seen[index]?.push(seq) })
    }))
    daemon.clinic.remove(READER)
    daemon.clinic.insert(READER, 'hc.lin')
    await expect.poll(() => seen.every((list) => list.join() === '5,6')).toBe(true)
  })
})
