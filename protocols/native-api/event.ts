import type * as z from 'zod'
import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** One event of the native API, sent to subscribers as the JSON-RPC notification `event`. */
export interface EventDeclaration<Name extends string = string, Data extends z.ZodObject = z.ZodObject> {
  readonly name: Name
  readonly since: number
  readonly summary: Bilingual
  readonly provenance: Provenance
  readonly data: Data
  /** Fields of `data` that are secret: they go to subscribers, and to no log, trace, error, metric or store. */
  readonly secret?: readonly string[]
  readonly examples: readonly z.output<Data>[]
}

export function event<const Name extends string, Data extends z.ZodObject>(
  declared: EventDeclaration<Name, Data>,
): EventDeclaration<Name, Data> {
  return declared
}
