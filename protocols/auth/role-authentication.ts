import { concat } from '../bytes/byte-array.ts'
import { isSignature, sign } from '../crypto/ecdsa.ts'
import { roles, type RoleName } from './role.ts'

/**
 * What the holder of a certificate signs to show a card its role, and what a SAM signs for the data centre
 * (docs/open-profile.md §6, §9). Both are 64 bytes of ECDSA over a message that nothing else ever signs: it begins with
 * its purpose, names the one card it is for and holds that card's challenge.
 */
export const ID_LENGTH = 12
export const CHALLENGE_LENGTH = 16

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

export interface RoleClaim {
  readonly role: RoleName
  /** 12 bytes: the id of the card, or of the SAM, that is to believe it. */
  readonly cardId: Uint8Array
  /** 16 bytes, from GET CHALLENGE of that card. */
  readonly challenge: Uint8Array
}

/** `"ROLE" ‖ role ‖ id ‖ challenge`, 33 bytes. @throws RangeError when id or challenge has another length */
export function roleMessage({ role, cardId, challenge }: RoleClaim): Uint8Array {
  const [id, random] = [sized(cardId, ID_LENGTH), sized(challenge, CHALLENGE_LENGTH)]
  return concat(ascii('ROLE'), Uint8Array.of(roles[role].role), id, random)
}

/** For EXTERNAL AUTHENTICATE. @throws RangeError as `roleMessage`, or when the private key is none */
export function signRole(claim: RoleClaim, privateKey: Uint8Array): Uint8Array {
  return sign(roleMessage(claim), privateKey)
}

/** The card's look at it, with the public key of the certificate it just verified. */
export function provesRole(signature: Uint8Array, claim: RoleClaim, publicKey: Uint8Array): boolean {
  return isSignature(signature, roleMessage(claim), publicKey)
}

/** INTERNAL AUTHENTICATE of a professional card: id and challenge of the other card, 28 bytes. */
export function splitRoleRequest(data: Uint8Array): Pick<RoleClaim, 'cardId' | 'challenge'> | undefined {
  if (data.length !== ID_LENGTH + CHALLENGE_LENGTH) return undefined
  return { cardId: data.slice(0, ID_LENGTH), challenge: data.slice(ID_LENGTH) }
}

/** `"SAM" ‖ id ‖ challenge`, 31 bytes. @throws RangeError when id or challenge has another length */
export function samMessage(samId: string, challenge: Uint8Array): Uint8Array {
  return concat(ascii('SAM'), sized(ascii(samId), ID_LENGTH), sized(challenge, CHALLENGE_LENGTH))
}

/** What a SAM answers to the data centre's challenge. @throws RangeError as `samMessage`, or when the key is none */
export function signSam(samId: string, challenge: Uint8Array, privateKey: Uint8Array): Uint8Array {
  return sign(samMessage(samId, challenge), privateKey)
}

/** The data centre's look at it. */
export function provesSam(signature: Uint8Array, samId: string, challenge: Uint8Array, publicKey: Uint8Array): boolean {
  return isSignature(signature, samMessage(samId, challenge), publicKey)
}

/** `"SIGN" ‖ data`: what a SAM signs for anybody; it can never be taken for one of the messages above. */
export function dataMessage(data: Uint8Array): Uint8Array {
  return concat(ascii('SIGN'), data)
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes instead of ${length}`)
  return bytes
}
