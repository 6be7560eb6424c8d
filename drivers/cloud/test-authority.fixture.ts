import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY = 86_400_000

export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface TestAuthority {
  /** PEM. */
  readonly certificate: string
  /** For 127.0.0.1 unless another address is named. @param days from now, when it ends */
  issue(days?: number, address?: string): Promise<Issued>
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines = Buffer.from(bytes).toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** A certificate authority of this test run, with certificates as a test centre has them. */
export async function testAuthority(): Promise<TestAuthority> {
  const crypto = webcrypto as Crypto
  x509.cryptoProvider.set(crypto)
  const root = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  let serial = 1
  const span = (days: number) => ({ notBefore: new Date(Date.now() + (days - 400) * DAY), notAfter: new Date(Date.now() + days * DAY) })
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01', name: 'CN=TEST authority', keys: root, signingAlgorithm: ALGORITHM, ...span(200),
    extensions: [new x509.BasicConstraintsExtension(true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign)],
  })
  return {
    certificate: authority.toString('pem'),
    async issue(days = 100, address = '127.0.0.1') {
      const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      serial += 1
      const issued = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'), subject: 'CN=TEST centre', issuer: authority.subject,
        publicKey: keys.publicKey, signingKey: root.privateKey, signingAlgorithm: ALGORITHM, ...span(days),
        extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
      })
      return { cert: issued.toString('pem'), key: pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)) }
    },
  }
}
