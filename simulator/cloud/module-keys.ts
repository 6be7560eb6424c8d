import { dataMessage } from '#protocols/auth/role-authentication'
import { fromBase64 } from '#protocols/bytes/base64'
import { bundleMessage, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { ServiceTypeName } from '#protocols/cs6/service-type'
import { publicKeyOf } from '#protocols/crypto/ecdsa'
import { testPrivateKey } from '../cards/test-keys.ts'
import { SigningKey } from './signing-key.ts'

interface Pair {
  readonly signing: SigningKey
  /** 65 bytes. */
  readonly publicKey: Uint8Array
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
    return this.#pair(samId).signing.sign(dataMessage(data))
  }

  /** As `isBundleOf`. */
  isBundle(service: ServiceTypeName, bundle: SignatureBundle): boolean {
    const signature = fromBase64(bundle.signature)
    return signature !== undefined && this.#pair(bundle.samId).signing.signed(dataMessage(bundleMessage(service, bundle)), signature)
  }

  #pair(samId: string): Pair {
    const known = this.#pairs.get(samId)
    if (known !== undefined) return known
    const privateKey = testPrivateKey(samId)
    const pair = { signing: new SigningKey(privateKey), publicKey: publicKeyOf(privateKey) }
    this.#pairs.set(samId, pair)
    return pair
  }
}
