import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Entropy } from '#protocols/port/entropy'
import { seal, unseal } from './seal.ts'
import type { StoreDatabase } from './store-database.ts'

const KEY = 32
/** A keyed hash is cut to 128 bits: enough that no two persons meet in it. */
const HASH = 16
const text = new TextEncoder()

const derived = (secret: Uint8Array, use: string, length = KEY) =>
  hkdf(sha256, secret, undefined, text.encode(`nhicardd store ${use} 1`), length)
const rootAbout = ['root'] as const

/** What is derived from the master key itself, and changes with it. */
export class WrapKey {
  /** 16 bytes that tell whether a key is the one of a database; nothing can be derived from them. */
  readonly check: Uint8Array
  readonly bytes: Uint8Array

  /** @param masterKey 32 bytes; they may be zeroed afterwards */
  constructor(masterKey: Uint8Array) {
    if (masterKey.length !== KEY) throw new RangeError('a master key has 32 bytes')
    this.check = derived(masterKey, 'check', HASH)
    this.bytes = derived(masterKey, 'wrap')
  }

  wrapRoot(root: Uint8Array, entropy: Entropy): Uint8Array {
    return seal(this.bytes, root, rootAbout, entropy)
  }

  unwrapRoot(wrapped: Uint8Array): Uint8Array | undefined {
    return unseal(this.bytes, wrapped, rootAbout)
  }

  zero(): void {
    this.bytes.fill(0)
  }
}

/**
 * What is derived from the store's root secret, which stays the same when the master key is changed: so hashes in rows that
 * are never changed still agree.
 */
export class HashKeys {
  readonly #patient: Uint8Array
  readonly #idempotency: Uint8Array
  /** For the audit chain, 32 bytes. */
  readonly audit: Uint8Array

  /** @param root 32 bytes; they may be zeroed afterwards */
  constructor(root: Uint8Array) {
    this.#patient = derived(root, 'patient hash')
    this.#idempotency = derived(root, 'idempotency hash')
    this.audit = derived(root, 'audit')
  }

  /** 16 bytes. */
  ofPatient(patientId: string): Uint8Array {
    return hmac(sha256, this.#patient, text.encode(patientId)).subarray(0, HASH)
  }

  /** 16 bytes. */
  ofIdempotencyKey(key: string): Uint8Array {
    return hmac(sha256, this.#idempotency, text.encode(key)).subarray(0, HASH)
  }

  zero(): void {
    for (const key of [this.#patient, this.#idempotency, this.audit]) key.fill(0)
  }
}

/** Keeps the root secret under a key, in both places, within a transaction. */
export function keepRoot(database: StoreDatabase, wrapKey: WrapKey, root: Uint8Array, entropy: Entropy): void {
  for (const table of ['store_key', 'store_key_copy']) {
    database.handle.prepare(`INSERT OR REPLACE INTO ${table} VALUES (1, ?, ?, ?)`)
      .run(database.version, wrapKey.check, wrapKey.wrapRoot(root, entropy))
  }
}

/** @throws RangeError when it is under another key */
export function readRoot({ handle }: StoreDatabase, wrapKey: WrapKey): Uint8Array {
  const row = handle.prepare<[], { root: Uint8Array }>('SELECT root FROM store_key').get()
  const root = row === undefined ? undefined : wrapKey.unwrapRoot(row.root)
  if (root === undefined) throw new RangeError('the store is under another key')
  return root
}
