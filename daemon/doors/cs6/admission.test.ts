import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'
import { pathOf, verbOf } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { readConfig, type Config } from '../../config.ts'
import { startTestDaemon } from '../../daemon.fixture.ts'
import { openDoor, type Answer, type OpenDoor } from './door.fixture.ts'

const ENROLLED = 'https://his.example'
const STATUS = '/api/common/v1/Status'
const SOMEBODY_ELSE = 65_534

let door: OpenDoor

beforeAll(async () => {
  door = await openDoor({ config: { origins: [ENROLLED] } })
})
afterAll(() => door.close())

const paths = [
  ...localCalls.map((call) => [verbOf(call), pathOf(call)] as const), ['GET', '/'] as const, ['POST', '/rpc'] as const,
  ['OPTIONS', STATUS] as const,
]

function expectNothing({ body, headers }: Answer): void {
  expect(body).toBe('')
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
}

const doorsOf = (users: Config['doors']['users'] & object) => ({ cs6: { port: 0, enabled: true }, users })

describe('on every path', () => {
  test.each(['evil.example', 'evil.example:5066', '127.0.0.1', 'localhost', '127.0.0.1:1', '[::ffff:127.0.0.1]:5066'])(
    'nothing is answered for Host "%s"', async (host) => {
      for (const [verb, path] of paths) {
        for (const headers of [{ Host: host }, { Host: host, Origin: ENROLLED }]) {
          const answer = await door.ask(verb, path, undefined, headers)
          expect([400, 421], path).toContain(answer.status)
          expectNothing(answer)
        }
      }
    },
  )

  test.each(['https://evil.example', 'null', 'http://his.example', 'https://his.example.evil.example', 'file://'])(
    '403 and nothing is answered to the origin %s', async (origin) => {
      for (const [verb, path] of paths) {
        const answer = await door.ask(verb, path, undefined, { Origin: origin })
        expect(answer.status, path).toBe(403)
        expectNothing(answer)
      }
    },
  )

  test.each(['cross-site', 'same-site', 'same-origin', 'none'])('a browser that names no origin gets nothing (%s)', async (site) => {
    for (const [verb, path] of paths) {
      const answer = await door.ask(verb, path, undefined, { 'Sec-Fetch-Site': site })
      expect(answer.status, path).toBe(403)
      expectNothing(answer)
    }
  })

  test('whatever is answered is kept and sniffed by nobody', async () => {
    for (const headers of [{}, { Origin: ENROLLED }, { Origin: 'https://evil.example' }] as Record<string, string>[]) {
      for (const [, path] of paths) {
        const { headers: sent } = await door.ask('GET', path, undefined, headers)
        expect([sent['cache-control'], sent['x-content-type-options'], sent['set-cookie']]).toEqual(['no-store', 'nosniff', undefined])
      }
    }
  })
})

describe('who is admitted', () => {
  test('a program of the daemon’s own user, under each name of this PC', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const answer = await door.ask('GET', STATUS, undefined, { Host: `${name}:${door.port}` })
      expect([answer.status, answer.json]).toMatchObject([200, { statusCode: 0 }])
    }
  })

  test('a page of an enrolled origin, which alone is named in the CORS answer', async () => {
    const answer = await door.ask('GET', STATUS, undefined, { 'Origin': ENROLLED, 'Sec-Fetch-Site': 'cross-site' })
    expect([answer.status, answer.headers['access-control-allow-origin'], answer.headers['vary']]).toEqual([200, ENROLLED, 'Origin'])
    expect((await door.ask('GET', STATUS)).headers['access-control-allow-origin']).toBeUndefined()
  })

  test('its preflight, for the private network too', async () => {
    const wish = { 'Origin': ENROLLED, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'content-type' }
    const plain = await door.ask('OPTIONS', '/api/hpc/v1/Pin', undefined, wish)
    expect(plain.status).toBe(204)
    expect(plain.headers['access-control-allow-methods']).toContain('PUT')
    expect(plain.headers['access-control-allow-private-network']).toBeUndefined()
    const priv = await door.ask('OPTIONS', '/api/hpc/v1/Pin', undefined, { ...wish, 'Access-Control-Request-Private-Network': 'true' })
    expect(priv.headers['access-control-allow-private-network']).toBe('true')
  })

  test('nobody over IPv6 but a program of the same users', async () => {
    expect(await raw({ host: '::1', port: door.port, ca: door.authority })).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('nobody who asks as of a proxy, whose authority nobody checked', async () => {
    for (const target of ['http://evil.example/', `https://127.0.0.1:1${STATUS}`, '*']) {
      expect(await raw({ host: '127.0.0.1', port: door.port, ca: door.authority }, target)).toMatch(/^HTTP\/1\.1 400 /)
    }
  })
})

