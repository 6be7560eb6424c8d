import * as z from 'zod'
import type { Provenance } from '../provenance.ts'

/** A call of the upload Web API: POST with JSON, answered by JSON (nhi-facts §8.8). */
export interface UploadCall<Body extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly paths: readonly string[]
  readonly body: Body
  readonly reply: Reply
  readonly provenance: Provenance
  readonly examples: readonly { readonly name: string, readonly body: unknown, readonly reply: unknown }[]
}

const call = <Body extends z.ZodType, Reply extends z.ZodType>(declared: UploadCall<Body, Reply>) => declared

/** 作業類別: A1 formal, A2 pre-check, ZZ interface test. */
export const uploadKinds = ['A1', 'A2', 'ZZ'] as const
export type UploadKind = (typeof uploadKinds)[number]

/** What signs every call: a random number of the caller, signed by its module for the service 30, valid for one hour. */
const signed = {
  sSamId: z.string().length(12),
  sHospId: z.string().length(10),
  sClientRandom: z.string().min(1),
  sSignature: z.string().min(1),
  /** Any text here: one that is no kind is answered by 5003. */
  sType: z.string(),
}

/** The part of a call that is signed. */
export type UploadSignature = Readonly<Record<'sSamId' | 'sHospId' | 'sClientRandom' | 'sSignature', string>>

const rtnCode = z.string().regex(/^\d{4}$/)

const signature = { sSamId: 'TESTSAM00001', sHospId: '9900000013', sClientRandom: '0123456789', sSignature: 'QUJD' }
const opcode = '20260115210000' + '000001' + '9900000013' + 'TESTSAM00001'

export const vnhiUpload = call({
  name: 'VNHI_Upload',
  paths: ['/V1000/VNHI_Upload', '/V2000/VNHI_Upload'],
  body: z.object({
    ...signed,
    /** The XML file in base64. */
    sPatData: z.base64().min(1),
    /** Time of the upload: 17 digits Gregorian, or ROC 13 and three: only one of these spellings is asked for. */
    sUploadDT: z.string().regex(/^\d{14}(?:\d{3})?$|^\d{13}(?:\d{3})?$/),
  }),
  reply: z.object({ RtnCode: rtnCode, Opcode: z.string() }),
  provenance: { source: 'nhi-facts §8.8 (client-side)' },
  examples: [
    {
      name: 'received', body: { ...signature, sType: 'A1', sPatData: 'PFJFQ1MvPg==', sUploadDT: '20260115205958000' },
      reply: { RtnCode: '0000', Opcode: opcode },
    },
    {
      name: 'no such kind', body: { ...signature, sType: 'A9', sPatData: 'PFJFQ1MvPg==', sUploadDT: '1150115205958000' },
      reply: { RtnCode: '5003', Opcode: '' },
    },
  ],
})

export const vnhiDownload = call({
  name: 'VNHI_Download',
  paths: ['/V1000/VNHI_Download'],
  body: z.object({ ...signed, sOpcode: z.string().min(1) }),
  /** The text is the report in base64; empty unless RtnCode is 0000. */
  reply: z.object({ RtnCode: rtnCode, tx_result_json: z.string() }),
  provenance: { source: 'nhi-facts §8.8 (client-side)' },
  examples: [
    { name: 'ready', body: { ...signature, sType: 'A1', sOpcode: opcode }, reply: { RtnCode: '0000', tx_result_json: '5qqi5qC457WQ5p6c' } },
    { name: 'not ready yet', body: { ...signature, sType: 'A1', sOpcode: opcode }, reply: { RtnCode: '5002', tx_result_json: '' } },
  ],
})

/** Both calls. */
export const uploadCalls: readonly UploadCall[] = [vnhiUpload, vnhiDownload]

export type UploadBody = z.infer<typeof vnhiUpload.body>
export type UploadReply = z.infer<typeof vnhiUpload.reply>
export type DownloadBody = z.infer<typeof vnhiDownload.body>
export type DownloadReply = z.infer<typeof vnhiDownload.reply>

/**
 * The same object with the declared spelling of each field: clients write sSamId and sSamid, and the real server minds
 * neither (nhi-facts §8.8, inferred). What is no object stays what it is.
 */
export function withDeclaredNames(call: UploadCall<z.ZodObject>, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const names = new Map(Object.keys(call.body.shape).map((name) => [name.toLowerCase(), name]))
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names.get(name.toLowerCase()) ?? name, value]))
}

/** What a centre answered; undefined when it is no answer to this call. @param answer JSON */
export function readUploadReply(call: UploadCall, answer: unknown): unknown {
  const parsed = call.reply.safeParse(answer)
  return parsed.success ? parsed.data : undefined
}
