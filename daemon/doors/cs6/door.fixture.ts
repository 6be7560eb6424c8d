import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authorityCertificate, AUTHORITY_MS, newKey, serverCertificate } from '../../certificates/signing.ts'
import { certificateFiles } from '../../certificates/door-certificates.ts'
import { readConfig, type Config } from '../../config.ts'
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from '../../daemon.fixture.ts'
import { StateDirectory } from '../../state-directory.ts'

type Headers = Readonly<Record<string, string>>

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
  /** The body where it is JSON. */
  readonly json: unknown
}

/** A daemon whose door of control software 6.0 is open, and a client that trusts its authority. */
export interface OpenDoor {
  readonly running: TestDaemon
  readonly port: number
  readonly authority: string
  /** A body that is text is sent as it is, anything else as JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>
  close(): Promise<void>
}

type Options = Omit<TestDaemonOptions, 'stateDirectory' | 'config'> & {
  readonly config?: Partial<Config>
  /** Of the door's certificate. */
  readonly lastsDays?: number | undefined
}

/**
 * A certificate that lasts as long as its authority: the daemon's time stands still in a test, and a client judges by the
 * time of the PC.
 */
async function seed(state: StateDirectory, { startAt = '2026-01-01T00:00:00Z', lastsDays }: Options): Promise<string> {
  const key = await newKey()
  const lastsMs = lastsDays === undefined ? AUTHORITY_MS : lastsDays * 24 * 60 * 60_000
  const making = { now: Date.parse(startAt), serial: new Uint8Array(16).fill(1), lastsMs }
  const authority = await authorityCertificate(key, making)
  const door = await serverCertificate(key, making)
  state.writeDurably(certificateFiles.authorityKey, key)
  state.writeDurably(certificateFiles.authority, authority)
  state.writeDurably(certificateFiles.door, door.key + door.certificate)
  return authority
}

function knock(
  { port, agent }: { readonly port: number, readonly agent: Agent }, method: string, path: string, body?: unknown, headers: Headers = {},
): Promise<Answer> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const length = sent === undefined || 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(Buffer.byteLength(sent)) }
  const type = sent === undefined ? {} : { 'Content-Type': 'application/json' }
  return new Promise((resolve, reject) => {
    const target = { host: '127.0.0.1', port, method, path, agent, headers: { ...type, ...length, ...headers } }
    const outgoing = request(target, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      }).on('end', () => {
        const isJson = answer.headers['content-type']?.startsWith('application/json') === true
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text, json: isJson ? JSON.parse(text) : undefined })
      })
    })
    outgoing.on('error', reject).end(sent)
  })
}

export async function openDoor({ config, lastsDays, ...options }: Options = {}): Promise<OpenDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-'))
  const state = new StateDirectory(folder)
  const authority = await seed(state, { ...options, lastsDays })
  const { doors } = readConfig(state)
  const running = await startTestDaemon({
    ...options, stateDirectory: folder, config: { doors: { ...doors, cs6: { port: 0 } }, ...config },
  })
  const [{ port } = { port: null }] = await running.daemon.openDoors()
  // the name is given, because Node would look for the one of the header Host in the certificate
  const agent = new Agent({ ca: authority, keepAlive: true, servername: 'localhost' })
  const door = { port: port ?? 0, agent }
  return {
    port: door.port, authority, running,
    ask: (...asked) => knock(door, ...asked),
    close: async () => {
      agent.destroy()
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
