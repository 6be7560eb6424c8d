import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CshisLibrary } from '#daemon/cshis/library'
import { ThreeCards } from '#daemon/engines/open-profile/three-cards'
import { openLog } from '#daemon/log'
import { realEntropy } from '#daemon/real-entropy'
import { EpochCounter, FromCard } from '#daemon/sessions/epoch'
import { EventStream } from '#daemon/sessions/event-stream'
import { Readers } from '#daemon/sessions/readers'
import { VisitDesk } from '#daemon/visits/visit-desk'
import { StateDirectory } from '#daemon/state-directory'
import { hex } from '#protocols/bytes/hex'
import type { CshisBuffer } from '#protocols/cshis/buffer'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import type { HcFileName } from '#protocols/nhi-card/contents'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { testCentre, testSamFolder } from '#simulator/cloud/test-centre'
import { Clinic } from '#simulator/clinic'
import { VirtualClock } from '#simulator/virtual-clock'
import { PlainHost, SharedLink } from './plain-host.ts'
import type { Aim } from './report.ts'
import { cpuUs, row, type Row } from './samples.ts'
import { timesTable } from './tables.ts'
import { takeTurns, type Entrant } from './turns.ts'

/** What the functions of the control software cost, in µs of the processor. */
export interface FunctionFigures {
  /** Encoding and decoding the largest buffers. */
  readonly buffers: readonly Row[]
  /**
   * A call through the DLL's face; the same commands sent to the same card in the same session over the same link, one by one, by
   * a program that does nothing else; and by one that has the card in its hand, without a link.
   */
  readonly calls: readonly { readonly call: Row, readonly apdus: Row, readonly bare: Row }[]
}

/** Until V8 has compiled it, what takes 0.03 ms takes 0.2. */
const WARMING = 600
const ROUNDS = 200
/** A sample is the mean of so many buffers, or of calls that send so many commands. */
const BATCH = 25, COMMANDS = 100

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

function timed(name: string, batch: number, once: () => Promise<void> | void): Entrant {
  return {
    name,
    turn: async () => {
      const before = cpuUs()
      for (let call = 0; call < batch; call++) await once()
      return [(cpuUs() - before) / batch]
    },
  }
}

function throughBuffer(buffer: CshisBuffer, value: unknown): Entrant {
  return timed(`${buffer.length} bytes: encoded and decoded`, BATCH, () => {
    if (buffer.decode(buffer.encode(value)) === undefined) throw new Error('nothing came back')
  })
}

/** Functions, and the files they read. */
const compared = {
  hisGetRegisterBasic2: ['validity'],
  hisGetTreatmentNoNeedHPC: ['illnessPeriods', 'visits'],
  hisReadPrescription: ['orders', 'longTermPrescriptions', 'importantOrders', 'allergies'],
} as const satisfies Partial<Record<CshisName, readonly HcFileName[]>>

interface Compared {
  readonly library: CshisLibrary
  readonly overLink: PlainHost
  readonly atCard: PlainHost
  readonly card: SimulatedCard
}

async function compare(folder: string): Promise<Compared> {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const events = new EventStream(clock)
  const readers = new Readers({ epochs: new EpochCounter(new StateDirectory(folder), 0, 0), events, log: openLog('silent') })
  const clinic = new Clinic('three-cards')
  const link = new SharedLink(clinic)
  readers.attach(link)
  const cards = new ThreeCards({
    readers, clock, entropy: realEntropy, environment: 'test', samFolder: testSamFolder, changed: () => {},
    ...testCentre(clock, realEntropy),
  })
  await cards.professionalPin(undefined, { operation: 'verify', typed: { secret: '123456' } }, {})
  const visits = new VisitDesk({ clock, entropy: realEntropy, journal: async () => undefined, eachCard: async () => {} })
  const library = new CshisLibrary(async () => cards, clock, visits)
  await calling(library, 'hisReadPrescription')()
  const [station] = cards.clinic.stations()
  if (station?.place === undefined || station.session === undefined) throw new Error('no session with the health card')
  const name = readers.nameOf(station.place.reader)
  const card = clinic.cardIn(name)
  if (card === undefined) throw new Error('no health card')
  const { channel } = station.session
  return {
    library, card, overLink: new PlainHost(channel, (capdu) => link.send(name, capdu)),
    atCard: new PlainHost(channel, async (capdu) => card.transmit(capdu) ?? new Uint8Array(2)),
  }
}

function calling(library: CshisLibrary, name: keyof typeof compared): () => Promise<void> {
  const buffers = Object.entries(cshisFunctions[name].output)
  const room = Object.fromEntries(buffers.map(([buffer, { length }]) => [buffer, length]))
  // as a HIS has them, which gives the DLL the same ones again and again
  const memory = Object.fromEntries(buffers.map(([buffer, { length }]) => [buffer, new Uint8Array(length)]))
  const call = { inputs: {}, room, memory, caller: {}, reader: undefined }
  return async () => {
    const answer = await library.callBuffers(name, call)
    const { code } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: Number.NaN } : answer
    if (code !== 0) throw new Error(`${name}: ${code}`)
  }
}

async function reading(host: PlainHost, name: keyof typeof compared): Promise<void> {
  for (const file of compared[name]) await host.read(file)
}

/** What a card is sent meanwhile: the head of each command, which secure messaging leaves, and the lengths of both sides. */
async function commandsOf(card: SimulatedCard, once: () => Promise<void>): Promise<readonly string[]> {
  const transmit = card.transmit.bind(card)
  const passed: string[] = []
  card.transmit = (capdu) => {
    const answer = transmit(capdu)
    passed.push(`${hex(capdu.subarray(0, 4))} ${capdu.length} ${answer?.length}`)
    return answer
  }
  await once()
  card.transmit = transmit
  return passed
}

/** The three ways of one function. @throws Error unless all send the same commands */
async function ways({ library, overLink, atCard, card }: Compared, name: keyof typeof compared): Promise<readonly Entrant[]> {
  const all = [
    { name, once: calling(library, name) },
    { name: `the APDUs of ${name}`, once: () => reading(overLink, name) },
    { name: 'the same without a link', once: () => reading(atCard, name) },
  ]
  const commands: (readonly string[])[] = []
  for (const { once } of all) commands.push((await commandsOf(card, once)).toSorted())
  const [first = []] = commands
  if (commands.some((others) => others.join() !== first.join())) throw new Error(`${name}: not the same commands`)
  return all.map((way) => timed(way.name, Math.ceil(COMMANDS / first.length), way.once))
}

export async function functionFigures(say: (text: string) => void): Promise<FunctionFigures> {
  say('functions of the control software')
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
  try {
    const desk = await compare(folder)
    const names = Object.keys(compared) as (keyof typeof compared)[]
    const entrants: Entrant[] = []
    for (const name of names) entrants.push(...await ways(desk, name))
    const buffers = await takeTurns(Object.values(full).map(([buffer, value]) => throughBuffer(buffer, value)), ROUNDS, WARMING)
    const calls = (await takeTurns(entrants, ROUNDS, WARMING)).map(({ name, samples }) => row(name, samples))
    return {
      buffers: buffers.map(({ name, samples }) => row(name, samples)),
      calls: names.map((_, at) => ({ call: calls[3 * at]!, apdus: calls[3 * at + 1]!, bare: calls[3 * at + 2]! })),
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
    timesTable('µs of the processor, a call on the card in process', calls.flatMap(({ call, apdus, bare }) => [call, apdus, bare])),
  ]
}
