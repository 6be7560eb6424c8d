import * as z from 'zod'
import type { LocalDeclaration } from '#protocols/cs6/local-call'
import { explain } from '#protocols/native-api/json-rpc'

/**
 * nhi-facts §3.2 has 1704 to 1706 for the format of parameters without telling them apart. Taken for (assumed): one is
 * missing; one is of another kind or not among its values; the body is no JSON object.
 */
const MISSING = 1704, WRONG = 1705, NO_OBJECT = 1706

export type CheckedBody =
  | { readonly body: Readonly<Record<string, unknown>> }
  /** `why` names fields and what they should be, never what they are. */
  | { readonly statusCode: number, readonly why: string }

/** @param text as it came; none at all is an empty object. Fields that nobody knows are left alone, as newer editions may have them. */
export function checkedBody({ body }: Pick<LocalDeclaration, 'body'>, text: string): CheckedBody {
  const given = text.trim() === '' ? {} : objectIn(text)
  if (given === undefined) return { statusCode: NO_OBJECT, why: 'not a JSON object' }
  const parsed = body.safeParse(given)
  if (parsed.success) return { body: parsed.data }
  const isMissing = parsed.error.issues.some(({ path: [field] }) => typeof field === 'string' && !Object.hasOwn(given, field))
  return { statusCode: isMissing ? MISSING : WRONG, why: explain(parsed.error) }
}

function objectIn(text: string): object | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
