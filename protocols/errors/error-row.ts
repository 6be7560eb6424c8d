import type { Bilingual } from '../bilingual.ts'

/**
 * What a caller may do after an error:
 * - `never`: the same call cannot succeed
 * - `now`: it may be repeated at once
 * - `afterUser`: after a person did something (put the card back, chose a reader)
 * - `afterRepair`: after somebody mended the installation
 */
export type Retry = 'never' | 'now' | 'afterUser' | 'afterRepair'

/** One error of ours. `{slots}` in the messages are filled from the error's details; a missing slot does not compile. */
export interface ErrorRow {
  /** JSON-RPC error code; ours lie from -32099 to -32001, inside the range JSON-RPC 2.0 leaves to servers. */
  readonly rpc: number
  readonly http: number
  readonly retry: Retry
  readonly message: Bilingual
  readonly remedy: Bilingual
}

/** Keeps the literal types, from which the slots of a message are read. */
export const row = <const Row extends ErrorRow>(declared: Row): Row => declared
