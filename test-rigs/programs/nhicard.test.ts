import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { connect } from '#client/node'
import { methods } from '#protocols/native-api/registry'
import { DaemonProcess, nhicard, run, stateDirectoryWith } from '#rigs/daemon-process'

const started: DaemonProcess[] = []
const folders: string[] = []

async function start(...options: Parameters<typeof DaemonProcess.start>): Promise<DaemonProcess> {
  const daemon = await DaemonProcess.start(...options)
  started.push(daemon)
  return daemon
}

afterEach(async () => {
  for (const daemon of started.splice(0)) await daemon.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-cli-'))
  folders.push(folder)
  return folder
}

/** A state directory whose daemon logs all it does. */
function withLog(): string {
  const folder = stateDirectoryWith({ port: 0, log: 'debug' })
  folders.push(folder)
  return folder
}

/** Another program's server on this PC, and all it was sent. */
async function stranger(host: string): Promise<{ server: Server, port: number, received: () => string }> {
  let received = ''
  const server = createServer((socket) => socket.on('error', () => {}).on('data', (chunk) => {
    received += String(chunk)
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
  })).listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0, received: () => received }
}

describe('nhicard readers', () => {
  test('shows link, slot, card, quirks and health of each reader, as a table and as JSON', async () => {
    const daemon = await start()
    await daemon.call('card.readBasic')
    const { code, stdout } = await daemon.nhicard('readers')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^r1 +simulated +0 +card +unknown: 1 cards, p50 [\d.]+ ms, p95 [\d.]+ ms +Simulated Reader 01$/m)
    const json = JSON.parse((await daemon.nhicard('readers', '--json')).stdout) as { health: { reader: string }[] }
    expect(json.health.map(({ reader }) => reader)).toEqual(['r1', 'r2'])
  })

  test('says on stderr that no daemon runs, with exit status 1', async () => {
    const { code, stderr } = await run(process.execPath, [nhicard, 'readers'], { NHICARD_STATE_DIR: temporary() })
    expect(code).toBe(1)
    expect(stderr).toContain('No daemon runs')
  })
})

describe('nhicard start', () => {
  test('ends with one line, the address to open, which the clinic’s first card can be read through', async () => {
    const daemon = await start()
    expect(daemon.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#once=[0-9a-f]{32}$/)
    const { result } = methods['card.readBasic'].examples[0]!
    expect(await daemon.call('card.readBasic')).toEqual(result)
  })

  test('leaves nothing running and no run file when Ctrl-C or a service manager stops it', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const folder = temporary()
      const daemon = await start({ stateDirectory: folder })
      expect(existsSync(join(folder, 'run.json'))).toBe(true)
      expect(await daemon.stop(signal)).toBe(0)
      expect(existsSync(join(folder, 'run.json'))).toBe(false)
    }
  })

  test('stops at once although clients are connected', async () => {
    const daemon = await start()
    const client = connect({ url: `${daemon.url.replace('http', 'ws')}/rpc`, token: daemon.token })
    await client.call('system.status', {})
    expect(await daemon.stop()).toBe(0)
    client.close()
  })

  test('keeps its token to the user who started it', async () => {
    const folder = temporary()
    await start({ stateDirectory: folder })
    expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'token'), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
  })

  test('refuses to work beside another daemon with the same state directory, and replaces a dead one', async () => {
    const folder = temporary()
    const first = await start({ stateDirectory: folder })
    await expect(DaemonProcess.start({ stateDirectory: folder })).rejects.toThrow(/runs already \(process \d+/)
    await first.stop('SIGKILL')
    expect(existsSync(join(folder, 'run.json'))).toBe(true)
    const second = await start({ stateDirectory: folder })
    expect(await second.call('readers.list')).toMatchObject({ readers: [{ card: { epoch: 1001 } }, { card: null }] })
  })

  test('lets one of several that start together run', async () => {
    const folder = temporary()
    const attempts = await Promise.allSettled([1, 2, 3].map(() => start({ stateDirectory: folder })))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(String(attempt.reason)).toContain('runs already')
    }
  })

  test('survives the program that read its output', async () => {
    const daemon = await start({ stateDirectory: withLog() })
    daemon.child.stderr?.destroy()
    daemon.child.stdout?.destroy()
    await daemon.call('simulator.remove', '--reader', 'r1')
    expect(await daemon.call('readers.list')).toMatchObject({ readers: [{ card: null }, { card: null }] })
  })

  test('says which port is taken, on either loopback address', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const { server, port } = await stranger(host)
      await expect(DaemonProcess.start({ args: ['--simulate', '--port', String(port)] }))
        .rejects.toThrow(`${host} port ${port} cannot be opened: EADDRINUSE`)
      server.close()
    }
  })

  test('names the file and the key of a configuration it cannot use', async () => {
    const files = [['{', 'is not JSON'], ['{"port":"x"}', 'config.json: port'], ['{"prot":1}', 'config.json']] as const
    for (const [content, complaint] of files) {
      const folder = temporary()
      writeFileSync(join(folder, 'config.json'), content)
      await expect(DaemonProcess.start({ stateDirectory: folder })).rejects.toThrow(complaint)
    }
  })

  test('is ready without a PC/SC service and says in its status what is missing', async () => {
    const folder = stateDirectoryWith({ port: 0 })
    folders.push(folder)
    const daemon = await start({ args: [], stateDirectory: folder, env: { PCSCLITE_CSOCK_NAME: join(folder, 'nobody.comm') } })
    await expect.poll(() => daemon.call('system.status')).toMatchObject({
      simulation: false, readers: 0,
      links: [
        { link: 'pcsc', state: 'serviceStopped', hint: { zh: expect.stringContaining('PC/SC') } },
        { link: 'ccid-usb', state: 'ready' }, // it takes over
      ],
    })
    expect(await daemon.call('card.readBasic')).toMatchObject({ data: { name: 'READER_ABSENT' } })
    expect(await daemon.call('simulator.state')).toMatchObject({ data: { name: 'SIMULATION_REQUIRED' } })
  })
})

