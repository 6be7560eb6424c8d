import type { ReaderFigures } from './readers.ts'
import { digits, growthTable, table, timesTable } from './tables.ts'

/** The figures of the readers as Markdown tables. */
export function renderReaders({ engines, trips, lines, growths }: ReaderFigures): string[] {
  return [
    timesTable('µs of the processor, a 20-byte command and its 250-byte answer', engines),
    timesTable('µs of the processor, one APDU to the simulated card and back', trips),
    table(
      [
        'Read at 115,200 baud, virtual time in ms', 'characters', 'their bits', 'guard time', 'p50', 'p95', 'p99',
        'p50 to both',
      ],
      lines.map(({ name, characters, bitsMs, guardMs, p50, p95, p99 }) => [
        name, String(characters), digits(bitsMs), digits(guardMs), digits(p50), digits(p95), digits(p99),
        (p50 / (bitsMs + guardMs)).toFixed(3),
      ]),
    ),
    growthTable(growths),
  ]
}
