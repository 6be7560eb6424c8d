import * as z from 'zod'
import type { Provenance } from '../provenance.ts'

/**
 * The way by which somebody called:
 * - `native`: the native API
 * - `cshis`: a function of csHIS, by whatever way
 * - `cs6`: the local API of control software 6.0
 * - `remoteProxy`: the remote API of control software 6.0, through the daemon
 * - `daemon`: nobody called; the audit says something of itself
 */
export const auditDoors = ['native', 'cshis', 'cs6', 'remoteProxy', 'daemon'] as const
export type AuditDoor = (typeof auditDoors)[number]

/** Longest name of a person at the HIS, in characters (UTF-16). */
export const LONGEST_USER = 64

/** What a HIS says of who sits before it: 1 to 64 characters that can be printed. It is believed by nobody and checked by nobody. */
export const HisUser = z.string().max(LONGEST_USER).regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u)

/** Written in place of what is not known. */
const orNone = <Schema extends z.ZodType>(schema: Schema) => schema.nullable()

/**
 * One call that touched a card, a visit, the cloud or a secret, or that tried to. Nothing in it names a patient: the id is a
 * keyed hash, and what may name somebody of the staff is sealed or masked.
 */
export const AuditRecord = z.strictObject({
  sequence: z.int().positive().describe('counts up by one a record, from 1 on'),
  at: z.int().nonnegative().describe('when the call ended, in ms since 1970, by this PC’s clock'),
  door: z.enum(auditDoors),
  caller: z.string().regex(/^[\x21-\x7e][\x20-\x7e]{0,254}$/)
    .describe('as the door knows it: `origin https://…`, `user 1000` (uid of this PC), `token`, `console`'),
  user: orNone(z.string().regex(/^(?:[0-9a-f]{2}){1,600}$/)).describe('whom the HIS named, sealed, in hex: said by the caller'),
  professional: orNone(z.string().regex(/^[\x21-\x7e]{1,32}$/)).describe('professional card at work, masked'),
  called: z.string().regex(/^[\x21-\x7e][\x20-\x7e]{0,199}$/).describe('method, `cshis.` and the function, or verb and path'),
  patient: orNone(z.string().regex(/^[0-9a-f]{32}$/)).describe('keyed hash of the 身分證號 on the card, 16 bytes in hex'),
  visitId: orNone(z.string().regex(/^[0-9a-f]{32}$/)).describe('of the visit in the journal'),
  result: z.string().regex(/^(?:ok|[A-Z][A-Z_]{0,59}|-?\d{1,9})$/)
    .describe('`ok`, the name of an error, or an official code; of `audit.missed` how many calls have no record'),
})
export type AuditRecord = z.output<typeof AuditRecord>

/** What is known of a call before it has its place in the chain. */
export type NewAuditRecord = Omit<AuditRecord, 'sequence' | 'at'>

/** `called` of the record that says how many calls before it could not be recorded. */
export const AUDIT_MISSED = 'audit.missed'

/** Texts of the record, in the order of its canonical bytes; sequence and time stand before them. */
export const textFields = ['door', 'caller', 'user', 'professional', 'called', 'patient', 'visitId', 'result'] as const

const provenance: Provenance = { assumed: 'nothing public says what an audit of control software holds; the format is this project’s' }

const reading: AuditRecord = {
  sequence: 1, at: 1_768_438_800_000, door: 'native', caller: 'token', user: null, professional: null,
  called: 'card.readBasic', patient: null, visitId: null, result: 'ok',
}

/** The record as declared, and what it looks like. */
export const auditRecord = {
  provenance,
  record: AuditRecord,
  examples: [
    {
      name: 'a program of this PC read a card',
      value: reading,
      /** Version, sequence, time; each text behind its length, ffff for none. */
      hex: '01 0000000000000001 0000019bbf2a9e80 0006 6e6174697665 0005 746f6b656e ffff ffff'
        + ' 000e 636172642e726561644261736963 ffff ffff 0002 6f6b',
    },
    {
      name: 'a number that the card refused',
      value: {
        ...reading, sequence: 258, door: 'cshis', caller: 'user 7', professional: '00*1', called: 'cshis.f', result: '5003',
      } satisfies AuditRecord,
      hex: '01 0000000000000102 0000019bbf2a9e80 0005 6373686973 0006 757365722037 ffff 0004 30302a31'
        + ' 0007 63736869732e66 ffff ffff 0004 35303033',
    },
  ],
} as const
