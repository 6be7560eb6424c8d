import type { CardFigures } from './cards.ts'
import { growthTable, timesTable } from './tables.ts'

/** The figures of the simulated cards as Markdown tables. */
export function renderCards({ commands, reads, link, growths }: CardFigures): string[] {
  return [
    timesTable('µs of the processor, a simulated health card’s share of one APDU', commands),
    timesTable('ms', [...reads, ...link]),
    growthTable(growths),
  ]
}
