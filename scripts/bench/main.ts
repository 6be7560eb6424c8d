/**
 * `npm run bench`: the figures of docs/benchmarks.md. A missed aim is a figure, not a failure; the status is not 0 only
 * when something does not work.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { startPrivatePcscd, type PrivatePcscd } from '#rigs/pcscd/private-pcscd'
import { CardProcess } from './card-process.ts'
import { cardAims, cardFigures } from './cards.ts'
import { cloudAims, cloudFigures } from './cloud.ts'
import { codeAims, codeFigures } from './codes.ts'
import { journalAims, journalFigures } from './journal.ts'
import { functionAims, functionFigures } from './functions.ts'
import { BenchDaemon } from './daemon.ts'
import { insertions, type StatusReport } from './insertions.ts'
import { memoryOf } from './memory.ts'
import { confine, Contestant } from './programs.ts'
import { readerAims, readerFigures } from './readers.ts'
import { machine, render, type Report } from './report.ts'
import { roundTrips } from './round-trips.ts'
import { row } from './samples.ts'
import { starts } from './starts.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/bench.json' },
    rounds: { type: 'string', default: '20' },
    insertions: { type: 'string', default: '40' },
    starts: { type: 'string', default: '20' },
    // readers: what needs no pcscd; cards: the simulated cards; codes: ICD-10; functions: csHIS; cloud: CS 6.0; journal: the store
    only: { type: 'string' },
    spread: { type: 'boolean', default: false }, // reads and calls on all cores, as the scheduler likes
  },
})

function say(text: string): void {
  process.stderr.write(`[bench] ${text}\n`)
}

type DaemonFigures = Pick<Report, 'rows' | 'memoryMb' | 'aims'>

async function measure(pcscd: PrivatePcscd): Promise<DaemonFigures> {
  const { socketName } = pcscd
  const env = { PCSCLITE_CSOCK_NAME: socketName }
  const listener = () => new Contestant<never, StatusReport>('listener.mjs', env)

  say(`${values.starts} starts`)
  const started = await starts(Number(values.starts), socketName)

  const card = new CardProcess(pcscd)
  const early = listener()
  const first = await early.next()
  if (!first.present) throw new Error('the simulated card is not in the reader')
  const [real, simulated] = [await BenchDaemon.start('real', env), await BenchDaemon.start('simulated')]
  say(`${values.rounds} rounds of reads and calls`)
  if (!values.spread) confine('0')
  let memory = memoryOf(real.pid)
  const trips = await roundTrips(Number(values.rounds), real, simulated, socketName, () => (memory = memoryOf(real.pid)))
  if (!values.spread) confine(`0-${cpus().length - 1}`)

  say(`${values.insertions} insertions`)
  const late = listener()
  await late.next()
  const inserted = await insertions(Number(values.insertions), real, card, [early, late])
  await Promise.all([early.stop(), late.stop(), real.stop(), simulated.stop(), card.stop()])

  const rows = {
    read: row('basic-data read, daemon over pcscd', trips.daemonRead),
    direct: row('the same five APDUs, npm pcsclite alone', trips.directRead),
    apdu: row('one APDU, npm pcsclite alone', trips.directApdu),
    first: row('the first reads of a fresh daemon', trips.firstRead),
    simulated: row('basic-data read, daemon with simulated clinic', trips.simulatedRead),
    alone: row('the simulated card alone, in process', trips.cardAlone),
    status: row('system.status over WebSocket', trips.status),
    echo: row('echo by `ws` alone', trips.echo),
    insertion: row('card.inserted: status change to onmessage', inserted.ownShare),
    apart: row('the same change at two plain listeners, apart', inserted.apart),
    poll: row('insertion to status change (pcscd’s poll)', inserted.poll),
    absent: row('start to first answer, no pcscd', started.withoutPcscd),
    present: row('start to first answer, pcscd there', started.withPcscd),
    bare: row('start to first answer, bare Node server', started.bare),
  }
  return {
    rows: Object.values(rows),
    memoryMb: { 'daemon after 1,000 reads': memory.own, 'its children': memory.children },
    aims: [
      { name: 'read: daemon to pcsclite alone', most: 1.15, unit: 'times', figure: rows.read.p50 / rows.direct.p50 },
      { name: 'system.status to bare echo', most: 1.5, unit: 'times', figure: rows.status.p50 / rows.echo.p50 },
      { name: 'system.status p95', most: 0.26, unit: 'ms', figure: rows.status.p95 },
      { name: 'own share of an insertion p95', most: 5, unit: 'ms', figure: rows.insertion.p95 },
      { name: 'start to ready p50, no pcscd', most: 150, unit: 'ms', figure: rows.absent.p50 },
      { name: 'start to ready p50, pcscd there', most: 150, unit: 'ms', figure: rows.present.p50 },
      { name: 'memory of the daemon', most: 90, unit: 'MB', figure: memory.own },
      // Nagle and delayed ACK would make this 44 ms for whoever reads over the virtual reader.
      { name: 'vpcd trap gone: one direct APDU p50', most: 1, unit: 'ms', figure: rows.apdu.p50 },
    ],
  }
}

async function daemonFigures(): Promise<DaemonFigures> {
  const pcscd = await startPrivatePcscd()
  try {
    return await measure(pcscd)
  } finally {
    await pcscd.stop()
  }
}

const { only, out } = values
const parts = ['daemon', 'readers', 'cards', 'codes', 'functions', 'cloud', 'journal']
if (only !== undefined && !parts.includes(only)) throw new Error(`--only ${parts.join(', ')}`)
const wants = (part: string) => only === undefined || only === part
const on = machine()
const readers = wants('readers') ? await readerFigures(say) : undefined
const cards = wants('cards') ? await cardFigures(say) : undefined
const codes = wants('codes') ? await codeFigures(say) : undefined
const functions = wants('functions') ? await functionFigures(say) : undefined
const journal = wants('journal') ? await journalFigures() : undefined
const cloud = wants('cloud') ? await cloudFigures(say) : undefined
const daemon = wants('daemon') ? await daemonFigures() : { rows: [], memoryMb: {}, aims: [] }
const report: Report = {
  at: new Date().toISOString(), machine: on, ...daemon, readers, cards, codes, functions, cloud, journal,
  aims: [
    ...daemon.aims, ...(readers === undefined ? [] : readerAims(readers)), ...(cards === undefined ? [] : cardAims(cards)),
    ...(codes === undefined ? [] : codeAims(codes)),
    ...(functions === undefined ? [] : functionAims(functions)), ...(cloud === undefined ? [] : cloudAims(cloud)),
    ...(journal === undefined ? [] : journalAims(journal)),
  ],
}
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`)
process.stdout.write(`${render(report)}\n`)
say(`written to ${out}`)
process.exit(0)
