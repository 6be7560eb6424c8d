import { encodeTlv, encodeTlvs, expectTlvs } from '../bytes/ber-tlv.ts'
import { concat, equal } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { unhex } from '../bytes/hex.ts'
import { isPublicKey, isSignature, sign, SIGNATURE_LENGTH } from '../crypto/ecdsa.ts'
import { roleOf, roles, type RoleName } from './role.ts'

/**
 * Card-verifiable certificates (BSI TR-03110-3 §C.1), one deep: the root signs every holder's. A card keeps the root's
 * public key and nothing else, so a certificate is what it trusts for the length of a session.
 */
export const CERTIFICATE = 0x7f21
const BODY = 0x7f4e, SIGNATURE = 0x5f37
const PROFILE = 0x5f29, ISSUER = 0x42, PUBLIC_KEY = 0x7f49, HOLDER = 0x5f20, AUTHORIZATION = 0x7f4c
const FROM = 0x5f25, TO = 0x5f24
const OID = 0x06, POINT = 0x86, ROLE = 0x53

const FIRST_PROFILE = Uint8Array.of(0x00)
/** id-TA-ECDSA-SHA-256, 0.4.0.127.0.7.2.2.2.2.3 (TR-03110-3 §A.7). */
const ECDSA_SHA_256 = unhex('04007f00070202020203')
/** 2.999.1, in the arc for examples: the roles are ours, and nobody else's certificate can be mistaken for one. */
const OUR_ROLES = unhex('883701')

export interface Certificate {
  /** Certification authority reference: whose key signed, 1 to 16 characters of ASCII. */
  readonly issuer: string
  /** Certificate holder reference, 1 to 16 characters of ASCII: a SAM's id, a professional card's id. */
  readonly holder: string
  readonly role: RoleName
  /** A point of P-256, 65 bytes. */
  readonly publicKey: Uint8Array
  /** First and last day, `YYYY-MM-DD` from 2000 to 2099. Cards have no clock: host and data centre look at them. */
  readonly from: string
  readonly to: string
}

/** A certificate that was read, and not yet believed. */
export interface SignedCertificate {
  readonly certificate: Certificate
  /** What was signed: the whole object 7F4E. */
  readonly body: Uint8Array
  /** 64 bytes */
  readonly signature: Uint8Array
}

/**
 * The content of 7F21, as PSO: VERIFY CERTIFICATE takes it; 223 bytes when both references have 16 characters.
 * @throws MalformedError when a part of the certificate has no spelling, RangeError when the private key is none
 */
export function makeCertificate(certificate: Certificate, issuerKey: Uint8Array): Uint8Array {
  const body = encodeBody(certificate)
  return concat(body, encodeTlv(SIGNATURE, sign(body, issuerKey)))
}

/** Reads the content of 7F21. @throws MalformedError when it is not a certificate of this profile */
export function decodeCertificate(content: Uint8Array): SignedCertificate {
  const [inner, signature] = expectTlvs(content, [BODY, SIGNATURE], 'certificate')
  if (signature.length !== SIGNATURE_LENGTH) throw new MalformedError('signature', 'not 64 bytes')
  const [profile, issuer, key, holder, authorization, from, to] = expectTlvs(
    inner, [PROFILE, ISSUER, PUBLIC_KEY, HOLDER, AUTHORIZATION, FROM, TO], 'certificate body',
  )
  if (!equal(profile, FIRST_PROFILE)) throw new MalformedError('certificate profile', 'not 00')
  const [algorithm, publicKey] = expectTlvs(key, [OID, POINT], 'public key')
  if (!equal(algorithm, ECDSA_SHA_256)) throw new MalformedError('algorithm', 'not ECDSA with SHA-256')
  const [kind, roleByte] = expectTlvs(authorization, [OID, ROLE], 'authorization')
  const role = roleByte.length === 1 ? roleOf(roleByte[0] ?? 0) : undefined
  if (!equal(kind, OUR_ROLES) || role === undefined) throw new MalformedError('role', 'not a role of this profile')
  const certificate = {
    issuer: reference('issuer', issuer), holder: reference('holder', holder), role,
    publicKey: Uint8Array.from(publicKey), from: dateIn('from', from), to: dateIn('to', to),
  }
  const body = encodeBody(certificate) // checks the point and the dates; the codec has one spelling
  return { certificate, body, signature: Uint8Array.from(signature) }
}

/** The content of 7F21 again, as PSO: VERIFY CERTIFICATE takes it. */
export function certificateContent({ body, signature }: SignedCertificate): Uint8Array {
  return concat(body, encodeTlv(SIGNATURE, signature))
}

/** Whether the root of this name and public key signed it. */
export function isIssuedBy(
  { certificate, body, signature }: SignedCertificate, root: { readonly name: string, readonly publicKey: Uint8Array },
): boolean {
  return certificate.issuer === root.name && isSignature(signature, body, root.publicKey)
}

/** Whether it holds on a day, `YYYY-MM-DD`. */
export function isValidOn({ from, to }: Pick<Certificate, 'from' | 'to'>, day: string): boolean {
  return from <= day && day <= to
}

function encodeBody({ issuer, holder, role, publicKey, from, to }: Certificate): Uint8Array {
  if (!isPublicKey(publicKey)) throw new MalformedError('public key', 'not a point of P-256')
  if (to < from) throw new MalformedError('to', 'before the first day')
  return encodeTlv(BODY, encodeTlvs([
    { tag: PROFILE, value: FIRST_PROFILE },
    { tag: ISSUER, value: referenceBytes('issuer', issuer) },
    { tag: PUBLIC_KEY, value: encodeTlvs([{ tag: OID, value: ECDSA_SHA_256 }, { tag: POINT, value: publicKey }]) },
    { tag: HOLDER, value: referenceBytes('holder', holder) },
    {
      tag: AUTHORIZATION,
      value: encodeTlvs([{ tag: OID, value: OUR_ROLES }, { tag: ROLE, value: Uint8Array.of(roles[role].role) }]),
    },
    { tag: FROM, value: dateBytes('from', from) },
    { tag: TO, value: dateBytes('to', to) },
  ]))
}

function referenceBytes(field: string, text: string): Uint8Array {
  if (!/^[\x21-\x7e]{1,16}$/.test(text)) throw new MalformedError(field, 'not 1 to 16 printable characters')
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function reference(field: string, bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 17))
  referenceBytes(field, text)
  return text
}

/** Six bytes, a digit each: YYMMDD (TR-03110-3 §D.2.1.3). */
function dateBytes(field: string, iso: string): Uint8Array {
  const [, year = '', month = '', day = ''] = /^20(\d{2})-(\d{2})-(\d{2})$/.exec(iso) ?? []
  const days = [31, Number(year) % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0
  if (Number(day) < 1 || Number(day) > days) throw new MalformedError(field, 'not a date from 2000 to 2099')
  return Uint8Array.from(`${year}${month}${day}`, Number)
}

function dateIn(field: string, bytes: Uint8Array): string {
  if (bytes.length !== 6 || bytes.some((digit) => digit > 9)) throw new MalformedError(field, 'not six digits')
  const digits = bytes.join('')
  return `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`
}
