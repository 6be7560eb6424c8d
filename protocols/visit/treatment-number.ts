import { MalformedError } from '../bytes/malformed.ts'
import { clinicTime, instantOf } from './clinic-time.ts'
import type { SignedVisit } from './visit-signature.ts'

/**
 * 就醫識別碼 of simulated visits, 20 characters of `0` to `9` and `A` to `Z`, which can be read back to ID, institution and
 * time as the real one can (nhi-facts §8.9, D003 to D005). How the real one is made is secret; this is docs/open-profile.md
 * §11: one number in mixed radix, written with base 36.
 */
export const TREATMENT_NUMBER_LENGTH = 20

/** Whether the card was there: numbers of one kind cannot be used for the other (nhi-facts §8.7, D069 to D072). */
export type TreatmentNumberKind = 'card' | 'noCard'

export interface TreatmentNumber extends SignedVisit {
  readonly kind: TreatmentNumberKind
}

const KINDS: readonly TreatmentNumberKind[] = ['card', 'noCard']
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SIGNS = `0123456789${LETTERS}`
/** A letter, a letter or digit, eight digits: national IDs and both kinds of residence certificates. */
const ID = /^([A-Z])([0-9A-Z])(\d{8})$/
const INSTITUTION = /^\d{10}$/
const EPOCH = instantOf('2000-01-01T00:00:00')
/** Seconds of a hundred years. */
const SPAN = 3_155_760_000n
/** Known signs of "none" (nhi-facts §8.9), which are no numbers. */
const SENTINELS: readonly string[] = ['MISS0000000000000000', '99999999999999999999', 'SM000000000000000000']

/**
 * @throws MalformedError when ID, institution or time has no place in it: institution codes with letters have none, as in
 *   the real one (nhi-facts §8.7, D058)
 */
export function encodeTreatmentNumber({ kind, idCardNum, hospitalId, treatmentDateTime }: TreatmentNumber): string {
  const [, letter = '', sign = '', digits] = ID.exec(idCardNum) ?? []
  if (digits === undefined) throw new MalformedError('idCardNum', 'not a letter, a letter or digit, and eight digits')
  if (!INSTITUTION.test(hospitalId)) throw new MalformedError('hospitalId', 'not ten digits')
  const second = (instantOf(treatmentDateTime) - EPOCH) / 1000
  if (!Number.isInteger(second) || second < 0 || BigInt(second) >= SPAN) {
    throw new MalformedError('treatmentDateTime', 'not a second of the years 2000 to 2099')
  }
  let number = BigInt(KINDS.indexOf(kind))
  number = number * 26n + BigInt(LETTERS.indexOf(letter))
  number = number * 36n + BigInt(SIGNS.indexOf(sign))
  number = number * 10n ** 8n + BigInt(digits)
  number = number * 10n ** 10n + BigInt(hospitalId)
  number = number * SPAN + BigInt(second)
  return number.toString(36).toUpperCase().padStart(TREATMENT_NUMBER_LENGTH, '0')
}

/** @throws MalformedError when it is none of ours */
export function decodeTreatmentNumber(text: string): TreatmentNumber {
  if (!/^[0-9A-Z]{20}$/.test(text) || SENTINELS.includes(text)) throw new MalformedError('treatmentNumber', 'no number')
  let rest = [...text].reduce((number, sign) => number * 36n + BigInt(SIGNS.indexOf(sign)), 0n)
  const digit = (radix: bigint): bigint => {
    const value = rest % radix
    rest /= radix
    return value
  }
  const second = Number(digit(SPAN))
  const hospitalId = String(digit(10n ** 10n)).padStart(10, '0')
  const digits = String(digit(10n ** 8n)).padStart(8, '0')
  const sign = SIGNS.charAt(Number(digit(36n)))
  const letter = LETTERS.charAt(Number(digit(26n)))
  const kind = KINDS[Number(rest)]
  if (kind === undefined) throw new MalformedError('treatmentNumber', 'larger than any number')
  return { kind, idCardNum: letter + sign + digits, hospitalId, treatmentDateTime: clinicTime(EPOCH + second * 1000) }
}
