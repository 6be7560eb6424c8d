import * as z from 'zod'
import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'
import type { World } from '../native-api/method.ts'
import type { BundleCards } from './signature-bundle.ts'
import type { ServiceTypeName } from './service-type.ts'

/** What a call does at the centre, and so whether it may be asked twice. */
export type RemoteEffect =
  /** Nothing: it may be repeated at will. */
  | 'reads'
  /** The same a second time as the first: it may be repeated. */
  | 'idempotent'
  /** It counts: asked again it counts again, so nothing but its caller may decide (nhi-facts §2.5, §9). */
  | 'counts'

export interface RemoteExample<Params, Reply> {
  readonly name: string
  readonly world: World
  /** Calls that were made before in that world, by the same cards. */
  readonly before?: readonly { readonly call: string, readonly params: Readonly<Record<string, unknown>> }[]
  readonly params: Params
  readonly reply: Reply
}

/**
 * One call of NHIA's remote API for control software 6.0 (nhi-facts §2.5): POST with JSON, the signature bundle and the
 * parameters side by side. Cloud client, simulated cloud, the daemon's remote proxy and the manual read the same row. That
 * every reply carries `statusCode`, and that all values are text as in the buffers of csHIS, is assumed.
 */
export interface RemoteDeclaration<
  Name extends string = string, Params extends z.ZodObject = z.ZodObject, Reply extends z.ZodObject = z.ZodObject,
> {
  /** The path behind `/api/v1/`; with a slash in front it is a path of its own. */
  readonly name: Name
  readonly service: ServiceTypeName
  /** Whose signature the bundle must be. */
  readonly cards: readonly [BundleCards, ...BundleCards[]]
  readonly summary: Bilingual
  readonly effect: RemoteEffect
  /** The test site alone knows it. */
  readonly testOnly?: true
  /** Why nobody answers it yet. */
  readonly notYet?: string
  /** Beside the bundle. */
  readonly params: Params
  /** Beside `statusCode` 0. */
  readonly reply: Reply
  /** Status codes of its own (nhi-facts §3.2), beside those that every call can have. */
  readonly codes: readonly number[]
  readonly provenance: Provenance
  readonly examples: readonly RemoteExample<z.input<Params>, z.output<Reply>>[]
}

export function remoteCall<const Name extends string, Params extends z.ZodObject, Reply extends z.ZodObject>(
  declared: RemoteDeclaration<Name, Params, Reply>,
): RemoteDeclaration<Name, Params, Reply> {
  return declared
}

export function remotePath(name: string): string {
  return name.startsWith('/') ? name : `/api/v1/${name}`
}

/** Codes that any call can have: bundle, module, professional, card, server and link (nhi-facts §3.2). */
export const everyCall: readonly number[] = [
  1003, 1011, 1302, 1303, 1304, 1422, 1424, 1701, 1702, 1703, 1704, 1705, 1706, 1799, 3100, 3202, 3203, 3245, 3300, 3500, 3502, 3503,
]
