import { connect as connectTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { ownErrors } from '#protocols/errors/own'
import { MESSAGE_LIMIT } from '#protocols/native-api/wire'
import { methods } from '#protocols/native-api/registry'
import { startTestDaemon, type TestDaemon } from './daemon.fixture.ts'
import { slowLink } from './slow-link.fixture.ts'

let running: TestDaemon

beforeAll(async () => {
  running = await startTestDaemon()
})
afterAll(() => running.close())

async function socket(): Promise<WebSocket> {
  const opened = new WebSocket(`ws://127.0.0.1:${running.daemon.port}/rpc`, { headers: { Authorization: `Bearer ${running.token}` } })
  await new Promise((resolve, reject) => opened.once('open', resolve).once('error', reject))
  return opened
}

function answerOf(opened: WebSocket): Promise<unknown> {
  return new Promise((resolve) => opened.once('message', (data) => resolve(JSON.parse(String(data)))))
}

async function stillServes(): Promise<void> {
  expect(await running.rpc('readers.list')).toMatchObject({ result: { readers: [{}, {}] } })
}

const named = (name: keyof typeof ownErrors) => ({ error: { code: ownErrors[name].rpc, data: { name } } })

describe('a message that is no request', () => {
  test.each([
    ['text that is not JSON', '{"jsonrpc":', 'JSON_MALFORMED'],
    ['an empty message', '', 'JSON_MALFORMED'],
    ['a number', '7', 'REQUEST_INVALID'],
    ['an empty batch', '[]', 'REQUEST_INVALID'],
    ['a batch of 33', JSON.stringify(Array.from({ length: 33 }, () => ({}))), 'REQUEST_INVALID'],
    ['another protocol version', '{"jsonrpc":"1.0","id":1,"method":"system.status"}', 'REQUEST_INVALID'],
    ['positional params', '{"jsonrpc":"2.0","id":1,"method":"system.status","params":[]}', 'REQUEST_INVALID'],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"card.steal"}', 'METHOD_UNKNOWN'],
    ['a name every object has', '{"jsonrpc":"2.0","id":1,"method":"constructor"}', 'METHOD_UNKNOWN'],
    ['an unknown parameter', '{"jsonrpc":"2.0","id":1,"method":"card.readBasic","params":{"pin":"1234"}}', 'PARAMS_INVALID'],
    ['a parameter of another type', '{"jsonrpc":"2.0","id":1,"method":"card.readBasic","params":{"reader":7}}', 'PARAMS_INVALID'],
  ] as const)('%s is answered with its named error over both transports', async (_, text, name) => {
    const opened = await socket()
    const answer = answerOf(opened)
    opened.send(text)
    expect(await answer).toMatchObject(named(name))
    opened.close()
    expect(await (await running.post(text)).json()).toMatchObject(named(name))
    await stillServes()
  })

  test('any JSON value at all gets an error object or, as a notification, nothing', async () => {
    await fc.assert(fc.asyncProperty(fc.json({ maxDepth: 3 }), async (text) => {
      const response = await running.post(text)
      if (response.status === 204) return
      const body = await response.json() as unknown
      for (const one of Array.isArray(body) ? body : [body]) expect(one).toHaveProperty('error.data.name')
    }), { numRuns: 200 })
    await stillServes()
  })

  test('an error never repeats the value it complains about', async () => {
    const response = await running.post('{"jsonrpc":"2.0","id":1,"method":"card.readBasic","params":{"reader":"A123456789"}}')
    expect(await response.text()).not.toContain('A123456789')
    expect(running.logged.join('\n')).not.toContain('A123456789')
  })
})

