import { hex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { clinicTime, instantOf } from '../visit/clinic-time.ts'

/**
 * What makes each signature bundle another one, and tells its age. Real ones are opaque; since the centre knows how old a
 * signature is (8203, nhi-facts §8.8), a time must be in it. Ours: 14 digits of the clinic's time, `yyyyMMddHHmmss`, then 9
 * random bytes in hex, 32 characters (docs/open-profile.md §12).
 */
export const CLIENT_RANDOM_BYTES = 9

const FORM = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)[0-9a-f]{18}$/

/** @param now milliseconds since 1970. @throws RangeError when there are not 9 random bytes */
export function clientRandom(now: number, random: Uint8Array): string {
  if (random.length !== CLIENT_RANDOM_BYTES) throw new RangeError(`${random.length} random bytes instead of ${CLIENT_RANDOM_BYTES}`)
  return clinicTime(now).replace(/\D/g, '') + hex(random)
}

/** When the bundle was made, in ms since 1970, to the second. @throws MalformedError when it is none of ours */
export function timeOfClientRandom(text: string): number {
  const [, year, month, day, hour, minute, second] = FORM.exec(text) ?? []
  const time = instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}`)
  if (Number.isNaN(time)) throw new MalformedError('clientRandom', 'no time and 9 bytes in hex')
  return time
}
