import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { NhicardClient } from '#client/node'
import { hex } from '#protocols/bytes/hex'
import { basicExchanges } from '#protocols/nhi-card/basic-read'
import { InProcessLink } from '#simulator/attachments/in-process'
import { Clinic } from '#simulator/clinic'
import type { BenchDaemon } from './daemon.ts'
import { Contestant } from './programs.ts'
import { now } from './samples.ts'

type DirectMessage = { readonly reads: number[], readonly apdus: number[], readonly rapdus: string[] }

export interface RoundTrips {
  /** The first reads of a daemon that has just started. */
  readonly firstRead: number[]
  readonly daemonRead: number[]
  readonly directRead: number[]
  readonly directApdu: number[]
  readonly simulatedRead: number[]
  readonly cardAlone: number[]
  readonly status: number[]
  readonly echo: number[]
}

const READS = 100
/** Rounds that are not counted: V8 compiles what runs often, and 1,000 reads are often. */
const WARMING = 10
const CALLS = 500
const STATUS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system.status', params: {} })

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = []
  for (let count = 0; count < times; count++) {
    const before = now()
    await work()
    samples.push(now() - before)
  }
  return samples
}

/** One request and its answer over a bare socket: the same code for the daemon and for the echo. */
function exchangeOver(socket: WebSocket): () => Promise<string> {
  let settle: (text: string) => void = () => {}
  socket.on('message', (data) => settle(String(data)))
  return () => new Promise((resolve) => {
    settle = resolve
    socket.send(STATUS)
  })
}

/** The simulated card at the bytes, in this process: no daemon, no pcscd. */
function cardAlone(): () => Promise<unknown> {
  const link = new InProcessLink(new Clinic('one-clinic'))
  const present = { name: '', presence: 0 }
  link.start((event) => {
    if (event.type === 'cardInserted') Object.assign(present, { name: event.name, presence: event.presence })
  })
  return () => link.transfer({ ...present, exchanges: basicExchanges, repeatable: true })
}

async function readable(client: NhicardClient): Promise<void> {
  for (const tries = now(); ;) {
    try {
      await client.call('card.readBasic', {})
      return
    } catch (error) {
      if (now() - tries > 10_000) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/**
 * Lets all contestants take turns in blocks, in another order each round, so that whatever else the machine does falls
 * on each of them alike.
 * @param onWarm called after the rounds that are not counted
 */
export async function roundTrips(
  rounds: number, real: BenchDaemon, simulated: BenchDaemon, socketName: string, onWarm: () => void,
): Promise<RoundTrips> {
  const capdus = basicExchanges.map(({ capdu }) => hex(capdu))
  const direct = new Contestant<{ reads: number, capdus: string[] }, DirectMessage>('direct.mjs', { PCSCLITE_CSOCK_NAME: socketName })
  const echo = new Contestant<never, { port: number }>('echo.mjs')
  const clients = { real: real.client(), simulated: simulated.client() }
  const { port } = await echo.next()
  const sockets = {
    daemon: real.socket(), echo: new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false }),
  }
  await Promise.all([direct.next(), readable(clients.real), ...Object.values(sockets).map((socket) => once(socket, 'open'))])
  const [statusCall, echoCall] = [exchangeOver(sockets.daemon), exchangeOver(sockets.echo)]
  const alone = cardAlone()

  const result: RoundTrips = {
    firstRead: [], daemonRead: [], directRead: [], directApdu: [], simulatedRead: [], cardAlone: [], status: [], echo: [],
  }
  const blocks: (() => Promise<Partial<RoundTrips>>)[] = [
    async () => ({ daemonRead: await timed(READS, () => clients.real.call('card.readBasic', {})) }),
    async () => {
      const { reads, apdus, rapdus } = await direct.ask({ reads: READS, capdus })
      if (!rapdus.every((rapdu) => rapdu.endsWith('9000'))) throw new Error('the card refused the direct read')
      return { directRead: reads.map((ns) => ns / 1e6), directApdu: apdus.map((ns) => ns / 1e6) }
    },
    async () => ({ status: await timed(CALLS, statusCall) }),
    async () => ({ echo: await timed(CALLS, echoCall) }),
    async () => ({ simulatedRead: await timed(READS, () => clients.simulated.call('card.readBasic', {})) }),
    async () => ({ cardAlone: await timed(READS, alone) }),
  ]
  for (let round = 0; round < WARMING + rounds; round++) {
    if (round === WARMING) onWarm()
    for (let turn = 0; turn < blocks.length; turn++) {
      const block = await blocks[(round + turn) % blocks.length]?.() ?? {}
      if (round === 0) result.firstRead.push(...block.daemonRead ?? [])
      if (round < WARMING) continue
      for (const [name, samples] of Object.entries(block)) result[name as keyof RoundTrips].push(...samples)
    }
  }
  for (const socket of Object.values(sockets)) socket.close()
  for (const client of Object.values(clients)) client.close()
  await Promise.all([direct.stop(), echo.stop()])
  return result
}
