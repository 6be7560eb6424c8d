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
/** Calls of a turn, of whichever kind. */
const CALLS = 300

/** What one call costs a cloud that has one core: by the clock with four callers at a time, and of its processor. Both in ms. */
export interface CloudCallFigures {
  readonly byClock: readonly Row[]
  readonly byProcessor: readonly Row[]
}

const wanted = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' }
const order = {
  treatmentItem: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID', days: '07', totalQuantity: '00014.0',
  deliveryNotes: '01',
}
const diagnoses = { mainCode: 'J069', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: '500', costFee: '150', inpatientFee: '', inpatient30Fee: '', inpatient180Fee: '' }

/** A call ready to be sent. */
const body = (name: RemoteName, patient: number, params: object = {}) => JSON.stringify({ ...bundleOf(name, patient), ...params })

/** A call whose parameters are known only when it is sent. */
function open(name: RemoteName, patient: number): (connection: KeptConnection, params: object) => Promise<unknown> {
  const bundle = bundleOf(name, patient)
  return (connection, params) => sent(connection, name, JSON.stringify({ ...bundle, ...params }))
}

async function sent(connection: KeptConnection, name: RemoteName, text: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = JSON.parse(await connection.ask({ method: 'POST', path: remotePath(name), body: text })) as { statusCode: number }
  if (answer.statusCode !== 0) throw new Error(`${name} answers ${answer.statusCode}`)
  return answer
}

/** What is asked over one connection, one after the other. */
type Errand = (connection: KeptConnection) => Promise<void>

interface Kind {
  readonly name: string
  /** Calls of one errand. */
  readonly calls: number
  /** Made before anything is timed, as each bundle counts once. @param patient number of the patient */
  readonly errand: (patient: number) => Errand
}

/** Who is counted by one kind is not by another: a card takes one visit a second that can be undone. */
const kinds: readonly Kind[] = [
  {
    name: 'BasicData/Register2', calls: 1,
    errand: (patient) => {
      const query = body('BasicData/Register2', patient)
      return async (connection) => void await sent(connection, 'BasicData/Register2', query)
    },
  },
  {
    name: 'SequelNumber/Next and Rollback, each', calls: 2,
    errand: (patient) => {
      const [next, undo] = [body('SequelNumber/Next', 2 * patient, wanted), open('SequelNumber/Rollback', 2 * patient)]
      return async (connection) => {
        const { treatmentDateTime } = await sent(connection, 'SequelNumber/Next', next)
        await undo(connection, { treatmentDateTime })
      }
    },
  },
  { name: 'a whole visit and its Rollback, each call', calls: 6, errand: (patient) => visitOf(2 * patient + 1) },
]

/** Register2, Next, TreatmentNumber/Card, WriteCodeFee, Prescription/Write and Rollback. */
function visitOf(patient: number): Errand {
  const [query, next] = [body('BasicData/Register2', patient), body('SequelNumber/Next', patient, wanted)]
  const [number, write] = [open('TreatmentNumber/Card', patient), open('Treatment/WriteCodeFee', patient)]
  const [prescribe, undo] = [open('Prescription/Write', patient), open('SequelNumber/Rollback', patient)]
  return async (connection) => {
    await sent(connection, 'BasicData/Register2', query)
    const { treatmentDateTime } = await sent(connection, 'SequelNumber/Next', next)
    await number(connection, { treatmentDateTime })
    await write(connection, { treatmentDateTime, afterCheck: '1', ...diagnoses, ...fees })
    await prescribe(connection, { treatmentDateTime, prescriptions: [{ treatmentDateTime, ...order }] })
    await undo(connection, { treatmentDateTime })
  }
}

interface Sampled extends Entrant {
  readonly processor: number[]
}

function calling({ name, calls, errand }: Kind, pid: number, connections: readonly KeptConnection[]): Sampled {
  const each = CALLS / calls
  const ready = Array.from({ length: (WARMING + ROUNDS) * each }, (_, patient) => errand(patient))
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
  const entrants = kinds.map((kind) => calling(kind, cloud.pid, connections))
  const turns = await takeTurns(entrants, ROUNDS, WARMING)
  for (const connection of connections) connection.close()
  await cloud.stop()
  confine(`0-${all - 1}`)
  return {
    byClock: turns.map(({ name, samples }) => row(name, samples)),
    byProcessor: entrants.map(({ name, processor }) => row(name, processor.slice(WARMING))),
  }
}
