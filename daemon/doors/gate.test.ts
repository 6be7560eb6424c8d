import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'

const ENROLLED = 'https://his.example'
let running: TestDaemon
let port: number

beforeAll(async () => {
  running = await startTestDaemon({ config: { origins: [ENROLLED] } })
  port = running.daemon.port
})
afterAll(() => running.close())

type Headers = Record<string, string>
const PATHS = [['POST', '/rpc'], ['GET', '/openrpc.json'], ['GET', '/session'], ['POST', '/session/code'], ['GET', '/nothing']] as const
const CONSOLE = [['GET', '/'], ['GET', '/icon.svg'], ['POST', '/session']] as const

interface Answer { status: number, headers: Record<string, string | string[] | undefined>, body: string }

/** fetch() would not let a test lie about Host. */
function knock(method: string, path: string, headers: Headers): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = { host: '127.0.0.1', port, method, path, headers: { 'Content-Type': 'application/json', ...headers } }
    const sent = request(target, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      }).on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    sent.on('error', reject).end(method === 'POST' ? '{"jsonrpc":"2.0","id":1,"method":"readers.list"}' : undefined)
  })
}

function upgrade(headers: Headers, protocols: string[] = [], path = '/rpc'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers })
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

const token = (): Headers => ({ Authorization: `Bearer ${running.token}` })
const own = (): string => `http://127.0.0.1:${port}`

async function session(): Promise<string> {
  const link = running.daemon.consoleLink()
  const answer = await fetch(`${running.url}/session`, {
    method: 'POST', headers: { Origin: own() }, body: JSON.stringify({ once: link.split('#once=')[1] }),
  })
  return ((await answer.json()) as { session: string }).session
}

function expectNothing({ body, headers }: Answer): void {
  expect(body).toBe('')
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
}

describe.each([...PATHS, ...CONSOLE])('%s %s', (method, path) => {
  test.each([
    'evil.example', `evil.example:6440`, '127.0.0.1', 'localhost', '127.0.0.1:1', '0.0.0.0:6440', '[::ffff:127.0.0.1]:6440',
  ])('answers nothing for Host "%s", even with the token', async (host) => {
    const answer = await knock(method, path, { ...token(), Host: host })
    expect([400, 421]).toContain(answer.status) // 400 where the HTTP library finds no host in it at all
    expectNothing(answer)
  })

  test.each([
    'https://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1', 'https://his.example.evil.example', 'file://',
    'http://his.example',
  ])('answers 403 and nothing for the origin %s, even with the token', async (origin) => {
    const answer = await knock(method, path, { ...token(), Origin: origin })
    expect(answer.status).toBe(403)
    expectNothing(answer)
  })

  test('gives a page of another site nothing, even where the browser sends no Origin', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await knock(method, path, { ...token(), 'Sec-Fetch-Site': site })
      expect(answer.status).toBe(403)
      expectNothing(answer)
    }
  })

  test('never allows every origin and never echoes a stranger', async () => {
    for (const origin of [ENROLLED, own(), 'https://evil.example']) {
      const { headers } = await knock(method, path, { ...token(), Origin: origin })
      expect([undefined, ENROLLED]).toContain(headers['access-control-allow-origin'])
      if (origin !== ENROLLED) expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })
})