describe('nhicard call', () => {
  test('prints a result as JSON on stdout and exits with 0', async () => {
    const daemon = await start()
    const { code, stdout, stderr } = await daemon.nhicard('call', 'card.readBasic', '--reader', 'r1')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ reader: 'r1', basic: { name: '王測試' } })
  })

  test.each([
    [['card.readBasic', '--reader', 'r9'], 'READER_UNKNOWN'],
    [['card.readBasic', '--reader', 'r2'], 'CARD_ABSENT'],
    [['card.readBasic', '--colour', 'red'], 'PARAMS_INVALID'],
    [['card.readBasic', '--reader'], 'PARAMS_INVALID'],
    [['card.steal'], 'METHOD_UNKNOWN'],
    [['events.subscribe'], 'SUBSCRIPTION_UNSUPPORTED'],
  ])('%j prints its error as JSON on stderr and exits with 1', async (args, name) => {
    const daemon = await start()
    const { code, stdout, stderr } = await daemon.nhicard('call', ...args)
    expect([code, stdout]).toEqual([1, ''])
    expect(JSON.parse(stderr)).toMatchObject({ data: { name } })
  })

  test('takes structured parameters as JSON', async () => {
    const daemon = await start()
    const answer = await daemon.call('system.hello', '--client', 'rig', '--api', '{"min":1,"max":9}')
    expect(answer).toMatchObject({ api: 1, simulation: true })
  })

  test('never sends the token to another program on the port of a daemon that died', async () => {
    const folder = temporary()
    const daemon = await start({ stateDirectory: folder })
    const token = daemon.token
    await daemon.stop('SIGKILL')
    const { server, port, received } = await stranger('127.0.0.1')
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ pid: process.pid, port, startedAt: '2026-01-01T00:00:00Z' }))
    for (const args of [['call', 'card.readBasic'], ['console']]) {
      const { code, stderr } = await run(process.execPath, [nhicard, ...args], { NHICARD_STATE_DIR: folder })
      expect([code, stderr]).toEqual([1, expect.stringContaining('No daemon runs')])
    }
    expect(received()).toContain('GET /proof')
    expect(received()).not.toContain(token)
    server.close()
  })

  test('says how to start a daemon when none runs', async () => {
    const env = { NHICARD_STATE_DIR: temporary() }
    const called = await run(process.execPath, [nhicard, 'call', 'system.status'], env)
    expect([called.code, called.stdout]).toEqual([1, ''])
    expect(JSON.parse(called.stderr)).toMatchObject({ data: { name: 'DAEMON_UNREACHABLE' } })
    const asked = await run(process.execPath, [nhicard, 'console'], env)
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('npx --no nhicard start')])
  })
})

test('nhicard console prints a further one-time link', async () => {
  const daemon = await start()
  const { code, stdout } = await daemon.nhicard('console')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#once=[0-9a-f]{32}\n$/)])
  expect(stdout.trim()).not.toBe(daemon.link)
})

test('nhicard simulate card --list names every card of the shelf', async () => {
  const { stdout } = await run(process.execPath, [nhicard, 'simulate', 'card', '--list'])
  expect(stdout).toMatch(/^hc\.wang\t/m)
  expect(stdout).toMatch(/^fault\.short-block\t/m)
})
