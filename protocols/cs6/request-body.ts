import * as z from 'zod'
import { explain } from '../native-api/json-rpc.ts'

/**
 * nhi-facts §3.2 has 1704 to 1706 for the format of parameters without telling them apart. Taken for (assumed): one is
 * missing; one is of another kind or not among its values; the body is no JSON object.
 */
export const formatCodes = { missing: 1704, wrong: 1705, noObject: 1706 } as const

export type CheckedBody<Value> =
  | { readonly body: Value }
  /** `why` names fields and what they should be, never what they are. */
  | { readonly statusCode: number, readonly why: string }

/** @param given whatever came. Fields that nobody knows are left alone, as newer editions may have them */
export function checkedObject<Schema extends z.ZodObject>(schema: Schema, given: unknown): CheckedBody<z.output<Schema>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { statusCode: formatCodes.noObject, why: 'not a JSON object' }
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return { body: parsed.data }
  const isMissing = parsed.error.issues.some(({ path: [field] }) => typeof field === 'string' && !Object.hasOwn(given, field))
  return { statusCode: isMissing ? formatCodes.missing : formatCodes.wrong, why: explain(parsed.error) }
}

/** @param text as it came; none at all is an empty object */
export function checkedBody<Schema extends z.ZodObject>(schema: Schema, text: string): CheckedBody<z.output<Schema>> {
  return checkedObject(schema, parsedBody(text))
}

/** No text at all is an empty object; undefined when it is no JSON. */
export function parsedBody(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}
