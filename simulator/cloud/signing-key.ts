import { createECDH } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { bytesToNumberBE, createHmacDrbg } from '@noble/curves/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from '#protocols/bytes/byte-array'
import { isPrivateKey, SIGNATURE_LENGTH } from '#protocols/crypto/ecdsa'

const COORDINATE = 32
const { Fn } = p256.Point

const mac = (key: Uint8Array, message: Uint8Array) => hmac(sha256, key, message)
const firstFitting = createHmacDrbg<Uint8Array>(COORDINATE, COORDINATE, mac)
const ecdh = createECDH('prime256v1')

/** X of a multiple of the curve's base point, modulo its order. In JavaScript this is nearly all of a signature's time. */
function xOfMultiple(factor: Uint8Array): bigint {
  ecdh.setPrivateKey(factor)
  return Fn.create(bytesToNumberBE(ecdh.getPublicKey().subarray(1, 1 + COORDINATE)))
}

const digest = (message: Uint8Array) => Fn.create(bytesToNumberBE(sha256(message)))

/**
 * A TEST key on P-256 that signs and checks, bit for bit, as `sign` and `isSignature` of protocols do, in a tenth of their
 * time: points are multiplied by Node, the nonces are RFC 6979's by noble. Whoever measures its times learns the key.
 */
export class SigningKey {
  readonly #bytes: Uint8Array
  readonly #number: bigint

  /** @param privateKey 32 bytes. @throws RangeError when it is none */
  constructor(privateKey: Uint8Array) {
    if (!isPrivateKey(privateKey)) throw new RangeError('not a private key of P-256')
    this.#bytes = privateKey.slice()
    this.#number = Fn.fromBytes(this.#bytes)
  }

  /** 64 bytes, r ‖ s, the same each time (RFC 6979 §3.2). */
  sign(message: Uint8Array): Uint8Array {
    const hashed = digest(message)
    return firstFitting(concat(this.#bytes, Fn.toBytes(hashed)), (candidate) => {
      const nonce = bytesToNumberBE(candidate)
      if (!Fn.isValidNot0(nonce)) return undefined
      const r = xOfMultiple(candidate)
      const s = Fn.mul(Fn.inv(nonce), Fn.create(hashed + r * this.#number))
      return r === 0n || s === 0n ? undefined : concat(Fn.toBytes(r), Fn.toBytes(s))
    })
  }

  /** Whether the key made it, or could have: whoever has the private half needs one point where others need two. */
  signed(message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== SIGNATURE_LENGTH) return false
    const [r, s] = [bytesToNumberBE(signature.subarray(0, COORDINATE)), bytesToNumberBE(signature.subarray(COORDINATE))]
    if (!Fn.isValidNot0(r) || !Fn.isValidNot0(s)) return false
    const nonce = Fn.mul(Fn.inv(s), Fn.create(digest(message) + r * this.#number))
    return nonce !== 0n && xOfMultiple(Fn.toBytes(nonce)) === r
  }
}