describe('frames and bodies', () => {
  test('a binary frame is refused by name and the connection stays usable', async () => {
    const opened = await socket()
    const refused = answerOf(opened)
    opened.send(Buffer.from('{}'), { binary: true })
    expect(await refused).toMatchObject(named('FRAME_BINARY'))
    const answer = answerOf(opened)
    opened.send('{"jsonrpc":"2.0","id":5,"method":"readers.list"}')
    expect(await answer).toMatchObject({ id: 5, result: {} })
    opened.close()
  })

  test('a frame over 1 MiB closes that connection with 1009 and no other', async () => {
    const [other, opened] = [await socket(), await socket()]
    const closed = new Promise((resolve) => opened.once('close', resolve))
    opened.on('error', () => {})
    opened.send('x'.repeat(MESSAGE_LIMIT + 1))
    expect(await closed).toBe(1009)
    const answer = answerOf(other)
    other.send('{"jsonrpc":"2.0","id":1,"method":"system.status"}')
    expect(await answer).toMatchObject({ result: {} })
    other.close()
  })

  test('a body over 1 MiB is answered 413 by name', async () => {
    const response = await running.post('x'.repeat(MESSAGE_LIMIT + 1))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject(named('REQUEST_TOO_LARGE'))
  })

  test('a body sent in chunks, without a length, is read and limited the same', async () => {
    const send = (body: string) => fetch(`${running.url}/rpc`, {
      method: 'POST', headers: { Authorization: `Bearer ${running.token}` }, body: new Blob([body]).stream(), duplex: 'half',
    } as RequestInit)
    expect(await (await send('{"jsonrpc":"2.0","id":1,"method":"readers.list"}')).json()).toMatchObject({ result: {} })
    // The answer may be cut off by the close: the client is still sending when it comes.
    const outcome = await send('x'.repeat(MESSAGE_LIMIT + 1)).then(({ status }) => status, () => 'closed')
    expect([413, 'closed']).toContain(outcome)
    await stillServes()
  })

  test('a body of exactly 1 MiB is read', async () => {
    const request = '{"jsonrpc":"2.0","id":1,"method":"system.status"}'
    const response = await running.post(request.padEnd(MESSAGE_LIMIT, ' '))
    expect(await response.json()).toMatchObject({ result: {} })
  })
})

describe('batches and notifications', () => {
  test('a batch is answered together, each with its own id', async () => {
    const response = await running.post(JSON.stringify([
      { jsonrpc: '2.0', id: 'a', method: 'system.status' },
      { jsonrpc: '2.0', method: 'system.status' },
      { jsonrpc: '2.0', id: 'b', method: 'no.such' },
    ]))
    expect(await response.json()).toMatchObject([{ id: 'a', result: {} }, { id: 'b', ...named('METHOD_UNKNOWN') }])
  })

  test('a notification is not answered, not even with an error', async () => {
    const response = await running.post('{"jsonrpc":"2.0","method":"no.such"}')
    expect([response.status, await response.text()]).toEqual([204, ''])
  })
})

test('events never come before the answer that gives their first number', async () => {
  const fresh = await startTestDaemon()
  const opened = new WebSocket(`ws://127.0.0.1:${fresh.daemon.port}/rpc`, { headers: { Authorization: `Bearer ${fresh.token}` } })
  const received: { id?: number, method?: string }[] = []
  opened.on('message', (data) => received.push(JSON.parse(String(data)) as { id?: number }))
  await new Promise((resolve) => opened.once('open', resolve))
  const request = (id: number, method: string, params = {}) => JSON.stringify({ jsonrpc: '2.0', id, method, params })
  // One batch and one single request that arrive together; the batch is answered only after its slowest part.
  opened.send(`[${request(1, 'events.subscribe')},${request(2, 'card.readBasic', { reader: 'r1' })}]`)
  opened.send(request(3, 'simulator.insert', { reader: 'r2', card: 'hc.lin' }))
  await expect.poll(() => received.length).toBe(3)
  const batch = received.findIndex((message) => Array.isArray(message))
  const event = received.findIndex(({ method }) => method === 'event')
  expect(batch).toBeGreaterThanOrEqual(0)
  expect(event).toBeGreaterThan(batch)
  opened.terminate()
  await fresh.close()
})

