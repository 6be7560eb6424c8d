import { concat } from '#protocols/bytes/byte-array'

/**
 * The device's end of a bulk or interrupt IN endpoint: packets wait until the host takes them. A transfer of the host
 * ends with a packet that is not full, or when it has what it asked for (USB 2.0 §5.7.3, §5.8.3).
 */
export class InPipe {
  readonly #packetSize: number
  readonly #endsWithZeroLength: boolean
  #packets: Uint8Array[] = []
  #wanted: { readonly length: number, got: Uint8Array, readonly done: (data: Uint8Array) => void } | undefined

  /**
   * @param packetSize wMaxPacketSize, in bytes
   * @param endsWithZeroLength data that fill their packets are followed by a packet of no bytes, so that the host sees
   *   their end
   */
  constructor(packetSize: number, endsWithZeroLength: boolean) {
    this.#packetSize = packetSize
    this.#endsWithZeroLength = endsWithZeroLength
  }

  /** Data that belong together. */
  send(data: Uint8Array): void {
    for (let at = 0; at < data.length; at += this.#packetSize) {
      this.#packets.push(data.slice(at, at + this.#packetSize))
    }
    if (data.length % this.#packetSize === 0 && this.#endsWithZeroLength) this.#packets.push(new Uint8Array())
    this.#serve()
  }

  /**
   * The host begins a transfer.
   * @returns takes it back; packets it had are lost
   */
  receive(length: number, done: (data: Uint8Array) => void): () => void {
    const wanted = { length, got: new Uint8Array(), done }
    this.#wanted = wanted
    this.#serve()
    return () => {
      if (this.#wanted === wanted) this.#wanted = undefined
    }
  }

  clear(): void {
    this.#packets = []
    this.#wanted = undefined
  }

  #serve(): void {
    const wanted = this.#wanted
    while (this.#wanted === wanted && wanted !== undefined) {
      const packet = this.#packets.shift()
      if (packet === undefined) return
      wanted.got = concat(wanted.got, packet)
      if (packet.length === this.#packetSize && wanted.got.length < wanted.length) continue
      this.#wanted = undefined
      wanted.done(wanted.got)
    }
  }
}
