import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { dataMessage } from '#protocols/auth/role-authentication'
import { fromBase64 } from '#protocols/bytes/base64'
import { bundleMessage, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { ServiceTypeName } from '#protocols/cs6/service-type'
import { publicKeyOf, sign, SIGNATURE_LENGTH } from '#protocols/crypto/ecdsa'
import { testPrivateKey } from '../cards/test-keys.ts'

const COORDINATE = 32

interface Pair {
  readonly privateKey: Uint8Array
  /** 65 bytes. */
  readonly publicKey: Uint8Array
  readonly verifying: KeyObject
}

/** The TEST keys of security modules, by their SAM id; each is made when it is first wanted. */
export class ModuleKeys {
  readonly #pairs = new Map<string, Pair>()

  /** 65 bytes. */
  publicKey(samId: string): Uint8Array {
    return this.#pair(samId).publicKey
  }

  /** As the module itself signs (docs/open-profile.md §9), so that a visit leaves the same records by any way. */
  sign(samId: string, data: Uint8Array): Uint8Array {
    return sign(dataMessage(data), this.#pair(samId).privateKey)
  }

  /** As `isBundleOf`, by the cryptography of Node: a tenth of its time, and every call to the centre pays for it. */
  isBundle(service: ServiceTypeName, bundle: SignatureBundle): boolean {
    const signature = fromBase64(bundle.signature)
    if (signature?.length !== SIGNATURE_LENGTH) return false
    const { verifying } = this.#pair(bundle.samId)
    return verify('sha256', dataMessage(bundleMessage(service, bundle)), { key: verifying, dsaEncoding: 'ieee-p1363' }, signature)
  }

  #pair(samId: string): Pair {
    const known = this.#pairs.get(samId)
    if (known !== undefined) return known
    const privateKey = testPrivateKey(samId)
    const publicKey = publicKeyOf(privateKey)
    const [x, y] = [coordinate(publicKey, 1), coordinate(publicKey, 1 + COORDINATE)]
    const verifying = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const pair = { privateKey, publicKey, verifying }
    this.#pairs.set(samId, pair)
    return pair
  }
}

const coordinate = (point: Uint8Array, from: number) => Buffer.from(point.subarray(from, from + COORDINATE)).toString('base64url')
