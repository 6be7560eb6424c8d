import * as z from 'zod'
import { HisUser } from '../audit/record.ts'
import { NhicardError } from '../errors/nhicard-error.ts'
import { BATCH_LIMIT, type ErrorObject, type RequestId } from './wire.ts'

const Id = z.union([z.string().max(200), z.number(), z.null()])

/** Beside `params`, which JSON-RPC 2.0 has no word for. */
export const RequestMeta = z.strictObject({
  user: HisUser.optional().describe('who sits before the HIS, as it says itself; the audit keeps it sealed, and nothing else looks at it'),
})

const RequestObject = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: Id.optional(),
  method: z.string().min(1).max(200),
  params: z.record(z.string(), z.unknown()).optional(),
  meta: RequestMeta.optional(),
})

export type Request = z.output<typeof RequestObject>

/**
 * A JSON text as requests. A batch (JSON-RPC 2.0 §6) comes as `batch: true`.
 * @throws NhicardError JSON_MALFORMED; REQUEST_INVALID for an empty or oversized batch
 */
export function parseMessage(text: string): { batch: boolean, items: unknown[] } {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    throw new NhicardError('JSON_MALFORMED', {})
  }
  if (!Array.isArray(message)) return { batch: false, items: [message] }
  if (message.length === 0 || message.length > BATCH_LIMIT) {
    throw new NhicardError('REQUEST_INVALID', { why: `a batch holds 1 to ${BATCH_LIMIT} requests` })
  }
  return { batch: true, items: message }
}

/**
 * One parsed JSON value as a request. Positional params are not offered: every method names its parameters.
 * @throws NhicardError REQUEST_INVALID
 */
export function readRequest(value: unknown): Request {
  const parsed = RequestObject.safeParse(value)
  if (parsed.success) return parsed.data
  throw new NhicardError('REQUEST_INVALID', { why: explain(parsed.error) })
}

/** The id of a message that may be malformed, so that its error can be matched (JSON-RPC 2.0 §5: null otherwise). */
export function idOf(value: unknown): RequestId {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  const parsed = Id.safeParse(id)
  return parsed.success ? parsed.data : null
}

export function errorObject(error: NhicardError): ErrorObject {
  return { code: error.row.rpc, message: error.message, data: error.shape() }
}

/** Where and which rule, never the value: it may be a patient's. */
export function explain(error: z.ZodError): string {
  const place = (path: PropertyKey[]) => (path.length === 0 ? '' : `${path.join('.')}: `)
  return error.issues.slice(0, 3).map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${place(issue.path)}unknown key ${issue.keys.slice(0, 3).join(', ').slice(0, 60)}`
    if (issue.code === 'invalid_type') return `${place(issue.path)}expected ${issue.expected}`
    return `${place(issue.path)}${issue.code.replaceAll('_', ' ')}`
  }).join('; ')
}
