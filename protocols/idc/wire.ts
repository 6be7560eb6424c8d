import * as z from 'zod'
import { cardKinds } from '../auth/profile-object.ts'
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { RemoteEffect } from '../cs6/remote-call.ts'
import { recordSchema } from '../native-api/record-schema.ts'
import { hcFiles } from '../nhi-card/contents.ts'
import {
  IdcError, type AuthenticatingKind, type CardContent, type CardStanding, type Idc, type TreatmentNumberRequest,
} from '../port/idc.ts'
import type { Provenance } from '../provenance.ts'
import { idcExamples, type IdcExample } from './examples.ts'

/** How a method of the data centre is called over HTTP: POST of its arguments by name, bytes in base64. */
export interface IdcCall<Name extends keyof Idc = keyof Idc, Params extends z.ZodObject = z.ZodObject> {
  readonly name: Name
  readonly effect: RemoteEffect
  /** From JSON to arguments and back. */
  readonly params: Params
  /** From JSON to what the method gives and back. */
  readonly result: z.ZodType<Awaited<ReturnType<Idc[Name]>>>
  /** What a centre does with a request. @throws IdcError */
  readonly ask: (idc: Idc, params: z.output<Params>) => Promise<Awaited<ReturnType<Idc[Name]>>>
  readonly provenance: Provenance
  readonly examples: readonly IdcExample[]
}

/** @param length bytes; what cards make is as long as they made it, and the centre judges it */
const bytes = (length?: number) => z.codec(
  z.string().max(4096).refine((text) => fromBase64(text) !== undefined, 'not base64'),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && (length === undefined || value.length === length), 'bytes'),
  { decode: (text) => fromBase64(text) ?? new Uint8Array(), encode: (value) => toBase64(value) },
)

/** `null` where a method gives nothing. */
const nothing = z.codec(z.null(), z.custom<void>((value) => value === undefined, 'nothing'), {
  decode: () => undefined, encode: () => null,
})

const conversation = z.string().min(1).max(100)
const kind = z.enum(Object.keys(cardKinds).filter((name) => name !== 'sam') as AuthenticatingKind[])
const challenge = bytes(16), signature = bytes(64), certificate = bytes()
const idCardNum = z.string().max(20)

const standing: z.ZodType<CardStanding> = z.object({
  idCardNum, cancelled: z.boolean(), cardValidity: z.iso.date().nullable(), treatmentCounter: z.int().min(0), pinBlocked: z.boolean(),
})

const illness = z.object({
  period: recordSchema(hcFiles.illnessPeriods.record), code: recordSchema(hcFiles.illnessCodes.record),
})

const content: z.ZodType<CardContent> = z.object({
  validity: recordSchema(hcFiles.validity.record),
  insured: recordSchema(hcFiles.insured.record).exactOptional(),
  illnesses: z.array(illness.nullable()).max(hcFiles.illnessPeriods.count).exactOptional(),
  lastSequence: recordSchema(hcFiles.lastSequence.record).exactOptional(),
  cumulativeData: z.array(recordSchema(hcFiles.cumulativeData.record).nullable()).max(hcFiles.cumulativeData.count).exactOptional(),
  openPin: z.boolean(),
})

const request: z.ZodType<TreatmentNumberRequest> = z.object({
  kind: z.enum(['card', 'noCard']), idCardNum, treatmentDateTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
})

const provenance = { assumed: 'ours: the protocol of real modules with the data centre is secret (nhi-facts §4.9)' }

function call<const Name extends keyof Idc, Params extends z.ZodObject>(
  declared: Omit<IdcCall<Name, Params>, 'provenance' | 'examples'>,
): IdcCall<Name, Params> {
  return { ...declared, provenance, examples: idcExamples[declared.name] }
}

