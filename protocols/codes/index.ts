import type { CodeTable } from './effective.ts'
import { treatmentItems } from './treatment-items.ts'

/** Every table of codes, in the order of the manual. */
export const codeTables: readonly CodeTable[] = [treatmentItems]
