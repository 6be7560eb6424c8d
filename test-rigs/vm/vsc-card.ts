import type { Socket } from 'node:net'
import { concat } from '#protocols/bytes/byte-array'
import { unhex } from '#protocols/bytes/hex'
import { decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { t0Application } from '#protocols/iso7816/t0/application'
import type { SimulatedCard } from '#simulator/cards/simulated-card'

/** Messages of libcacard's protocol, as QEMU's `ccid-card-passthru` speaks it (its `vscard_common.h`, version 2). */
const VSC = { init: 1, error: 2, readerAdd: 3, atr: 5, cardRemove: 6, apdu: 7 } as const

/** Three numbers of four bytes, big-endian: kind of message, reader, length of what follows. */
const HEADER = 12
/** "VSCD" as QEMU compares it, version 2, no capabilities. */
const HELLO = unhex('56534344' + '00000002' + '00000000')

/**
 * The ATR of a card that speaks T=0 at the default rate with two historical bytes; QEMU's reader speaks nothing else,
 * and all published NHI cards speak T=1. What follows the ATR is our simulated card.
 */
export const T0_ATR = unhex('3b021450')

/** For a card that does not answer its reset, which QEMU does not take: T=0 and T=1 offered, and a wrong TCK. */
const DAMAGED_ATR = unhex('3b808001ff')

/** A simulated card in the reader of QEMU: the card's side of a socket that QEMU has opened. */
export class VscCard {
  readonly #socket: Socket
  #atr: Uint8Array | undefined
  #card: ReturnType<typeof t0Application> | undefined
  #pending: Uint8Array = new Uint8Array()

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#received(chunk))
    socket.on('error', () => {}) // the machine was stopped
    this.readerPlugged()
  }

  /** The device of QEMU was made anew and knows neither of us nor of a card. */
  readerPlugged(): void {
    this.#send(VSC.init, HELLO)
    this.#send(VSC.readerAdd, new Uint8Array())
    if (this.#atr !== undefined) this.#send(VSC.atr, this.#atr)
  }

  insert(card: SimulatedCard): void {
    card.reset()
    this.#card = t0Application((apdu) => {
      const answer = card.transmit(encodeCommandApdu(apdu))
      return answer === undefined ? { data: new Uint8Array(), sw: 0x6f00 } : decodeResponseApdu(answer)
    }, () => false)
    this.#atr = card.atr.length === 0 ? DAMAGED_ATR : T0_ATR
    this.#send(VSC.atr, this.#atr)
  }

  remove(): void {
    this.#card = this.#atr = undefined
    this.#send(VSC.cardRemove, new Uint8Array())
  }

  #send(type: number, body: Uint8Array): void {
    const header = Buffer.alloc(HEADER)
    header.writeUInt32BE(type, 0)
    header.writeUInt32BE(body.length, 8)
    this.#socket.write(concat(header, body))
  }

  #received(chunk: Uint8Array): void {
    this.#pending = concat(this.#pending, chunk)
    while (this.#pending.length >= HEADER) {
      const header = Buffer.from(this.#pending.buffer, this.#pending.byteOffset, HEADER)
      const end = HEADER + header.readUInt32BE(8)
      if (this.#pending.length < end) return
      const body = this.#pending.subarray(HEADER, end)
      this.#pending = this.#pending.subarray(end)
      if (header.readUInt32BE(0) === VSC.apdu) this.#answer(body)
    }
  }

  /** A TPDU of T=0: header of five bytes, and data where the command has some. */
  #answer([cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0, ...data]: Uint8Array): void {
    const answer = this.#card?.answer({ cla, ins, p1, p2, p3 }, Uint8Array.from(data))
    if (answer !== undefined) this.#send(VSC.apdu, encodeResponseApdu(answer))
  }
}
