import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { decodeCertificate, type SignedCertificate } from '../auth/certificate.ts'
import { equal } from '../bytes/byte-array.ts'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { isPrivateKey, publicKeyOf } from '../crypto/ecdsa.ts'
import { sameSecret } from '../crypto/secret.ts'
import { CloudSamError } from './cloud-sam-error.ts'
import { cloudSamFileName } from './cloud-sam-name.ts'

/**
 * The file of a cloud SAM (docs/open-profile.md §9): JSON in UTF-8. Real files have a form nobody published (nhi-facts
 * §7); this one is ours. The private key is sealed with XChaCha20-Poly1305 under a key that one machine can derive, and
 * everything else in the file is authenticated by the same seal.
 */
const FORMAT = 'nhicardd cloud SAM'
const VERSION = 1
const NONCE_LENGTH = 24
const NAME = 'hospitalName'
/** Least bytes of what a machine's keys are derived from. */
const MACHINE_SECRET_LENGTH = 16

export type Environment = 'test' | 'production'

const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))

/** Keys in the order in which they are written. */
const Form = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  environment: z.enum(['test', 'production']),
  samId: z.string().regex(/^[0-9A-Z]{12}$/),
  hospitalId: z.string().regex(/^[0-9A-Z]{10}$/),
  /** As DF22 of a SAM card holds it: at most 40 bytes of Big5. */
  hospitalName: z.string().max(40),
  /** The content of 7F21. */
  certificate: z.string().regex(/^(?:[0-9a-f]{2})+$/),
  /** SHA-256 with HKDF of the machine's secret: tells machines apart and gives nothing of the secret away. */
  machine: hexOf(32),
  nonce: hexOf(NONCE_LENGTH),
  /** 32 bytes of private key and 16 of the seal. */
  sealedKey: hexOf(32 + 16),
})

type Written = z.infer<typeof Form>

export interface CloudSamIdentity {
  readonly environment: Environment
  /** 12 characters */
  readonly samId: string
  /** 10 characters */
  readonly hospitalId: string
  readonly hospitalName: string
}

/** A file that was read, and not opened. */
export interface CloudSamFile extends CloudSamIdentity {
  readonly certificate: SignedCertificate
  readonly written: Written
}

/** An opened cloud SAM. The key is secret. */
export interface CloudSam extends CloudSamIdentity {
  readonly certificate: SignedCertificate
  readonly privateKey: Uint8Array
}

/**
 * The text of a new file.
 * @param machineSecret of the machine it is bound to, 16 bytes or more
 * @param nonce 24 random bytes, never used before
 * @throws MalformedError when the identity has no spelling or does not fit certificate and key, RangeError for lengths
 */
export function makeCloudSam(
  { environment, samId, hospitalId, hospitalName, certificate, privateKey, machineSecret, nonce }: CloudSamIdentity & {
    /** The content of 7F21. */
    readonly certificate: Uint8Array
    readonly privateKey: Uint8Array
    readonly machineSecret: Uint8Array
    readonly nonce: Uint8Array
  },
): string {
  if (nonce.length !== NONCE_LENGTH) throw new RangeError(`a nonce has 24 bytes, not ${nonce.length}`)
  const header = {
    format: FORMAT, version: VERSION, environment, samId, hospitalId, hospitalName,
    certificate: hex(certificate), machine: hex(bindingOf(machineSecret)), nonce: hex(nonce),
  } as const
  if (!belongs(decodeCertificate(certificate), samId, privateKey)) throw new MalformedError('certificate', 'of another')
  const sealedKey = hex(seal(header, machineSecret).encrypt(privateKey))
  const form = Form.safeParse({ ...header, sealedKey })
  if (!form.success) throw new MalformedError(String(form.error.issues[0]?.path[0] ?? 'file'), 'not of the form')
  return `${JSON.stringify(form.data, null, 2)}\n`
}

/**
 * Reads a file without opening it.
 * @throws CloudSamError 9201 when it is not of this form, or its name is another's; 9230 when only the hospital's name is not
 */
export function readCloudSam(text: string, fileName: string): CloudSamFile {
  const form = Form.safeParse(jsonIn(text))
  if (!form.success) {
    const fields = form.error.issues.map(({ path }) => path[0])
    if (fields.every((field) => field === NAME)) throw new CloudSamError('nameUnreadable')
    throw new CloudSamError('unreadable', String(fields[0] ?? 'JSON'))
  }
  const { environment, samId, hospitalId, hospitalName } = form.data
  if (fileName.toUpperCase() !== cloudSamFileName({ samId, hospitalId })) {
    throw new CloudSamError('unreadable', 'the file name')
  }
  try {
    const certificate = decodeCertificate(unhex(form.data.certificate))
    return { environment, samId, hospitalId, hospitalName, certificate, written: form.data }
  } catch (error) {
    if (error instanceof MalformedError) throw new CloudSamError('unreadable', 'certificate')
    throw error
  }
}

/**
 * Opens a file on its machine. Whether the certificate is the root's and still holds is the caller's to see.
 * @throws CloudSamError 9203 for the other environment, 9202 for another machine, 9201 when anything was altered
 */
export function openCloudSam(
  file: CloudSamFile,
  { environment, machineSecret }: { readonly environment: Environment, readonly machineSecret: Uint8Array },
): CloudSam {
  const { written, ...rest } = file
  if (file.environment !== environment) throw new CloudSamError('otherEnvironment')
  if (!sameSecret(bindingOf(machineSecret), unhex(written.machine))) throw new CloudSamError('otherMachine')
  const { sealedKey, ...header } = written
  const privateKey = opened(header, machineSecret, unhex(sealedKey))
  if (privateKey === undefined) throw new CloudSamError('unreadable', 'the seal is broken')
  if (!belongs(file.certificate, file.samId, privateKey)) throw new CloudSamError('unreadable', 'certificate')
  return { ...rest, privateKey }
}

function belongs({ certificate }: SignedCertificate, samId: string, privateKey: Uint8Array): boolean {
  return certificate.role === 'sam' && certificate.holder === samId && isPrivateKey(privateKey)
    && equal(publicKeyOf(privateKey), certificate.publicKey)
}

type Header = Omit<Written, 'sealedKey'>

function seal(header: Header, machineSecret: Uint8Array) {
  return xchacha20poly1305(derived(machineSecret, 'seal'), unhex(header.nonce), utf8ToBytes(JSON.stringify(header)))
}

/** undefined when the seal is broken, of which the library tells by a plain Error. */
function opened(header: Header, machineSecret: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const cipher = seal(header, machineSecret)
  try {
    return cipher.decrypt(sealed)
  } catch {
    return undefined
  }
}

const bindingOf = (machineSecret: Uint8Array) => derived(machineSecret, 'machine')

function derived(machineSecret: Uint8Array, use: 'machine' | 'seal'): Uint8Array {
  if (machineSecret.length < MACHINE_SECRET_LENGTH) throw new RangeError('the secret of a machine has 16 bytes or more')
  return hkdf(sha256, machineSecret, undefined, utf8ToBytes(`${FORMAT} ${VERSION} ${use}`), 32)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
