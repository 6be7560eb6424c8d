import { concat } from '../bytes/byte-array.ts'
import { dataMessage } from '../auth/role-authentication.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { rocDateTimeFromIso } from '../bytes/roc-date-time.ts'
import { isSignature, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from '../crypto/ecdsa.ts'

/** 安全簽章 of a simulated visit (docs/open-profile.md §9): that of real ones is RSA with a secret key (nhi-facts §8.9). */
export const VISIT_SIGNATURE_LENGTH = 128
/** ID and institution code. */
const CODE_LENGTH = 10
const UNCOMPRESSED = Uint8Array.of(0x04)

/** What a visit's signature is over. */
export interface SignedVisit {
  readonly idCardNum: string
  readonly hospitalId: string
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
}

/** ID 10 ‖ institution 10 ‖ date and time 13: 33 bytes of ASCII. @throws MalformedError when one does not fit */
export function visitMessage({ idCardNum, hospitalId, treatmentDateTime }: SignedVisit): Uint8Array {
  const text = code('idCardNum', idCardNum) + code('hospitalId', hospitalId) + rocDateTimeFromIso(treatmentDateTime)
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/**
 * 128 bytes: signature 64 ‖ public key 64 (x ‖ y), so that anybody can check it.
 * @param publicKey the module's point, 65 bytes
 * @throws RangeError when one has another length
 */
export function visitSignature(signature: Uint8Array, publicKey: Uint8Array): Uint8Array {
  if (signature.length !== SIGNATURE_LENGTH || publicKey.length !== PUBLIC_KEY_LENGTH) {
    throw new RangeError('a signature has 64 bytes and a public key 65')
  }
  return concat(signature, publicKey.subarray(UNCOMPRESSED.length))
}

/** Whether the 128 bytes are a signature over this visit, by whoever has the key behind it. */
export function signsVisit(bytes: Uint8Array, visit: SignedVisit): boolean {
  if (bytes.length !== VISIT_SIGNATURE_LENGTH) return false
  const publicKey = concat(UNCOMPRESSED, bytes.subarray(SIGNATURE_LENGTH))
  return isSignature(bytes.subarray(0, SIGNATURE_LENGTH), dataMessage(visitMessage(visit)), publicKey)
}

function code(field: string, text: string): string {
  if (!/^[\x20-\x7e]{1,10}$/.test(text)) throw new MalformedError(field, 'not 1 to 10 characters of ASCII')
  return text.padEnd(CODE_LENGTH)
}
