import { frameEngines } from './frame-engines.ts'
import { Contestant, TYPESCRIPT } from './programs.ts'
import type { Growth } from './growth.ts'
import type { Aim } from './report.ts'
import { row, summaryOf, type Row, type Summary } from './samples.ts'
import { serialReads, type SerialRead } from './serial-limit.ts'
import { takeTurns } from './turns.ts'
import { twinTrips } from './twin-trips.ts'

/** A summary of the reads over one line, in ms of virtual time. */
export interface LineRow extends Summary, Omit<SerialRead, 'samples'> {}

/** What drivers, protocols and simulated readers cost by themselves: no pcscd, no hardware, no child process. */
export interface ReaderFigures {
  /** In µs. */
  readonly engines: readonly Row[]
  /** In µs. */
  readonly trips: readonly Row[]
  readonly lines: readonly LineRow[]
  readonly growths: readonly Growth[]
}

/** V8 compiles what runs often: so many rounds are not counted. */
const WARMING = 5
const ROUNDS = 20

export async function readerFigures(say: (text: string) => void): Promise<ReaderFigures> {
  say('frame engines and codecs')
  const engines = await takeTurns(frameEngines, ROUNDS, WARMING)
  say('APDUs over every simulated reader')
  const trips = await takeTurns(await twinTrips(), ROUNDS, WARMING)
  say('110,000 commands and 10,000 insertions, and what they leave behind; reads over serial lines')
  // neither of the two is timed by a real clock, so they may share the machine
  const [growths, reads] = await Promise.all([leftBehind(), serialReads()])
  return {
    engines: engines.map(({ name, samples }) => row(name, samples)),
    trips: trips.map(({ name, samples }) => row(name, samples)),
    lines: reads.map(({ samples, ...read }) => ({ ...read, ...summaryOf(samples) })),
    growths,
  }
}

async function leftBehind(): Promise<readonly Growth[]> {
  const child = new Contestant<never, readonly Growth[]>(
    'reader-memory.ts', {}, ['--expose-gc', '--no-warnings', ...TYPESCRIPT],
  )
  const growths = await child.next()
  await child.stop()
  return growths
}

export function readerAims({ lines, growths }: ReaderFigures): Aim[] {
  const left = growths.map(({ actors, timers }) => actors + timers)
  return [
    ...lines.map(({ name, p50, bitsMs, guardMs }): Aim => ({
      name: `serial read to the line's own limit: ${name}`, most: 1.05, unit: 'times', figure: p50 / (bitsMs + guardMs),
    })),
    { name: 'memory left by any load', most: 1, unit: 'MB', figure: Math.max(...growths.map(({ mb }) => mb)) },
    { name: 'actors and timers left by any load', most: 0, unit: 'objects', figure: Math.max(...left) },
  ]
}
