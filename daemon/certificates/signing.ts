import 'reflect-metadata' // what x509 stands on asks for it
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, cryptoProvider, ExtendedKeyUsage, ExtendedKeyUsageExtension, Extension,
  KeyUsageFlags, KeyUsagesExtension, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { createHash, createPrivateKey, createPublicKey, webcrypto } from 'node:crypto'
import { hex, unhex } from '#protocols/bytes/hex'

cryptoProvider.set(webcrypto as Crypto)

const DAY_MS = 24 * 60 * 60_000
/** Begins that much before it is made: a clock that is set back a little must not end it. */
const MARGIN_MS = 5 * 60_000
export const AUTHORITY_MS = 3_652 * DAY_MS
/** What browsers take of any authority at most is 398 days. */
export const SERVER_MS = 397 * DAY_MS

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const
const { subtle } = webcrypto

const NAME_CONSTRAINTS = '2.5.29.30'
/** RFC 5280 §4.2.1.10: permitted are localhost, 127.0.0.1/32 and ::1/128, and no other DNS name or address. */
const loopbackOnly = Uint8Array.from(unhex([
  '303fa03d',
  '300b82096c6f63616c686f7374',
  '300a87087f000001ffffffff',
  '30228720', '00000000000000000000000000000001', 'ffffffffffffffffffffffffffffffff',
].join('')))

const loopbackNames = [
  { type: 'dns', value: 'localhost' }, { type: 'ip', value: '127.0.0.1' }, { type: 'ip', value: '::1' },
] as const

/** PKCS#8 as PEM, P-256. */
export async function newKey(): Promise<string> {
  const { privateKey } = await subtle.generateKey(curve, true, ['sign', 'verify'])
  const der = Buffer.from(await subtle.exportKey('pkcs8', privateKey))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }).toString()
}

async function pairOf(pem: string): Promise<CryptoKeyPair> {
  const key = createPrivateKey(pem)
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    privateKey: await subtle.importKey('pkcs8', pkcs8, curve, true, ['sign']),
    publicKey: await subtle.importKey('spki', spki, curve, true, ['verify']),
  } as CryptoKeyPair
}

/** Of the key alone, so that a certificate made again of the same key stands where the first was trusted. */
function authorityName(pem: string): string {
  const spki = createPublicKey(createPrivateKey(pem)).export({ format: 'der', type: 'spki' })
  return `CN=nhicardd local authority ${createHash('sha256').update(spki).digest('hex').slice(0, 8)}`
}

/** Positive, as RFC 5280 §4.1.2.2 wants it. */
function serialOf(bytes: Uint8Array): string {
  return `4${hex(bytes).slice(1)}`
}

/** What a certificate takes from outside. */
export interface Making {
  /** Milliseconds since 1970. */
  readonly now: number
  /** 16 random bytes. */
  readonly serial: Uint8Array
  /** In ms, where it is not the usual. */
  readonly lastsMs?: number
}

/**
 * Certificate of an authority that may sign servers of this PC and nothing else.
 * @param key PKCS#8 as PEM
 * @returns PEM
 */
export async function authorityCertificate(key: string, { now, serial }: Making): Promise<string> {
  const keys = await pairOf(key)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: authorityName(key), keys, serialNumber: serialOf(serial), signingAlgorithm: signing,
    notBefore: new Date(now - MARGIN_MS), notAfter: new Date(now - MARGIN_MS + AUTHORITY_MS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new Extension(NAME_CONSTRAINTS, true, loopbackOnly),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

/**
 * Certificate of the doors, for localhost, 127.0.0.1 and ::1.
 * @param authority key of the authority, PKCS#8 as PEM
 * @returns PEM of a new key, and of its certificate
 */
export async function serverCertificate(
  authority: string, { now, serial, lastsMs = SERVER_MS }: Making,
): Promise<{ key: string, certificate: string }> {
  const key = await newKey()
  const [own, signer] = [await pairOf(key), await pairOf(authority)]
  const made = await X509CertificateGenerator.create({
    subject: 'CN=localhost', issuer: authorityName(authority), serialNumber: serialOf(serial), signingAlgorithm: signing,
    publicKey: own.publicKey, signingKey: signer.privateKey,
    notBefore: new Date(now - MARGIN_MS), notAfter: new Date(now - MARGIN_MS + lastsMs),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([...loopbackNames]),
      await SubjectKeyIdentifierExtension.create(own.publicKey),
      await AuthorityKeyIdentifierExtension.create(signer.publicKey),
    ],
  })
  return { key, certificate: `${made.toString('pem')}\n` }
}
