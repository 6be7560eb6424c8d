import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { summaryOf, type Summary } from './samples.ts'

export interface Row extends Summary {
  readonly name: string
}

export interface Aim {
  readonly name: string
  /** The most that meets the aim. */
  readonly most: number
  readonly unit: 'ms' | 'MB' | 'times'
  readonly figure: number
}

export interface Report {
  readonly at: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly rows: readonly Row[]
  readonly memoryMb: Readonly<Record<string, number>>
  readonly aims: readonly Aim[]
}

export const row = (name: string, samples: readonly number[]): Row => ({ name, ...summaryOf(samples) })

/** To be taken before anything is started: the load is that of others. */
export function machine(): Report['machine'] {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown'
  const pcscd = execFileSync('pcscd', ['--version'], { encoding: 'utf8' }).match(/\d[\d.]*\d/)?.[0] ?? 'unknown'
  const load = Number((loadavg()[0] ?? 0).toFixed(2))
  return {
    cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', system, kernel: release(), node: process.version, pcscd,
    'load of others before': load,
  }
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)))
  const draw = (line: readonly string[]) => `| ${line.map((text, column) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width, column) => '-'.repeat(width + (column === 0 ? 2 : 1)) + (column === 0 ? '' : ':')).join('|')}|`
  return [draw(head), rule, ...lines.map(draw)].join('\n')
}

const ms = (value: number) => value.toFixed(value < 10 ? 3 : 1)

/** The report as Markdown tables, so that a run can be put into docs/benchmarks.md as it is. */
export function render({ machine: on, rows, memoryMb, aims }: Report): string {
  return [
    Object.entries(on).map(([name, value]) => `${name}: ${value}`).join('; '),
    table(['Time in ms', 'n', 'p50', 'p95', 'p99'], rows.map(({ name, n, p50, p95, p99 }) => [name, String(n), ms(p50), ms(p95), ms(p99)])),
    table(['Memory', 'MB'], Object.entries(memoryMb).map(([name, value]) => [name, value.toFixed(1)])),
    table(['Aim', 'at most', 'figure', ''], aims.map(({ name, most, unit, figure }) => [
      name, `${most} ${unit}`, `${figure.toFixed(unit === 'MB' || figure >= 10 ? 1 : 3)} ${unit}`, figure <= most ? 'met' : 'missed',
    ])),
  ].join('\n\n')
}