/** All methods of the data centre, each with its wire form. Client and simulated centre read the same rows. */
export const idcCalls = {
  hello: call({
    name: 'hello', effect: 'idempotent', // it begins a conversation, and one that nobody goes on with does no harm
    params: z.object({ samId: z.string().max(20) }),
    result: z.object({ conversation, challenge, certificate }),
    ask: (idc, { samId }) => idc.hello(samId),
  }),
  authenticate: call({
    name: 'authenticate', effect: 'idempotent',
    // a challenge of any length: the centre refuses a wrong one with its own code
    params: z.object({ conversation, proof: z.object({ certificate, signature: bytes(), challenge: bytes() }) }),
    result: z.object({ signature, at: z.iso.datetime({ offset: true }) }),
    ask: (idc, { conversation, proof }) => idc.authenticate(conversation, proof),
  }),
  prove: call({
    name: 'prove', effect: 'reads',
    params: z.object({ conversation, cardId: bytes(), challenge: bytes() }),
    result: z.object({ certificate, signature }),
    ask: (idc, { conversation, cardId, challenge }) => idc.prove(conversation, cardId, challenge),
  }),
  beginCard: call({
    name: 'beginCard', effect: 'idempotent', // the last one stands, and the card has seen none yet
    params: z.object({ conversation, kind, cardId: bytes(), challenge: bytes() }),
    result: bytes(),
    ask: (idc, { conversation, kind, cardId, challenge }) => idc.beginCard(conversation, kind, cardId, challenge),
  }),
  finishCard: call({
    name: 'finishCard', effect: 'counts', // what was begun ends with it, and a second answer finds nothing begun
    params: z.object({ conversation, kind, answer: bytes() }),
    result: z.object({ enc: bytes(16), mac: bytes(16), ssc: bytes(16) }),
    ask: (idc, { conversation, kind, answer }) => idc.finishCard(conversation, kind, answer),
  }),
  checkInsurance: call({
    name: 'checkInsurance', effect: 'reads',
    params: z.object({ conversation, idCardNum }), result: nothing,
    ask: (idc, { conversation, idCardNum }) => idc.checkInsurance(conversation, idCardNum),
  }),
  cardContent: call({
    name: 'cardContent', effect: 'reads',
    params: z.object({ conversation, standing }), result: content,
    ask: (idc, { conversation, standing }) => idc.cardContent(conversation, standing),
  }),
  treatmentNumber: call({
    name: 'treatmentNumber', effect: 'reads', // the same visit has the same number
    params: z.object({ conversation, request }), result: z.string().length(20),
    ask: (idc, { conversation, request }) => idc.treatmentNumber(conversation, request),
  }),
} as const

export type IdcMethod = keyof typeof idcCalls
export type IdcParams<Name extends IdcMethod> = z.output<(typeof idcCalls)[Name]['params']>
export type IdcResult<Name extends IdcMethod> = Awaited<ReturnType<Idc[Name]>>

const PREFIX = '/idc/v1/'

export const idcPath = (name: IdcMethod): string => `${PREFIX}${name}`

/** @returns undefined for a path that is none of them */
export function idcMethodAt(path: string): IdcMethod | undefined {
  return (Object.keys(idcCalls) as IdcMethod[]).find((name) => idcPath(name) === path)
}

function checked<Value>(parsed: z.ZodSafeParseResult<Value>, what: string): Value {
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new MalformedError(path === '' ? what : path, 'not of its form') // and never the value
}

/** The body of a request, for JSON. @throws MalformedError */
export function encodeIdcParams<Name extends IdcMethod>(name: Name, params: IdcParams<Name>): unknown {
  return checked<unknown>(z.safeEncode<z.ZodType>(idcCalls[name].params, params), name)
}

/** @param body JSON. @throws MalformedError */
export function decodeIdcParams<Name extends IdcMethod>(name: Name, body: unknown): IdcParams<Name> {
  return checked(z.safeDecode<z.ZodType>(idcCalls[name].params, body), name) as IdcParams<Name>
}

/** What stands in the answer, with HTTP status 200: either of the two. */
export type IdcReply<Name extends IdcMethod> = { readonly result: IdcResult<Name> } | { readonly code: number }

const Reply = z.union([z.object({ result: z.unknown() }), z.object({ code: z.int().min(1).max(99_999) })])

/** The body of an answer, for JSON. @throws MalformedError when a result is not of its form */
export function encodeIdcReply<Name extends IdcMethod>(name: Name, reply: IdcReply<Name>): unknown {
  if ('code' in reply) return reply
  return { result: checked<unknown>(z.safeEncode<z.ZodType>(idcCalls[name].result, reply.result), name) }
}

/** @param body JSON. @throws MalformedError when it is no answer to this */
export function decodeIdcReply<Name extends IdcMethod>(name: Name, body: unknown): IdcReply<Name> {
  const reply = checked(Reply.safeParse(body), name)
  if ('code' in reply) return reply
  return { result: checked(z.safeDecode<z.ZodType>(idcCalls[name].result, reply.result), name) as IdcResult<Name> }
}

/**
 * What a centre does with a request, from JSON to JSON: for whoever serves it.
 * @throws MalformedError when the request has not its form, IdcError `unreachable` when the centre does not answer at all
 */
export async function answerIdc(idc: Idc, name: IdcMethod, body: unknown): Promise<unknown> {
  const { ask } = idcCalls[name] as IdcCall
  try {
    return encodeIdcReply(name, { result: await ask(idc, decodeIdcParams(name, body)) as IdcResult<typeof name> })
  } catch (error) {
    if (error instanceof IdcError && error.failure !== 'unreachable') return encodeIdcReply(name, { code: error.failure })
    throw error
  }
}
