import type * as z from 'zod'
import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'
import type { World } from '../native-api/method.ts'

/** A call of an example: verb, path and body as a HIS sends them. */
export interface LocalRequest {
  readonly call: string
  readonly body?: Readonly<Record<string, unknown>>
}

export interface LocalExample {
  readonly name: string
  readonly world: World
  /** Calls before it, in their order. Where there are none the component is initialised already, unless `fresh`. */
  readonly before?: readonly LocalRequest[]
  /** Nothing is initialised. */
  readonly fresh?: true
  readonly body: Readonly<Record<string, unknown>>
  /** Every field that is told in advance; one that is left out may have any value. */
  readonly reply: Readonly<Record<string, unknown>>
}

/**
 * One call of the local Web API of control software 6.0, `https://localhost:5066` (nhi-facts §2.4). The door, its tests and
 * the manual read the same row. Every reply is JSON with a `statusCode`, 0 for success; codes as in nhi-facts §3.2.
 */
export interface LocalDeclaration<
  Name extends string = string, Body extends z.ZodObject = z.ZodObject, Reply extends z.ZodObject = z.ZodObject,
> {
  /** Verb and path: `POST /api/common/v1/Initial`. */
  readonly name: Name
  readonly summary: Bilingual
  /** Whether it is answered before Initial too; all others answer 1000 then. */
  readonly before?: true
  readonly body: Body
  /** Why its calls leave no record in the audit. */
  readonly unaudited?: string
  /** Fields of the body that are never logged, traced, kept or echoed. */
  readonly secret?: readonly string[]
  /** Beside `statusCode`. */
  readonly reply: Reply
  /** Status codes of its own (nhi-facts §3.2), beside 1000 and 1704 to 1706. */
  readonly codes: readonly number[]
  readonly provenance: Provenance
  /** Why it answers a refusal. */
  readonly notYet?: string
  readonly examples: readonly LocalExample[]
}

export function localCall<const Name extends string, Body extends z.ZodObject, Reply extends z.ZodObject>(
  declared: LocalDeclaration<Name, Body, Reply>,
): LocalDeclaration<Name, Body, Reply> {
  return declared
}

export function verbOf({ name }: { readonly name: string }): string {
  return name.slice(0, name.indexOf(' '))
}

export function pathOf({ name }: { readonly name: string }): string {
  return name.slice(name.indexOf(' ') + 1)
}