describe.each(PATHS)('%s %s without a right', (method, path) => {
  test('is answered 401 for a local program without token, with a wrong one, or with a session secret', async () => {
    const wrong = [{}, { Authorization: 'Bearer 00' }, { Authorization: `Bearer ${await session()}` }, { Authorization: running.token }]
    for (const headers of wrong) expect((await knock(method, path, headers)).status).toBe(401)
  })

  test('is answered 401 for the console’s own page without its session secret, also with the token', async () => {
    for (const headers of [{}, token()]) {
      expect((await knock(method, path, { ...headers, Origin: own() })).status).toBe(401)
      expect((await knock(method, path, { ...headers, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(401)
    }
  })
})

test('a request without any Host, as HTTP/1.0 allows, is answered nothing', async () => {
  const raw = connect(port, '127.0.0.1', () => raw.write(`GET / HTTP/1.0\r\nAuthorization: Bearer ${running.token}\r\n\r\n`))
  const [answer] = await once(raw, 'data') as [Buffer]
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 [^{]*$/)
  raw.destroy()
})

describe('who is admitted', () => {
  test('a local program with the token, under each name of loopback', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect((await knock('POST', '/rpc', { ...token(), Host: `${name}:${port}` })).status).toBe(200)
    }
  })

  test('the console’s own page with its session secret', async () => {
    const headers = { Authorization: `Bearer ${await session()}` }
    expect((await knock('POST', '/rpc', { ...headers, Origin: own() })).status).toBe(200)
    expect((await knock('GET', '/openrpc.json', { ...headers, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200)
    expect((await knock('GET', '/session', { ...headers, Origin: own() })).status).toBe(204)
  })

  test('an enrolled origin, which alone is named in the CORS answer', async () => {
    const answer = await knock('POST', '/rpc', { Origin: ENROLLED })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, ENROLLED])
    const preflight = await knock('OPTIONS', '/rpc', { Origin: ENROLLED, 'Access-Control-Request-Method': 'POST' })
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, ENROLLED])
  })

  test('no preflight of a stranger, of our own page, without Origin or under another name', async () => {
    const refusals = [{ Origin: 'https://evil.example' }, { Origin: own() }, {}, { Origin: ENROLLED, Host: 'evil.example' }]
    for (const headers of refusals) {
      for (const path of ['/rpc', '/', '/session']) {
        const answer = await knock('OPTIONS', path, { ...token(), ...headers } as Headers)
        expect([403, 421]).toContain(answer.status)
        expectNothing(answer)
      }
    }
  })

  test('nobody but a local program can let others in', async () => {
    const bearer = { Authorization: `Bearer ${await session()}` }
    for (const headers of [{ ...bearer, Origin: own() }, { ...bearer, 'Sec-Fetch-Site': 'same-origin' }, { Origin: ENROLLED }]) {
      expect((await knock('POST', '/session/code', headers)).status).toBe(403)
    }
    expect((await knock('POST', '/session/code', { ...token() })).status).toBe(200)
  })
})

describe('every answer', () => {
  test.each([...PATHS, ...CONSOLE])('%s %s may be kept, framed, sniffed or read by nobody', async (method, path) => {
    for (const headers of [token(), {}, { Origin: 'https://evil.example' }] as Headers[]) {
      const { headers: sent } = await knock(method, path, headers)
      expect(sent['cache-control']).toBe('no-store')
      expect(sent['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(sent['cross-origin-resource-policy']).toBe('same-origin')
      expect(sent['referrer-policy']).toBe('no-referrer')
      expect(sent['x-content-type-options']).toBe('nosniff')
      expect(sent['set-cookie']).toBeUndefined()
    }
  })

  test('to a proxy’s form of request, whose authority nobody checked, is a refusal', async () => {
    for (const target of ['http://evil.example/', `http://127.0.0.1:${port}/rpc`, 'http://u:p@127.0.0.1/', '*']) {
      const raw = connect(port, '127.0.0.1', () => {
        raw.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${running.token}\r\n\r\n`)
      })
      const [answer] = await once(raw, 'data') as [Buffer]
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /)
      raw.destroy()
    }
  })

  test('on /proof shows who we are without showing the token', async () => {
    const answer = await knock('GET', `/proof?nonce=${'0'.repeat(32)}`, {})
    expect(answer.status).toBe(200)
    expect(answer.body).toMatch(/^\{"proof":"[0-9a-f]{64}"\}$/)
    expect(answer.body).not.toContain(running.token)
    expect((await knock('GET', '/proof?nonce=short', {})).status).toBe(400)
    expect((await knock('GET', `/proof?nonce=${'0'.repeat(32)}`, { Origin: 'https://evil.example' })).status).toBe(403)
  })
})

describe('a WebSocket', () => {
  test('opens for the token, for the session secret of the own page, for an enrolled origin', async () => {
    expect(await upgrade(token())).toBe(101)
    expect(await upgrade({ Origin: own() }, ['nhicardd.v1', `nhicardd.session.${await session()}`])).toBe(101)
    expect(await upgrade({ Origin: ENROLLED })).toBe(101)
  })

  test('is refused like every other path', async () => {
    expect(await upgrade({})).toBe(401)
    expect(await upgrade({ Origin: own() })).toBe(401)
    expect(await upgrade({ ...token(), Origin: 'https://evil.example' })).toBe(403)
    expect(await upgrade({ ...token(), Host: 'evil.example' })).toBe(421)
    expect(await upgrade({ ...token(), 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
    for (const path of ['/', '/rpc/', '//rpc', '/rpc?x', '/session']) expect(await upgrade(token(), [], path)).toBe(404)
  })

  test('answers the plain subprotocol and never the secret', async () => {
    const protocols = ['nhicardd.v1', `nhicardd.session.${await session()}`]
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, protocols, { headers: { Origin: own() } })
    await new Promise((resolve) => socket.once('open', resolve))
    expect(socket.protocol).toBe('nhicardd.v1')
    socket.close()
  })
})

describe('a one-time code', () => {
  const exchange = (once: unknown) =>
    fetch(`${running.url}/session`, { method: 'POST', headers: { Origin: own() }, body: JSON.stringify({ once }) })

  test('opens one session and is dead then', async () => {
    const code = running.daemon.consoleLink().split('#once=')[1]
    expect([(await exchange(code)).status, (await exchange(code)).status]).toEqual([200, 401])
  })

  test('is refused when it is wrong, of another type or missing', async () => {
    for (const once of ['0'.repeat(32), 7, null, undefined, { toString: 'x' }]) expect((await exchange(once)).status).toBe(401)
  })

  test('is dead after an hour, and a session after twelve', async () => {
    const secret = await session()
    const late = running.daemon.consoleLink().split('#once=')[1]
    running.clock.advance(60 * 60_000)
    expect((await exchange(late)).status).toBe(401)
    const headers = { Authorization: `Bearer ${secret}`, Origin: own() }
    expect((await knock('GET', '/session', headers)).status).toBe(204)
    running.clock.advance(11 * 60 * 60_000)
    expect((await knock('GET', '/session', headers)).status).toBe(401)
  })
})
