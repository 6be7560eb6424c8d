import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  decodeVpcdRequest, encodeVpcdFrame, noBytesPending, readVpcdFrames,
} from '#protocols/pcsc/vpcd'
import type { SimulatedCard } from '../cards/simulated-card.ts'

export interface VpcdAddress {
  readonly host: string
  readonly port: number
}

/** - `inserted`: pcscd's virtual reader holds the card; `removed`: it does not; `waiting`: nobody listens there yet */
export type VpcdState = 'inserted' | 'removed' | 'waiting'

/** A virtual reader that cannot be reached is asked again after this pause, without end. */
const PAUSE_MS = 500

const SILENCE = new Uint8Array()

/**
 * Holds a simulated card into the real pcscd, through the virtual reader of vsmartcard-vpcd: being connected is being
 * inserted. pcscd notices at its next poll, up to 400 ms later. Emits `state`.
 */
export class VpcdAttachment extends EventEmitter<{ state: [VpcdState] }> {
  readonly #address: VpcdAddress
  #card: SimulatedCard | undefined
  #socket: Socket | undefined
  #retry: NodeJS.Timeout | undefined

  constructor(address: VpcdAddress) {
    super()
    this.#address = address
  }

  /** Inserts a card, in the place of one that is there. */
  insert(card: SimulatedCard): void {
    this.remove()
    this.#card = card
    this.#connect()
  }

  remove(): void {
    clearTimeout(this.#retry)
    this.#card = undefined
    this.#socket?.destroy()
    this.#socket = undefined
  }

  /** Another card on the same contacts: pcscd sees no removal. */
  swap(card: SimulatedCard): void {
    if (this.#socket === undefined) return this.insert(card)
    this.#card = card
  }

  close(): void {
    this.remove()
    this.removeAllListeners()
  }

  #connect(): void {
    const socket = connect(this.#address)
    this.#socket = socket
    let pending = noBytesPending
    let connected = false
    socket.setNoDelay(true)
    socket.on('connect', () => {
      connected = true
      this.emit('state', 'inserted')
    })
    socket.on('data', (chunk: Buffer) => {
      const frames = readVpcdFrames(pending, chunk)
      pending = frames.pending
      for (const payload of frames.payloads) this.#answer(socket, payload)
    })
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => {
      if (connected) this.emit('state', 'removed')
      if (this.#socket !== socket || this.#card === undefined) return
      if (!connected) this.emit('state', 'waiting')
      this.#retry = setTimeout(() => this.#connect(), PAUSE_MS)
    })
  }

  #answer(socket: Socket, payload: Uint8Array): void {
    const card = this.#card
    if (card === undefined) return
    const request = decodeVpcdRequest(payload)
    switch (request.type) {
      case 'getAtr': return void socket.write(encodeVpcdFrame(card.atr))
      case 'apdu': return void socket.write(encodeVpcdFrame(card.transmit(request.capdu) ?? SILENCE))
      default: card.reset()
    }
  }
}
