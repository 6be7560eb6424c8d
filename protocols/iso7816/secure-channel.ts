import { decodeTlvs, encodeTlv, type Tlv } from '../bytes/ber-tlv.ts'
import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { Aes128, BLOCK } from '../crypto/aes.ts'
import { pad, unpad } from '../crypto/padding.ts'
import { sameSecret } from '../crypto/secret.ts'
import type { SessionKeys } from './session-keys.ts'

/** Tags of ICAO 9303-11 §9.8.4: cryptogram behind a padding indicator, Le, status word, checksum. */
export const CRYPTOGRAM = 0x87, LE = 0x97, STATUS = 0x99, CHECKSUM = 0x8e

const MAC_LENGTH = 8
const PADDED = 0x01

/** What commands and answers of a session have in common: its keys. */
export class SecureChannel {
  readonly #enc: Aes128
  readonly #mac: Aes128

  /** @throws RangeError when a key or the counter has not 16 bytes */
  constructor({ enc, mac, ssc }: SessionKeys) {
    if (ssc.length !== BLOCK) throw new RangeError(`the counter has 16 bytes, not ${ssc.length}`)
    this.#enc = new Aes128(enc)
    this.#mac = new Aes128(mac)
  }

  /** The object for data of 1 byte or more; no bytes for none. */
  cryptogramOf(data: Uint8Array, ssc: Uint8Array): Uint8Array {
    if (data.length === 0) return data
    return encodeTlv(CRYPTOGRAM, concat(Uint8Array.of(PADDED), this.#enc.encryptCbc(this.#iv(ssc), pad(data))))
  }

  /** The data in the value of a cryptogram object. @throws MalformedError when it was not made as above */
  dataIn(value: Uint8Array, ssc: Uint8Array): Uint8Array {
    const cryptogram = value.subarray(1)
    if (value[0] !== PADDED || cryptogram.length === 0 || cryptogram.length % BLOCK !== 0) {
      throw new MalformedError('cryptogram', 'not whole blocks behind the padding indicator 01')
    }
    const data = unpad(this.#enc.decryptCbc(this.#iv(ssc), cryptogram))
    if (data.length === 0) throw new MalformedError('cryptogram', 'of no data')
    return data
  }

  /** `objects` with their checksum behind them. `header` is whole blocks, or nothing. */
  sealed(header: Uint8Array, objects: Uint8Array, ssc: Uint8Array): Uint8Array {
    return concat(objects, encodeTlv(CHECKSUM, this.#checksum(header, objects, ssc)))
  }

  /** Whether the checksum at the end of `data` is right; it is the last `value.length + 2` bytes. */
  isSealed(header: Uint8Array, data: Uint8Array, value: Uint8Array, ssc: Uint8Array): boolean {
    return sameSecret(this.#checksum(header, data.subarray(0, data.length - value.length - 2), ssc), value)
  }

  #checksum(header: Uint8Array, objects: Uint8Array, ssc: Uint8Array): Uint8Array {
    return this.#mac.cmac(pad(concat(ssc, header, objects))).subarray(0, MAC_LENGTH)
  }

  #iv(ssc: Uint8Array): Uint8Array {
    return this.#enc.encryptBlock(ssc)
  }
}

/**
 * Objects of a secured message by their tags, which must stand in the order of `tags`; the checksum must be the last.
 * @throws MalformedError when they are none, stand in another order or twice, or an unknown one is among them
 */
export function objectsOf(data: Uint8Array, tags: readonly number[]): ReadonlyMap<number, Uint8Array> {
  const objects: Tlv[] = decodeTlvs(data)
  let last = -1
  for (const { tag } of objects) {
    const place = tags.indexOf(tag)
    if (place <= last) throw new MalformedError('secured message', 'unknown, misplaced or repeated data objects')
    last = place
  }
  return new Map(objects.map(({ tag, value }) => [tag, value]))
}

/** The send sequence counter of one direction: 16 bytes, big-endian, every other number. */
export class SequenceCounter {
  readonly #bytes: Uint8Array

  /** @param first how far the first message of this direction is from `ssc`: 1 for commands, 2 for answers */
  constructor(ssc: Uint8Array, first: 1 | 2) {
    this.#bytes = Uint8Array.from(ssc)
    this.#add(first)
  }

  /** For the next message. Not to be kept: `advance` changes it. */
  get value(): Uint8Array {
    return this.#bytes
  }

  advance(): void {
    this.#add(2)
  }

  #add(count: number): void {
    let carry = count
    for (let at = BLOCK - 1; at >= 0 && carry > 0; at--) {
      carry += this.#bytes[at] ?? 0
      this.#bytes[at] = carry & 0xff
      carry >>= 8
    }
  }
}
