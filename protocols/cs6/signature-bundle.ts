import * as z from 'zod'
import { isSignature } from '../crypto/ecdsa.ts'
import { dataMessage } from '../auth/role-authentication.ts'
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { serviceTypes, type ServiceTypeName } from './service-type.ts'

/** Cards that stand behind a bundle: the module alone, with a professional or a health card, or all three. */
export type BundleCards = 'sam' | 'hpc' | 'hc' | 'hpcHc'

/** Printed ASCII: what stands in a line of the signed message cannot end it. */
const LINE = /^[\x20-\x7e]*$/
const line = (most: number) => z.string().max(most).regex(LINE)

/**
 * The proof that control software 6.0 makes for a call to NHIA, and that a HIS sends along (nhi-facts §2.4, §2.5). Fields of
 * cards that have no part in it are empty (assumed). It names the patient: personal, all of it.
 */
export const SignatureBundle = z.object({
  clientRandom: line(64),
  hospitalId: line(10).describe('院所代碼, 10 digits'),
  samId: line(12).describe('安全模組代碼, 12 characters'),
  signature: line(512).describe('base64 of the security module’s signature, 64 bytes before'),
  hcId: line(24).describe('card id of the health card, 12 bytes in hex'),
  hcIdNo: line(10).describe('身分證號 of its owner'),
  hpcId: line(24).describe('card id of the professional card, 12 bytes in hex'),
  hpcIdNo: line(10).describe('醫事人員 ID'),
})
export type SignatureBundle = z.infer<typeof SignatureBundle>

/** What is signed: everything but the signature. */
export type Unsigned = Omit<SignatureBundle, 'signature'>

/** Its place in the message keeps a field from being taken for its neighbour. */
const SEPARATOR = '\n'

/**
 * The use and all fields of the bundle in their order, a line each (docs/open-profile.md §12, *ours*).
 * @throws MalformedError when a field is not printed ASCII
 */
export function bundleMessage(service: ServiceTypeName, bundle: Unsigned): Uint8Array {
  const { clientRandom, hospitalId, samId, hcId, hcIdNo, hpcId, hpcIdNo } = bundle
  const lines = ['CS6', serviceTypes[service].code, clientRandom, hospitalId, samId, hcId, hcIdNo, hpcId, hpcIdNo]
  if (!lines.every((text) => LINE.test(text))) throw new MalformedError('signature bundle', 'a field is not printed ASCII')
  return Uint8Array.from(lines.join(SEPARATOR), (character) => character.charCodeAt(0))
}

/** @param signature 64 bytes over `dataMessage(bundleMessage(…))` */
export function signedBundle(bundle: Unsigned, signature: Uint8Array): SignatureBundle {
  return { ...bundle, signature: toBase64(signature) }
}

/** Whether a module with this point signed the bundle for this use. @param publicKey 65 bytes */
export function isBundleOf(service: ServiceTypeName, bundle: SignatureBundle, publicKey: Uint8Array): boolean {
  const signature = fromBase64(bundle.signature)
  return signature !== undefined && isSignature(signature, dataMessage(bundleMessage(service, bundle)), publicKey)
}

/** Which cards a bundle tells of; undefined when a card has one of its two fields only. */
export function cardsOf({ hcId, hcIdNo, hpcId, hpcIdNo }: Unsigned): BundleCards | undefined {
  const hc = hcId !== '', hpc = hpcId !== ''
  if (hc !== (hcIdNo !== '') || hpc !== (hpcIdNo !== '')) return undefined
  if (hc) return hpc ? 'hpcHc' : 'hc'
  return hpc ? 'hpc' : 'sam'
}
