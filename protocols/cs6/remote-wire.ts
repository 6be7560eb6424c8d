import * as z from 'zod'
import { MalformedError } from '../bytes/malformed.ts'
import type { RemoteDeclaration } from './remote-call.ts'
import { remoteCallNamed, remoteCalls, type RemoteName, type RemoteParams, type RemoteReply } from './remote/index.ts'
import { checkedObject, type CheckedBody } from './request-body.ts'
import { SignatureBundle } from './signature-bundle.ts'

/** What a centre answers: what the call is to give, or a status code of nhi-facts §3.2, never 0. */
export type RemoteAnswer<Name extends RemoteName> = { readonly reply: RemoteReply<Name> } | { readonly statusCode: number }

const Status = z.object({ statusCode: z.int() })

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new MalformedError(path === '' ? what : path, 'not of its form') // and never the value
}

/** The body of a request, for JSON: bundle and parameters side by side. @throws MalformedError */
export function encodeRemoteRequest<Name extends RemoteName>(
  name: Name, bundle: SignatureBundle, params: RemoteParams<Name>,
): Readonly<Record<string, unknown>> {
  // parameters first: none of them can take the place of a field of the bundle
  return { ...checked(remoteCallNamed(name).params, params, 'parameters'), ...checked(SignatureBundle, bundle, 'signature bundle') }
}

/** A request as whoever carries it out reads it. */
export interface RemoteRequest {
  readonly bundle: SignatureBundle
  readonly params: Readonly<Record<string, unknown>>
}

const forms = new Map(remoteCalls.map((call) => [call.name, call.params.extend(SignatureBundle.shape)]))

/** @param body JSON, whatever it is; what nobody declared is dropped */
export function decodeRemoteRequest(call: RemoteDeclaration, body: unknown): CheckedBody<RemoteRequest> {
  const form = forms.get(call.name) ?? SignatureBundle
  const checked = checkedObject(form, body)
  if ('statusCode' in checked) return checked
  return { body: { bundle: SignatureBundle.parse(checked.body), params: call.params.parse(checked.body) } }
}

/** What nobody declared is dropped. @param body JSON. @throws MalformedError when it is no answer to this */
export function decodeRemoteAnswer<Name extends RemoteName>(name: Name, body: unknown): RemoteAnswer<Name> {
  const { statusCode } = checked(Status, body, 'statusCode')
  if (statusCode !== 0) return { statusCode }
  return { reply: checked(remoteCallNamed(name).reply, body, 'reply') as RemoteReply<Name> }
}
