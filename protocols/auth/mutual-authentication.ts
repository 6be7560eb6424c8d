import { concat, equal } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { Aes128 } from '../crypto/aes.ts'
import { pad, paddedLength, unpad } from '../crypto/padding.ts'
import { sameSecret } from '../crypto/secret.ts'
import type { SessionKeys } from '../iso7816/session-keys.ts'
import { deriveKey } from './key-derivation.ts'

/**
 * Mutual authentication of a health or professional card with a SAM (docs/open-profile.md §5), in the manner of ICAO
 * 9303-11 §4.3: each side encrypts both random numbers and half of the session's key, and the other checks its own.
 *
 * Random bytes are given; whoever calls takes fresh ones for every authentication.
 */

/** Bytes of a random number and of half a key. */
export const RANDOM = 16
const MAC_LENGTH = 8
const SAM_ID = 12, HOSPITAL_ID = 10
const SAM_TEXT = 2 * RANDOM + SAM_ID + HOSPITAL_ID + RANDOM
const CARD_TEXT = 3 * RANDOM

/** Bytes of what the SAM and the card send: 88 and 72. */
export const samCryptogramLength = paddedLength(SAM_TEXT) + MAC_LENGTH
export const cardAnswerLength = paddedLength(CARD_TEXT) + MAC_LENGTH

/** The keys of one card, which it holds and the SAM derives. Secret. */
export interface CardKeys {
  readonly enc: Uint8Array
  readonly mac: Uint8Array
}

/** Whose SAM it is; the card keeps it for the session. */
export interface SamIdentity {
  /** 12 characters of ASCII */
  readonly samId: string
  /** 10 characters of ASCII */
  readonly hospitalId: string
}

/** What the SAM remembers between its two steps. Secret. */
export interface SamPending {
  readonly keys: CardKeys
  readonly cardChallenge: Uint8Array
  readonly samChallenge: Uint8Array
  readonly samHalf: Uint8Array
}

/** @param master of the kind of card, 16 bytes @param cardId 12 bytes @throws RangeError when a length is another */
export function cardKeysOf(master: Uint8Array, cardId: Uint8Array): CardKeys {
  if (cardId.length !== 12) throw new RangeError(`the id of a card has 12 bytes, not ${cardId.length}`)
  return { enc: deriveKey(master, 'ENC', cardId), mac: deriveKey(master, 'MAC', cardId) }
}

/**
 * The SAM's first step.
 * @throws RangeError when a random number has not 16 bytes, MalformedError when the identity has other lengths
 */
export function beginAuthentication(
  { keys, cardChallenge, samChallenge, samHalf, identity: { samId, hospitalId } }:
  SamPending & { readonly identity: SamIdentity },
): { readonly cryptogram: Uint8Array, readonly pending: SamPending } {
  for (const random of [cardChallenge, samChallenge, samHalf]) isRandom(random)
  const identity = concat(asciiOf('SAM id', samId, SAM_ID), asciiOf('hospital id', hospitalId, HOSPITAL_ID))
  const cryptogram = sealed(keys, concat(samChallenge, cardChallenge, identity, samHalf))
  return { cryptogram, pending: { keys, cardChallenge, samChallenge, samHalf } }
}

/** What the card sends, and has, when the SAM proved itself. */
export interface CardAccepted {
  readonly answer: Uint8Array
  readonly sessionKeys: SessionKeys
  readonly identity: SamIdentity
}

/**
 * The card's step; undefined when anything is wrong, which the card answers with 6300 and no more.
 * @throws RangeError when a random number has not 16 bytes
 */
export function answerAuthentication(
  { keys, cardChallenge, cryptogram, cardHalf }: {
    readonly keys: CardKeys
    readonly cardChallenge: Uint8Array
    readonly cryptogram: Uint8Array
    readonly cardHalf: Uint8Array
  },
): CardAccepted | undefined {
  for (const random of [cardChallenge, cardHalf]) isRandom(random)
  const text = opened(keys, cryptogram, SAM_TEXT)
  if (text === undefined) return undefined
  const part = cutter(text)
  const [samChallenge, echoed] = [part(RANDOM), part(RANDOM)]
  const [samId, hospitalId] = [textOf(part(SAM_ID)), textOf(part(HOSPITAL_ID))]
  const samHalf = part(RANDOM)
  if (!equal(echoed, cardChallenge) || samId === undefined || hospitalId === undefined) return undefined
  return {
    answer: sealed(keys, concat(cardChallenge, samChallenge, cardHalf)),
    sessionKeys: sessionKeysOf({ cardChallenge, samChallenge, samHalf, cardHalf }),
    identity: { samId, hospitalId },
  }
}

/** The SAM's second step; undefined when the card did not prove itself. */
export function finishAuthentication(pending: SamPending, answer: Uint8Array): SessionKeys | undefined {
  const { keys, cardChallenge, samChallenge, samHalf } = pending
  const text = opened(keys, answer, CARD_TEXT)
  if (text === undefined) return undefined
  const part = cutter(text)
  if (!equal(part(RANDOM), cardChallenge) || !equal(part(RANDOM), samChallenge)) return undefined
  return sessionKeysOf({ cardChallenge, samChallenge, samHalf, cardHalf: part(RANDOM) })
}

function sessionKeysOf(
  { cardChallenge, samChallenge, samHalf, cardHalf }: Omit<SamPending, 'keys'> & { readonly cardHalf: Uint8Array },
): SessionKeys {
  const seed = samHalf.map((byte, at) => byte ^ (cardHalf[at] ?? 0))
  const nothing = new Uint8Array()
  return {
    enc: deriveKey(seed, 'ENC', nothing), mac: deriveKey(seed, 'MAC', nothing),
    ssc: concat(cardChallenge.subarray(RANDOM / 2), samChallenge.subarray(RANDOM / 2)),
  }
}

function sealed({ enc, mac }: CardKeys, text: Uint8Array): Uint8Array {
  const cryptogram = new Aes128(enc).encryptCbc(new Uint8Array(16), pad(text)) // the text begins with a random block
  return concat(cryptogram, new Aes128(mac).cmac(cryptogram).subarray(0, MAC_LENGTH))
}

/** The text, when the checksum is right and it has so many bytes. */
function opened({ enc, mac }: CardKeys, message: Uint8Array, length: number): Uint8Array | undefined {
  if (message.length !== paddedLength(length) + MAC_LENGTH) return undefined
  const cryptogram = message.subarray(0, -MAC_LENGTH)
  const checksum = new Aes128(mac).cmac(cryptogram).subarray(0, MAC_LENGTH)
  if (!sameSecret(checksum, message.subarray(-MAC_LENGTH))) return undefined
  try {
    const text = unpad(new Aes128(enc).decryptCbc(new Uint8Array(16), cryptogram))
    return text.length === length ? text : undefined
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

function cutter(text: Uint8Array): (length: number) => Uint8Array {
  let at = 0
  return (length) => text.slice(at, at += length)
}

function isRandom(bytes: Uint8Array): void {
  if (bytes.length !== RANDOM) throw new RangeError(`a random number has 16 bytes, not ${bytes.length}`)
}

function asciiOf(field: string, text: string, length: number): Uint8Array {
  const fits = text.length === length && /^[\x21-\x7e]*$/.test(text)
  if (!fits) throw new MalformedError(field, `not ${length} characters`)
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function textOf(bytes: Uint8Array): string | undefined {
  return bytes.every((byte) => byte > 0x20 && byte < 0x7f) ? String.fromCharCode(...bytes) : undefined
}
