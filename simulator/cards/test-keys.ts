import { sha256 } from '@noble/hashes/sha2.js'
import { makeCertificate, type Certificate } from '#protocols/auth/certificate'
import { publicKeyOf } from '#protocols/crypto/ecdsa'

/**
 * The TEST keys of simulated cards. They stand in this repository for anybody to read and protect nothing; whatever was
 * made with them says TEST, and production refuses it (docs/open-profile.md §1).
 */
function testKey(name: string): Uint8Array {
  return sha256(Uint8Array.from(`nhicardd TEST ${name}`, (character) => character.charCodeAt(0)))
}

const AES_LENGTH = 16

/** Master keys of SAM cards and of the simulated data centre, AES-128, by kind of card. */
export const testMasterKeys = {
  hc: testKey('master key HC').slice(0, AES_LENGTH),
  hpc: testKey('master key HPC').slice(0, AES_LENGTH),
} as const

/** Private keys on P-256, 32 bytes. */
const rootKey = testKey('root')
export const testIdcKey = testKey('IDC')
/** Of a SAM or a professional card, by its id. */
export const testPrivateKey = (id: string): Uint8Array => testKey(`card ${id}`)

/** What every simulated card believes. */
export const testRoot = { name: 'NHICARDD-TEST-1', publicKey: publicKeyOf(rootKey) } as const

/** A certificate of the TEST root, content of 7F21. */
export function testCertificate(
  { holder, role, from = '2020-01-01', to = '2039-12-31' }: Pick<Certificate, 'holder' | 'role'> & Partial<Certificate>,
  privateKey: Uint8Array,
): Uint8Array {
  return makeCertificate({ issuer: testRoot.name, holder, role, publicKey: publicKeyOf(privateKey), from, to }, rootKey)
}