describe('answers with a patient’s data', () => {
  const held = () => {
    let release = () => {}
    const blocked = new Promise<void>((resolve) => (release = resolve))
    return { release, blocked }
  }

  test('do not wait behind another answer on a pipelined connection', async () => {
    const { release, blocked } = held()
    const slow = await startTestDaemon({ links: [slowLink(blocked)] })
    const { readers } = (await slow.rpc('readers.list') as { result: { readers: { reader: string, link: string }[] } }).result
    const [first, second] = [readers.find(({ link }) => link === 'pcsc'), readers.find(({ link }) => link === 'simulated')]
    const request = (reader: string) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: reader, method: 'card.readBasic', params: { reader } })
      return `POST /rpc HTTP/1.1\r\nHost: 127.0.0.1:${slow.daemon.port}\r\nAuthorization: Bearer ${slow.token}\r\n`
        + `Content-Length: ${body.length}\r\n\r\n${body}`
    }
    let received = ''
    const raw = connectTcp(slow.daemon.port, '127.0.0.1').on('data', (chunk) => (received += String(chunk)))
    raw.write(request(first!.reader) + request(second!.reader))
    await slow.rpc('system.status') // a later connection was served: the two have arrived
    slow.clinic.remove('Simulated Reader 01')
    release()
    await expect.poll(() => received.match(/"jsonrpc"/g)?.length).toBe(2)
    expect(received).toContain('CARD_ABSENT')
    expect(received).not.toContain('王測試')
    raw.destroy()
    await slow.close()
  })
})

describe('clients that vanish', () => {
  test('do not have their queued calls carried out', async () => {
    let release = () => {}
    let transfers = 0
    const blocked = new Promise<void>((resolve) => (release = resolve))
    const slow = await startTestDaemon({ links: [slowLink(blocked, () => (transfers += 1))] })
    const opened = new WebSocket(`ws://127.0.0.1:${slow.daemon.port}/rpc`, { headers: { Authorization: `Bearer ${slow.token}` } })
    await new Promise((resolve) => opened.once('open', resolve))
    for (let id = 0; id < 20; id++) opened.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'card.readBasic', params: { reader: 'r1' } }))
    await expect.poll(() => transfers).toBe(1)
    opened.terminate()
    await expect.poll(async () => (await slow.rpc('system.status') as { result: { clients: number } }).result.clients).toBe(0)
    release()
    await slow.rpc('card.readBasic', { reader: 'r1' }) // waits behind the twenty
    expect(transfers).toBe(2)
    await slow.close()
  })

  test('never close their half of a refused upgrade, and the daemon still stops', async () => {
    const hostile = await startTestDaemon()
    const sockets = Array.from({ length: 20 }, () => connectTcp({ port: hostile.daemon.port, host: '127.0.0.1', allowHalfOpen: true }))
    await Promise.all(sockets.map((socket) => new Promise((resolve) => {
      socket.on('end', resolve).on('error', () => {}).resume()
      socket.write('GET /rpc HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })))
    await hostile.close()
    for (const socket of sockets) socket.destroy()
  })

  test('leave nothing behind, whenever they go', async () => {
    for (let round = 0; round < 20; round++) {
      const opened = await socket()
      opened.send('{"jsonrpc":"2.0","id":1,"method":"events.subscribe"}')
      opened.send('{"jsonrpc":"2.0","id":2,"method":"card.readBasic"}')
      opened.terminate()
    }
    await expect.poll(async () => {
      const response = await running.rpc('system.status')
      return 'result' in response && (response.result as { clients: number }).clients
    }).toBe(0)
    running.clinic.remove('Simulated Reader 01')
    running.clinic.insert('Simulated Reader 01', 'hc.wang')
    await stillServes()
  })

  test('half a request on a raw connection disturbs nobody', async () => {
    const raw = connectTcp(running.daemon.port, '127.0.0.1')
    await new Promise((resolve) => raw.once('connect', resolve))
    raw.write('POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"json')
    raw.destroy()
    await stillServes()
  })
})

test('every method names only errors of the table, and every declared one has a row', () => {
  for (const method of Object.values(methods)) {
    for (const name of method.errors) expect(Object.keys(ownErrors)).toContain(name)
  }
})
