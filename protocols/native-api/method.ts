import type * as z from 'zod'
import type { Bilingual } from '../bilingual.ts'
import type { OwnErrorName } from '../errors/own.ts'
import type { Provenance } from '../provenance.ts'

/** What a caller must be allowed to do, for the enrolment of origins to come; until then who is admitted has all. */
export type Scope = 'system.read' | 'card.read' | 'card.readProtected' | 'card.write' | 'visit.settle' | 'simulator.control'

/** What a long call is doing, for a page that shows it. */
export type Stage =
  'lookingAtCards' | 'authenticatingSam' | 'authenticatingCard' | 'provingProfessional' | 'waitingForPin' | 'readingCard'

/** The simulated surroundings in which an example runs; the conformance test builds them. */
export type World = 'one-clinic' | 'no-reader' | 'three-cards' | 'pin-card' | 'dedicated-reader' | 'check-up' | 'pharmacist'

export interface MethodExample<Params, Result> {
  readonly name: string
  readonly world: World
  /** Calls that were made before in that world, in their order. */
  readonly before?: readonly { readonly method: string, readonly params: Readonly<Record<string, unknown>> }[]
  readonly params: Params
  readonly result: Result
}

/**
 * One method of the native API. Validation, handler type, typed client, command line, OpenRPC document, reference
 * manual and conformance test are all read from this declaration.
 */
export interface MethodDeclaration<
  Name extends string = string, Params extends z.ZodObject = z.ZodObject, Result extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name
  /** The API version that brought it. */
  readonly since: number
  readonly scope: Scope
  readonly summary: Bilingual
  readonly provenance: Provenance
  readonly params: Params
  readonly result: Result
  /** Errors beyond those every method can answer (malformed, unknown, wrong params, internal). */
  readonly errors: readonly OwnErrorName[]
  /** Stages that are told to a caller who asked for progress (`system.hello`), in no fixed order. */
  readonly stages?: readonly Stage[]
  /** Parameters that are secret: never taken from a command line, and in no log, trace, error or store. */
  readonly secret?: readonly (keyof z.input<Params>)[]
  /** Why its calls leave no record in the audit, where their scope would (`protocols/audit/audited.ts`). */
  readonly unaudited?: string
  /** Served over WebSocket alone, because it goes on after its answer. */
  readonly webSocketOnly?: true
  readonly examples: readonly MethodExample<z.input<Params>, z.output<Result>>[]
}

export function method<const Name extends string, Params extends z.ZodObject, Result extends z.ZodObject>(
  declared: MethodDeclaration<Name, Params, Result>,
): MethodDeclaration<Name, Params, Result> {
  return declared
}