async function raw(options: ConnectionOptions, target = STATUS): Promise<string> {
  const socket = connect({ ...options, servername: '' }, () => {
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\n\r\n`)
  })
  const [answer] = await once(socket, 'data') as [Buffer]
  socket.destroy()
  return String(answer)
}

describe('programs of other users', () => {
  test('are refused with nothing, and once the log says why; pages are not', async () => {
    const strict = await openDoor({ config: { origins: [ENROLLED], doors: doorsOf([SOMEBODY_ELSE]) } })
    try {
      for (const verb of ['GET', 'POST', 'GET']) {
        const answer = await strict.ask(verb, STATUS)
        expect(answer.status).toBe(403)
        expectNothing(answer)
      }
      expect((await strict.ask('GET', STATUS, undefined, { Origin: ENROLLED })).status).toBe(200)
      expect(strict.running.logged.filter((line) => line.includes('not in doors.users'))).toHaveLength(1)
    } finally {
      await strict.close()
    }
  })

  test('come when the list names them, by id or by name', async () => {
    const name = process.getuid!() === 0 ? 'root' : process.getuid!()
    const named = await openDoor({ config: { doors: doorsOf(['no-such-user', name]) } })
    try {
      expect((await named.ask('GET', STATUS)).status).toBe(200)
      expect(named.running.logged.join('')).toContain('users that this PC does not have')
    } finally {
      await named.close()
    }
  })

  // only root may start a program as somebody else
  test.runIf(process.getuid?.() === 0)('really are other users', async () => {
    const script = `
      const target = { host: '127.0.0.1', port: ${door.port}, path: '${STATUS}', ca: process.env.CA }
      require('node:https').get(target, (answer) => process.stdout.write(String(answer.statusCode)))`
    const child = spawn(process.execPath, ['-e', script], { uid: SOMEBODY_ELSE, env: { CA: door.authority }, cwd: '/' })
    const [said] = await once(child.stdout, 'data') as [Buffer]
    expect(String(said)).toBe('403')
  })
})

describe('the port', () => {
  test('in other hands leaves the daemon without the door, which log and status say, until it is free', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const taken = (other.address() as { port: number }).port
    const running = await startTestDaemon({ config: { doors: { cs6: { enabled: true, port: taken } } } })
    try {
      expect(await running.daemon.openDoors()).toEqual([{ door: 'cs6', state: 'portTaken', port: null, certificate: null }])
      expect(running.logged.join('')).toContain('perhaps the official console')
      expect(await running.rpc('system.status')).toMatchObject({ result: { doors: [{ door: 'cs6', state: 'portTaken' }] } })
      // for as long as the other has it, which the log says once
      for (let minute = 0; minute < 5; minute += 1) {
        running.clock.advance(60_000)
        expect(await running.daemon.openDoors()).toMatchObject([{ state: 'portTaken' }])
      }
      expect(running.logged.join('').split('perhaps the official console')).toHaveLength(2)
      await new Promise((resolve) => other.close(resolve))
      running.clock.advance(30_000)
      expect(await running.daemon.openDoors()).toMatchObject([{ state: 'open', port: taken }])
    } finally {
      await running.close()
      other.close()
    }
  })

  test('is opened by itself a moment after the start', async () => {
    const running = await startTestDaemon({ config: { doors: { cs6: { enabled: true, port: 0 } } } })
    try {
      expect(await running.rpc('system.status')).toMatchObject({ result: { doors: [{ state: 'opening', port: null }] } })
      running.clock.advance(1_000)
      await expect.poll(() => running.rpc('system.status')).toMatchObject({
        result: {
          // 397 days and no more, less the five minutes that it began before it was made
          doors: [{ state: 'open', port: expect.any(Number) as number, certificate: { notAfter: '2027-02-16T00:55:01.000Z' } }],
        },
      })
    } finally {
      await running.close()
    }
  })

  test('is left alone where the door is off, as in production', async () => {
    const running = await startTestDaemon()
    expect(readConfig(running.state).doors).toEqual({ cs6: { port: 5_066 } })
    expect(await running.daemon.openDoors()).toEqual([{ door: 'cs6', state: 'off', port: null, certificate: null }])
    await running.close()
  })
})

test('a daemon that runs longer than its certificate shows the next one', async () => {
  const lasting = await openDoor({ startAt: new Date().toISOString(), lastsDays: 40 })
  const complaint = () => raw({ host: '127.0.0.1', port: lasting.port, ca: lasting.authority })
    .then(() => 'none', (error: { code: string }) => error.code)
  try {
    expect(await complaint()).toBe('none')
    for (let day = 0; day < 12; day++) lasting.running.clock.advance(24 * 60 * 60_000)
    // the new one begins in what is the future for this client
    await expect.poll(complaint).toBe('CERT_NOT_YET_VALID')
  } finally {
    await lasting.close()
  }
})
