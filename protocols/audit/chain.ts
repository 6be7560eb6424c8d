import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { concat, equal } from '../bytes/byte-array.ts'

/** Bytes of a link, and of the seal of a head. */
export const LINK_LENGTH = 32

/** A record as it is kept: its canonical bytes, and the link that binds it to all before it. */
export interface KeptRecord {
  readonly sequence: number
  readonly record: Uint8Array
  readonly link: Uint8Array
}

/** Where the chain ends; without it records cut off at the end would not be missed. */
export interface ChainHead {
  /** Records, which is the sequence of the last one. */
  readonly count: number
  /** Of the last record, or the start of an empty chain. */
  readonly link: Uint8Array
  readonly seal: Uint8Array
}

/** HMAC-SHA-256 (RFC 2104) under one key, whose two blocks are hashed once. */
class Keyed {
  readonly #started: ReturnType<typeof hmac.create>

  constructor(key: Uint8Array) {
    this.#started = hmac.create(sha256, key)
  }

  of(...parts: readonly Uint8Array[]): Uint8Array {
    const mac = this.#started.clone()
    for (const part of parts) mac.update(part)
    return mac.digest()
  }
}

/**
 * The chain of an audit: link = HMAC-SHA-256(chain key, previous link ‖ canonical bytes). Whoever has no key can make no link,
 * so a record can neither be changed nor put in, and its place cannot be given to another.
 */
export class Chain {
  readonly #links: Keyed
  readonly #heads: Keyed
  /** Before the first record. */
  readonly start: Uint8Array

  /** @param key 32 bytes, of this use alone */
  constructor(key: Uint8Array) {
    this.#links = new Keyed(key)
    this.#heads = new Keyed(this.#links.of(utf8ToBytes('nhicardd audit head 1')))
    this.start = this.#links.of(utf8ToBytes('nhicardd audit start 1'))
  }

  next(previous: Uint8Array, record: Uint8Array): Uint8Array {
    return this.#links.of(previous, record)
  }

  isNext(previous: Uint8Array, { record, link }: Pick<KeptRecord, 'record' | 'link'>): boolean {
    return equal(link, this.next(previous, record))
  }

  head(count: number, link: Uint8Array): ChainHead {
    return { count, link, seal: this.#seal(count, link) }
  }

  isHead({ count, link, seal }: ChainHead): boolean {
    return Number.isSafeInteger(count) && count >= 0 && link.length === LINK_LENGTH && equal(seal, this.#seal(count, link))
  }

  #seal(count: number, link: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(count))
    return this.#heads.of(concat(bytes, link))
  }
}
