import { unsafe } from '@noble/ciphers/aes.js'

/** Bytes of a block, and of a key of AES-128. */
export const BLOCK = 16

type Words = readonly [number, number, number, number]

/**
 * AES-128 under one key, its schedule made once: a card's session puts thousands of short messages through the same two
 * keys, and making the schedule anew costs more than the messages. Table look-ups depend on the key, as in any AES
 * in JavaScript, so these are for keys whose owner shares no cache with an attacker.
 */
export class Aes128 {
  readonly #encryption: Uint32Array
  #decryption: Uint32Array | undefined
  readonly #key: Uint8Array
  /** K1 and K2 of SP 800-38B §6.1: for a whole last block and for a padded one. */
  #subkeys: readonly [Uint8Array, Uint8Array] | undefined

  /** @throws RangeError when the key has not 16 bytes */
  constructor(key: Uint8Array) {
    if (key.length !== BLOCK) throw new RangeError(`a key of AES-128 has 16 bytes, not ${key.length}`)
    this.#key = Uint8Array.from(key)
    this.#encryption = unsafe.expandKeyLE(this.#key)
  }

  /** ECB of one block, SP 800-38A §6.1. @throws RangeError when it has not 16 bytes */
  encryptBlock(block: Uint8Array): Uint8Array {
    if (block.length !== BLOCK) throw new RangeError(`a block has 16 bytes, not ${block.length}`)
    const out = new Uint8Array(BLOCK)
    const from = viewOf(block)
    write(viewOf(out), 0, this.#encrypt(word(from, 0), word(from, 4), word(from, 8), word(from, 12)))
    return out
  }

  /** CBC, SP 800-38A §6.2. @throws RangeError when `plain` is not whole blocks */
  encryptCbc(iv: Uint8Array, plain: Uint8Array): Uint8Array {
    wholeBlocks(plain)
    const out = new Uint8Array(plain.length)
    const [from, to] = [viewOf(plain), viewOf(out)]
    let [s0, s1, s2, s3] = wordsOf(iv)
    for (let at = 0; at < plain.length; at += BLOCK) {
      const block = this.#encrypt(
        s0 ^ word(from, at), s1 ^ word(from, at + 4), s2 ^ word(from, at + 8), s3 ^ word(from, at + 12),
      )
      write(to, at, block)
      ;[s0, s1, s2, s3] = block
    }
    return out
  }

  /** CBC, SP 800-38A §6.2. @throws RangeError when `cryptogram` is not whole blocks */
  decryptCbc(iv: Uint8Array, cryptogram: Uint8Array): Uint8Array {
    wholeBlocks(cryptogram)
    this.#decryption ??= unsafe.expandKeyDecLE(this.#key)
    const out = new Uint8Array(cryptogram.length)
    const [from, to] = [viewOf(cryptogram), viewOf(out)]
    let previous = wordsOf(iv)
    for (let at = 0; at < cryptogram.length; at += BLOCK) {
      const block: Words = [word(from, at), word(from, at + 4), word(from, at + 8), word(from, at + 12)]
      const { s0, s1, s2, s3 } = unsafe.decrypt(this.#decryption, ...block)
      write(to, at, [s0 ^ previous[0], s1 ^ previous[1], s2 ^ previous[2], s3 ^ previous[3]])
      previous = block
    }
    return out
  }

  /** CMAC, SP 800-38B §6.2, of a message of any length: 16 bytes. */
  cmac(message: Uint8Array): Uint8Array {
    const whole = message.length > 0 && message.length % BLOCK === 0
    const lastAt = whole ? message.length - BLOCK : message.length - message.length % BLOCK
    const last = new Uint8Array(BLOCK)
    last.set(message.subarray(lastAt))
    if (!whole) last[message.length - lastAt] = 0x80
    this.#subkeys ??= subkeysOf(this.encryptBlock(new Uint8Array(BLOCK)))
    const subkey = viewOf(this.#subkeys[whole ? 0 : 1])

    const from = viewOf(message)
    let [s0, s1, s2, s3]: Words = [0, 0, 0, 0]
    for (let at = 0; at < lastAt; at += BLOCK) {
      ;[s0, s1, s2, s3] = this.#encrypt(
        s0 ^ word(from, at), s1 ^ word(from, at + 4), s2 ^ word(from, at + 8), s3 ^ word(from, at + 12),
      )
    }
    const end = viewOf(last)
    const mixed = (at: number) => word(end, at) ^ word(subkey, at)
    const mac = new Uint8Array(BLOCK)
    write(viewOf(mac), 0, this.#encrypt(s0 ^ mixed(0), s1 ^ mixed(4), s2 ^ mixed(8), s3 ^ mixed(12)))
    return mac
  }

  #encrypt(s0: number, s1: number, s2: number, s3: number): Words {
    const block = unsafe.encrypt(this.#encryption, s0, s1, s2, s3)
    return [block.s0, block.s1, block.s2, block.s3]
  }
}

/** Doubled in GF(2^128), and doubled again. */
function subkeysOf(zero: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const once = doubled(zero)
  return [once, doubled(once)]
}

function doubled(block: Uint8Array): Uint8Array {
  const out = block.map((byte, at) => (byte << 1) | ((block[at + 1] ?? 0) >> 7))
  if ((block[0] ?? 0) >= 0x80) out[BLOCK - 1] = (out[BLOCK - 1] ?? 0) ^ 0x87
  return out
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
/** noble's blocks are four words in little-endian order. */
const word = (view: DataView, at: number) => view.getUint32(at, true)

function wordsOf(block: Uint8Array): Words {
  if (block.length !== BLOCK) throw new RangeError(`a block has 16 bytes, not ${block.length}`)
  const view = viewOf(block)
  return [word(view, 0), word(view, 4), word(view, 8), word(view, 12)]
}

function write(view: DataView, at: number, [s0, s1, s2, s3]: Words): void {
  view.setUint32(at, s0, true)
  view.setUint32(at + 4, s1, true)
  view.setUint32(at + 8, s2, true)
  view.setUint32(at + 12, s3, true)
}

function wholeBlocks(bytes: Uint8Array): void {
  if (bytes.length % BLOCK !== 0) throw new RangeError(`${bytes.length} bytes are not whole blocks of 16`)
}
