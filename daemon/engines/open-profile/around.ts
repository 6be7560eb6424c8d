import type { Clock } from '#protocols/port/clock'
import type { Idc } from '#protocols/port/idc'

/** What every authentication is done with. */
export interface Around {
  readonly clock: Clock
  readonly idc: Idc
}

/** Longest that one step takes before it is given up, in ms. Readers and the data centre end their calls before. */
export const PATIENCE_MS = 60_000
