import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { HttpRemoteCentre } from '#drivers/cloud/http-remote-centre'
import { Sites } from '#drivers/cloud/sites'
import { realClock } from '#daemon/main'
import { realEntropy } from '#daemon/real-entropy'
import { RemoteError } from '#protocols/port/remote-centre'
import { bundleOfNext } from './cloud-bundles.ts'
import { CloudProcess } from './cloud-process.ts'
import { Contestant } from './programs.ts'
import { now, row, type Row } from './samples.ts'

const KILLS = 6, POWERLESS = 5
/** The first connections fill the queue, the others prove that it is full. */
const FILLING = 4
const IN_FLIGHT_MS = 50

const visit = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const

/** Two sites of one memory, each a process of its own, and a client that has none of their addresses used yet. */
interface Pair {
  readonly first: string
  readonly second: CloudProcess
}

interface Client {
  readonly read: () => Promise<unknown>
  readonly count: () => Promise<unknown>
  readonly close: () => void
}

function clientOf({ first, second }: Pair): Client {
  const sites = new Sites({ origins: [first, second.origin], clock: realClock, entropy: realEntropy })
  const centre = new HttpRemoteCentre(sites, 'simulation')
  // signed now: what is timed is who answers it
  const query = Array.from({ length: 3 }, () => bundleOfNext('BasicData/Register2'))
  const counting = Array.from({ length: 3 }, () => bundleOfNext('SequelNumber/Next'))
  const next = <Value>(list: Value[]): Value => {
    const [value] = list.splice(0, 1)
    if (value === undefined) throw new Error('no bundle left')
    return value
  }
  return {
    read: () => centre.call('BasicData/Register2', next(query), {}),
    count: () => centre.call('SequelNumber/Next', next(counting), visit),
    close: () => sites.close(),
  }
}

async function since(start: number, work: Promise<unknown>): Promise<number> {
  await work
  return now() - start
}

/** From the death of the first site's process to the answer of a call made as soon as it is known. */
async function killed(what: 'read' | 'count', database: string, second: CloudProcess): Promise<number> {
  const first = await CloudProcess.start({ database })
  const client = clientOf({ first: first.origin, second })
  await client.read()
  const start = now()
  await first.kill()
  const taken = await since(start, client[what]())
  client.close()
  return taken
}

/** The same with a reading call under way. */
async function killedMeanwhile(database: string, second: CloudProcess): Promise<number> {
  const first = await CloudProcess.start({ database })
  const client = clientOf({ first: first.origin, second })
  await client.read()
  first.freeze()
  const call = client.read()
  await pause(IN_FLIGHT_MS)
  const start = now()
  const [taken] = await Promise.all([since(start, call), first.kill()])
  client.close()
  return taken
}

/** A machine without power: nothing comes back, not even that nobody is there. */
async function powerless(what: 'read' | 'count', second: CloudProcess): Promise<number> {
  const house = new Contestant<never, { port: number }>('full-house.mjs')
  const { port } = await house.next()
  const guests: Socket[] = Array.from({ length: FILLING }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await pause(IN_FLIGHT_MS)
  if (guests.every(({ connecting }) => !connecting)) throw new Error('the queue is not full')
  const client = clientOf({ first: `http://127.0.0.1:${port}`, second })
  const taken = await since(now(), client[what]())
  client.close()
  for (const guest of guests) guest.destroy()
  await house.stop()
  return taken
}

/** A process that lives and does nothing: connections stand, answers never come. Once, for it takes as long as a caller waits. */
async function silent(database: string, second: CloudProcess) {
  const first = await CloudProcess.start({ database })
  const [reader, counter] = [clientOf({ first: first.origin, second }), clientOf({ first: first.origin, second })]
  await Promise.all([reader.read(), counter.read()])
  first.freeze()
  const start = now()
  const [read, unknown] = await Promise.all([
    since(start, reader.read()),
    since(start, counter.count().then(() => Promise.reject(new Error('a silent site has answered')), (error: unknown) => {
      if (!(error instanceof RemoteError) || error.failure.kind !== 'outcomeUnknown') throw error
    })),
  ])
  const again = now()
  const afterwards = await since(again, counter.count())
  for (const client of [reader, counter]) client.close()
  first.thaw()
  await first.stop()
  return { read: [read], unknown: [unknown], afterwards: [afterwards] }
}

async function several(times: number, once: () => Promise<number>): Promise<number[]> {
  const samples: number[] = []
  for (let count = 0; count < times; count++) samples.push(await once())
  return samples
}

/** Times in ms. Some of them have an aim (`cloudAims`). */
export async function failover(database: string): Promise<readonly Row[]> {
  const second = await CloudProcess.start({ database })
  const gone = {
    read: await several(KILLS, () => killed('read', database, second)),
    count: await several(KILLS, () => killed('count', database, second)),
    meanwhile: await several(KILLS, () => killedMeanwhile(database, second)),
  }
  const dark = {
    read: await several(POWERLESS, () => powerless('read', second)), count: await several(POWERLESS, () => powerless('count', second)),
  }
  const { read, unknown, afterwards } = await silent(database, second)
  await second.stop()
  return [
    row('process killed: reading call', gone.read), row('process killed: counting call', gone.count),
    row('process killed under a reading call', gone.meanwhile),
    row('no sign of life: reading call', dark.read), row('no sign of life: counting call', dark.count),
    row('connects, never answers: reading call', read),
    row('connects, never answers: counting call is given up', unknown),
    row('the next counting call after that', afterwards),
  ]
}
