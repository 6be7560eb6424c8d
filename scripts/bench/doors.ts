import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { dataMessage } from '#protocols/auth/role-authentication'
import { sign } from '#protocols/crypto/ecdsa'
import { testPrivateKey } from '#simulator/cards/test-keys'
import { BenchDaemon } from './daemon.ts'
import { keptConnection, type Asked, type KeptConnection } from './http-exchange.ts'
import { confine, Contestant } from './programs.ts'
import { now, row, type Row } from './samples.ts'
import { takeTurns, type Entrant } from './turns.ts'

/** Calls over kept connections, in ms. */
export interface DoorFigures {
  readonly cs6: Row
  readonly native: Row
  readonly bareTls: Row
  readonly bare: Row
  readonly bundle: Row
  /** The signature of a bundle by itself. */
  readonly signature: Row
}

const WARMING = 10, ROUNDS = 30
const CALLS = 100, SIGNATURES = 10

const STATUS: Asked = { method: 'GET', path: '/api/common/v1/Status' }
const CARD_STATUS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'card.status', params: {} })

function timed(name: string, times: number, once: () => unknown): Entrant {
  return {
    name,
    turn: async () => {
      const samples: number[] = []
      for (let call = 0; call < times; call++) {
        const before = now()
        await once()
        samples.push(now() - before)
      }
      return samples
    },
  }
}

async function portOfCs6(daemon: BenchDaemon): Promise<number> {
  const client = daemon.client()
  for (const start = now(); now() - start < 30_000; await pause(50)) {
    const { doors } = await client.call('system.status', {})
    const port = doors.find(({ door }) => door === 'cs6')?.port
    if (typeof port !== 'number') continue
    client.close()
    return port
  }
  throw new Error('the door of 6.0 does not open')
}

async function accepted(door: KeptConnection, asked: Asked): Promise<string> {
  const text = await door.ask(asked)
  if ((JSON.parse(text) as { statusCode: number }).statusCode !== 0) throw new Error(`${asked.path}: ${text}`)
  return text
}

const post = (path: string, body: object): Asked => ({ method: 'POST', path, body: JSON.stringify(body) })

/** One daemon with a simulated clinic, both doors, and two bare servers; all on one core. */
export async function doorFigures(): Promise<DoorFigures> {
  const daemon = await BenchDaemon.start('simulated', {}, { port: 0, doors: { cs6: { port: 0 } } })
  const port = await portOfCs6(daemon)
  const authority = daemon.file('local-authority.pem')
  const [door, native] = [keptConnection(port, authority), keptConnection(daemon.port)]
  await accepted(door, post('/api/common/v1/Initial', {}))
  const bundle = post('/api/hc/v1/Signature/Hc', { serviceType: '01' })
  await accepted(door, bundle)
  const answer = await accepted(door, STATUS)

  const identity = daemon.file('localhost.pem')
  const echo = new Contestant<{ key: string, cert: string, answer: string }, { plain: number, tls: number }>('tls-echo.mjs')
  const ports = await echo.ask({ key: identity, cert: identity, answer })
  const [bareTls, bare] = [keptConnection(ports.tls, authority), keptConnection(ports.plain)]
  const rpc: Asked = { method: 'POST', path: '/rpc', body: CARD_STATUS, headers: { Authorization: `Bearer ${daemon.token}` } }
  const message = dataMessage(new Uint8Array(120)), key = testPrivateKey('TESTSAM00001')

  confine('0')
  const turns = await takeTurns([
    timed('GET /api/common/v1/Status, door of 6.0', CALLS, () => accepted(door, STATUS)),
    timed('card.status over HTTP, native door', CALLS, async () => {
      if ('error' in (JSON.parse(await native.ask(rpc)) as object)) throw new Error('card.status was refused')
    }),
    timed('the same answer by a bare node:https', CALLS, () => accepted(bareTls, STATUS)),
    timed('the same answer by a bare node:http', CALLS, () => accepted(bare, STATUS)),
    timed('POST /api/hc/v1/Signature/Hc, door of 6.0', SIGNATURES, () => accepted(door, bundle)),
    timed('one signature of the module, in process', SIGNATURES, () => sign(message, key)),
  ], ROUNDS, WARMING)
  confine(`0-${cpus().length - 1}`)

  for (const connection of [door, native, bareTls, bare]) connection.close()
  await Promise.all([echo.stop(), daemon.stop()])
  const [cs6, card, tls, plain, signing, alone] = turns.map(({ name, samples }) => row(name, samples)) as [Row, Row, Row, Row, Row, Row]
  return { cs6, native: card, bareTls: tls, bare: plain, bundle: signing, signature: alone }
}

/** What TLS costs by itself, in ms. */
export const tlsAlone = ({ bareTls, bare }: DoorFigures) => bareTls.p50 - bare.p50

/** The door to the native one, TLS taken away. */
export const doorShare = (figures: DoorFigures) => (figures.cs6.p50 - tlsAlone(figures)) / figures.native.p50
