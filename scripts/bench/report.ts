import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import type { CardFigures } from './cards.ts'
import { renderCards } from './card-report.ts'
import { renderCloud, type CloudFigures } from './cloud.ts'
import { renderCodes, type CodeFigures } from './codes.ts'
import { renderFunctions, type FunctionFigures } from './functions.ts'
import { renderJournal, type JournalFigures } from './journal.ts'
import { renderReaders } from './reader-report.ts'
import type { ReaderFigures } from './readers.ts'
import type { Row } from './samples.ts'
import { table, timesTable } from './tables.ts'

export interface Aim {
  readonly name: string
  /** The most that meets the aim. */
  readonly most: number
  readonly unit: 'ms' | 'µs' | 'ns' | 'MB' | 'times' | 'objects' | 's'
  readonly figure: number
}

export interface Report {
  readonly at: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly rows: readonly Row[]
  readonly memoryMb: Readonly<Record<string, number>>
  readonly readers: ReaderFigures | undefined
  readonly cards: CardFigures | undefined
  readonly codes: CodeFigures | undefined
  readonly functions: FunctionFigures | undefined
  readonly journal: JournalFigures | undefined
  readonly cloud: CloudFigures | undefined
  readonly aims: readonly Aim[]
}

/** To be taken before anything is started: the load is that of others. */
export function machine(): Report['machine'] {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown'
  const load = Number((loadavg()[0] ?? 0).toFixed(2))
  return {
    cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', system, kernel: release(), node: process.version,
    pcscd: pcscdVersion(), 'load of others before': load,
  }
}

/** The readers' part runs without it. */
function pcscdVersion(): string {
  const { stdout } = spawnSync('pcscd', ['--version'], { encoding: 'utf8' })
  return stdout?.match(/\d[\d.]*\d/)?.[0] ?? 'none'
}

function figureOf({ unit, figure }: Aim): string {
  const places = unit === 'objects' ? 0 : unit === 'MB' || figure >= 10 ? 1 : 3
  return `${figure.toFixed(places)} ${unit}`
}

/** The report as Markdown tables, so that a run can be put into docs/benchmarks.md as it is. */
export function render({ machine: on, rows, memoryMb, readers, cards, codes, functions, cloud, journal, aims }: Report): string {
  return [
    Object.entries(on).map(([name, value]) => `${name}: ${value}`).join('; '),
    timesTable('ms', rows),
    table(['Memory', 'MB'], Object.entries(memoryMb).map(([name, value]) => [name, value.toFixed(1)])),
    ...(readers === undefined ? [] : renderReaders(readers)),
    ...(cards === undefined ? [] : renderCards(cards)),
    ...(codes === undefined ? [] : renderCodes(codes)),
    ...(functions === undefined ? [] : renderFunctions(functions)),
    ...(journal === undefined ? [] : renderJournal(journal)),
    ...(cloud === undefined ? [] : renderCloud(cloud)),
    table(['Aim', 'at most', 'figure', ''], aims.map((aim) => [
      aim.name, `${aim.most} ${aim.unit}`, figureOf(aim), aim.figure <= aim.most ? 'met' : 'missed',
    ])),
  ].filter((part) => part !== '').join('\n\n')
}
