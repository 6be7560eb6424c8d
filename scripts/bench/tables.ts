import type { Growth } from './growth.ts'
import type { Row } from './samples.ts'

/** A Markdown table; nothing when it has no lines. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  if (lines.length === 0) return ''
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)))
  const draw = (line: readonly string[]) => `| ${line.map((text, column) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)).join(' | ')} |`
  const rules = widths.map((width, column) => column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)
  return [draw(head), `|${rules.join('|')}|`, ...lines.map(draw)].join('\n')
}

/** Three digits behind the point, where they say something. */
export const digits = (value: number) => value.toFixed(value < 10 ? 3 : 1)

export const timesTable = (unit: string, rows: readonly Row[]) => table(
  [`Time in ${unit}`, 'n', 'p50', 'p95', 'p99'],
  rows.map(({ name, n, p50, p95, p99 }) => [name, String(n), digits(p50), digits(p95), digits(p99)]),
)

export const growthTable = (growths: readonly Growth[]) => table(
  ['Left behind between the first tenth and the end', 'times', 'MB', 'actors', 'timers'],
  growths.map(({ name, times, mb, actors, timers }) => [name, String(times), mb.toFixed(2), String(actors), String(timers)]),
)
