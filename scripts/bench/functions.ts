import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CshisLibrary } from '#daemon/cshis/library'
import { ThreeCards } from '#daemon/engines/open-profile/three-cards'
import { openLog } from '#daemon/log'
import { realEntropy } from '#daemon/main'
import { EpochCounter, FromCard } from '#daemon/sessions/epoch'
import { EventStream } from '#daemon/sessions/event-stream'
import { Readers } from '#daemon/sessions/readers'
import { StateDirectory } from '#daemon/state-directory'
import type { CshisBuffer } from '#protocols/cshis/buffer'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import type { HcFileName } from '#protocols/nhi-card/contents'
import { InProcessLink } from '#simulator/attachments/in-process'
import { CardDesk } from '#simulator/cards/card-desk.fixture'
import { testCentre, testSamFolder } from '#simulator/cloud/test-centre'
import { Clinic } from '#simulator/clinic'
import { VirtualClock } from '#simulator/virtual-clock'
import type { Aim } from './report.ts'
import { cpuUs, row, type Row } from './samples.ts'
import { timesTable } from './tables.ts'
import { takeTurns, type Entrant } from './turns.ts'

/** What the functions of the control software cost, in µs of the processor. */
export interface FunctionFigures {
  /** Encoding and decoding the largest buffers. */
  readonly buffers: readonly Row[]
  /** A call through the DLL's face, and the same files asked of the card by a host that does nothing else. */
  readonly calls: readonly { readonly call: Row, readonly apdus: Row }[]
}

const WARMING = 10
const ROUNDS = 40
const BATCH = 25

const order = {
  treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000100', treatmentPosition: '36',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
}
const visit = {
  treatmentItem: '01', babyTreatment: '', treatmentDateTime: '2026-01-12T10:05:00', afterCheck: '1', sequenceNumber: '0002',
  hospitalId: '9900000013', outpatientFee: 620, costFee: 150, inpatientFee: 0, inpatient30Fee: 0, inpatient180Fee: 0,
}
const period = { validityStart: '2024-04-01', validityEnd: '2027-03-31' }

/** All records there is room for. */
const full = {
  orders: [cshisFunctions.hisReadPrescription.output.orders, Array.from({ length: 60 }, () => order)],
  treatments: [cshisFunctions.hisGetTreatmentNoNeedHPC.output.treatments, {
    illnesses: Array.from({ length: 6 }, () => period), visits: Array.from({ length: 6 }, () => visit),
  }],
} as const

function timed(name: string, once: () => Promise<void> | void): Entrant {
  return {
    name,
    turn: async () => {
      const before = cpuUs()
      for (let call = 0; call < BATCH; call++) await once()
      return [(cpuUs() - before) / BATCH]
    },
  }
}

function throughBuffer(buffer: CshisBuffer, value: unknown): Entrant {
  return timed(`${buffer.length} bytes: encoded and decoded`, () => {
    if (buffer.decode(buffer.encode(value)) === undefined) throw new Error('nothing came back')
  })
}

/** Functions, and the files they read. */
const compared = {
  hisGetRegisterBasic2: ['validity'],
  hisGetTreatmentNoNeedHPC: ['illnessPeriods', 'visits'],
  hisReadPrescription: ['orders', 'longTermPrescriptions', 'importantOrders', 'allergies'],
} as const satisfies Partial<Record<CshisName, readonly HcFileName[]>>

async function library(folder: string): Promise<CshisLibrary> {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const events = new EventStream(clock)
  const readers = new Readers({ epochs: new EpochCounter(new StateDirectory(folder), 0, 0), events, log: openLog('silent') })
  readers.attach(new InProcessLink(new Clinic('three-cards')))
  const cards = new ThreeCards({
    readers, clock, entropy: realEntropy, environment: 'test', samFolder: testSamFolder, changed: () => {},
    ...testCentre(clock, realEntropy),
  })
  await cards.professionalPin(undefined, { operation: 'verify', typed: { secret: '123456' } }, {})
  return new CshisLibrary(async () => cards, clock)
}

function calling(functions: CshisLibrary, name: keyof typeof compared): Entrant {
  const room = Object.fromEntries(Object.entries(cshisFunctions[name].output).map(([buffer, { length }]) => [buffer, length]))
  const call = { inputs: {}, room, caller: {}, reader: undefined, icd10: false }
  return timed(name, async () => {
    const answer = await functions.callBuffers(name, call)
    const { code } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: Number.NaN } : answer
    if (code !== 0) throw new Error(`${name}: ${code}`)
  })
}

export async function functionFigures(say: (text: string) => void): Promise<FunctionFigures> {
  say('functions of the control software')
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
  try {
    const [functions, desk] = [await library(folder), new CardDesk()]
    await desk.authenticateAll()
    const names = Object.keys(compared) as (keyof typeof compared)[]
    const entrants = names.flatMap((name) => [
      calling(functions, name), timed(`the APDUs of ${name}`, () => void compared[name].map((file) => desk.read(file))),
    ])
    const buffers = await takeTurns(Object.values(full).map(([buffer, value]) => throughBuffer(buffer, value)), ROUNDS, WARMING)
    const calls = (await takeTurns(entrants, ROUNDS, WARMING)).map(({ name, samples }) => row(name, samples))
    return {
      buffers: buffers.map(({ name, samples }) => row(name, samples)),
      calls: names.map((_, at) => ({ call: calls[2 * at]!, apdus: calls[2 * at + 1]! })),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function functionAims({ buffers, calls }: FunctionFigures): Aim[] {
  return [
    ...buffers.map(({ name, p50 }): Aim => ({ name: `${name}, p50`, most: 50, unit: 'µs', figure: p50 })),
    ...calls.map(({ call, apdus }): Aim => (
      { name: `${call.name} to the sum of its APDUs, p50`, most: 1.2, unit: 'times', figure: call.p50 / apdus.p50 })),
  ]
}

export function renderFunctions({ buffers, calls }: FunctionFigures): string[] {
  return [
    timesTable('µs of the processor, a buffer of the control software', buffers),
    timesTable('µs of the processor, a call on the card in process', calls.flatMap(({ call, apdus }) => [call, apdus])),
  ]
}
