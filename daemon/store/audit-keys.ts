import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Chain } from '#protocols/audit/chain'
import { hex, unhex } from '#protocols/bytes/hex'
import type { Entropy } from '#protocols/port/entropy'
import { seal, unseal } from './seal.ts'

const KEY = 32
const HASH = 16
const text = new TextEncoder()
const decoder = new TextDecoder()
const userAbout = ['audit user'] as const

const derived = (secret: Uint8Array, use: string) => hkdf(sha256, secret, undefined, text.encode(`nhicardd audit ${use} 1`), KEY)

/**
 * What an audit is kept with, derived from the store's root secret. Its hash of a patient is not the journal's: nobody without
 * the key finds the visits that a record is about.
 */
export class AuditKeys {
  readonly chain: Chain
  readonly #patient: Uint8Array
  readonly #user: Uint8Array

  /** @param secret 32 bytes, `HashKeys.audit` */
  constructor(secret: Uint8Array) {
    this.chain = new Chain(derived(secret, 'chain'))
    this.#patient = derived(secret, 'patient')
    this.#user = derived(secret, 'user')
  }

  /** 16 bytes in hex. */
  ofPatient(patientId: string): string {
    return hex(hmac(sha256, this.#patient, text.encode(patientId)).subarray(0, HASH))
  }

  /** In hex. */
  sealUser(user: string, entropy: Entropy): string {
    return hex(seal(this.#user, text.encode(user), userAbout, entropy))
  }

  /** @returns undefined when it was not sealed with this key */
  unsealUser(sealed: string): string | undefined {
    const user = unseal(this.#user, unhex(sealed), userAbout)
    return user === undefined ? undefined : decoder.decode(user)
  }
}
