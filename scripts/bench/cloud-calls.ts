import { cpus } from 'node:os'
import { remotePath } from '#protocols/cs6/remote-call'
import type { RemoteName } from '#protocols/cs6/remote/index'
import { bundleOf } from './cloud-bundles.ts'
import { CloudProcess } from './cloud-process.ts'
import { keptConnection, type KeptConnection } from './http-exchange.ts'
import { confine, cpuMsOf } from './programs.ts'
import { now, row, type Row } from './samples.ts'
import { takeTurns, type Entrant } from './turns.ts'

const CONNECTIONS = 4
const WARMING = 4, ROUNDS = 12
/** Calls of a turn; half of them undo the other half. */
const CALLS = 300

/** What one call costs a cloud that has one core: by the clock with four callers at a time, and of its processor. Both in ms. */
export interface CloudCallFigures {
  readonly byClock: readonly Row[]
  readonly byProcessor: readonly Row[]
}

const visit = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' }

/** A call ready to be sent. */
const body = (name: RemoteName, patient: number, params: object = {}) => JSON.stringify({ ...bundleOf(name, patient), ...params })

async function sent(connection: KeptConnection, name: RemoteName, text: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = JSON.parse(await connection.ask({ method: 'POST', path: remotePath(name), body: text })) as { statusCode: number }
  if (answer.statusCode !== 0) throw new Error(`${name} answers ${answer.statusCode}`)
  return answer
}

/** What is asked over one connection, one after the other. */
type Errand = (connection: KeptConnection) => Promise<void>

/** Made before anything is timed: each bundle counts once. */
function errands(kind: 'read' | 'count', patient: number): Errand {
  if (kind === 'read') {
    const query = body('BasicData/Register2', patient)
    return async (connection) => void await sent(connection, 'BasicData/Register2', query)
  }
  const next = body('SequelNumber/Next', patient, visit)
  const undo = bundleOf('SequelNumber/Rollback', patient)
  return async (connection) => {
    const { treatmentDateTime } = await sent(connection, 'SequelNumber/Next', next)
    await sent(connection, 'SequelNumber/Rollback', JSON.stringify({ ...undo, treatmentDateTime }))
  }
}

interface Sampled extends Entrant {
  readonly processor: number[]
}

function calling(name: string, kind: 'read' | 'count', pid: number, connections: readonly KeptConnection[]): Sampled {
  const each = kind === 'read' ? CALLS : CALLS / 2
  const ready = Array.from({ length: (WARMING + ROUNDS) * each }, (_, patient) => errands(kind, patient))
  const processor: number[] = []
  return {
    name, processor,
    turn: async () => {
      const turn = ready.splice(0, each)
      const [before, cpuBefore] = [now(), cpuMsOf(pid)]
      await Promise.all(connections.map(async (connection) => {
        for (let errand = turn.pop(); errand !== undefined; errand = turn.pop()) await errand(connection)
      }))
      processor.push((cpuMsOf(pid) - cpuBefore) / CALLS)
      return [(now() - before) / CALLS]
    },
  }
}

/** The cloud alone on the first core, the client on the last. */
export async function cloudCalls(database: string): Promise<CloudCallFigures> {
  const all = cpus().length
  confine(String(all - 1))
  const cloud = await CloudProcess.start({ database, core: '0' })
  const connections = Array.from({ length: CONNECTIONS }, () => keptConnection(cloud.port))
  const entrants = [
    calling('BasicData/Register2', 'read', cloud.pid, connections),
    calling('SequelNumber/Next and Rollback, each', 'count', cloud.pid, connections),
  ]
  const turns = await takeTurns(entrants, ROUNDS, WARMING)
  for (const connection of connections) connection.close()
  await cloud.stop()
  confine(`0-${all - 1}`)
  return {
    byClock: turns.map(({ name, samples }) => row(name, samples)),
    byProcessor: entrants.map(({ name, processor }) => row(name, processor.slice(WARMING))),
  }
}
