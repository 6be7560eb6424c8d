import { hex } from '../../bytes/hex.ts'
import { T1Card } from './card.ts'
import type { Edc } from './edc.ts'
import { T1Host, type T1HostEffect } from './host.ts'

/** What the line does to one block. */
export type Mishap =
  | { readonly kind: 'none' }
  | { readonly kind: 'lost' }
  /** The block arrives twice, with a silence between. */
  | { readonly kind: 'twice' }
  /** The block arrives twice, without one. */
  | { readonly kind: 'stuttered' }
  /** The host has waited in vain before the block arrives. */
  | { readonly kind: 'late' }
  /** A silence swallows the end of the block, from this byte on (modulo its length). */
  | { readonly kind: 'cut', readonly at: number }
  /** The bits of `pattern` are flipped, from bit `start` (modulo length) on, in the order of the line. */
  | { readonly kind: 'burst', readonly start: number, readonly pattern: readonly boolean[] }

export interface LineOptions {
  readonly edc: Edc
  readonly ifsc: number
  readonly ifsd: number
  readonly repeatInDoubt?: boolean
  readonly mishaps?: readonly Mishap[]
  /** Whether the card asks for time before each answer. */
  readonly slow?: boolean
  /** Sizes of the pieces in which a block arrives, taken in turn. */
  readonly pieces?: readonly number[]
}

interface Delivery {
  readonly bytes: Uint8Array
  readonly late: boolean
  /** A damaged LEN is only noticed for sure when all bytes come at once. */
  readonly atOnce: boolean
}

export type Outcome = Extract<T1HostEffect, { type: 'deliver' | 'fail' }>

/** What the card's application answers: longer than the command, and different for each. */
export function answerTo(apdu: Uint8Array): Uint8Array {
  const answer = new Uint8Array(apdu.length + 2)
  answer.set(Uint8Array.from(apdu).reverse().map((byte) => byte ^ 0x55))
  answer.set([0x90, 0x00], apdu.length)
  return answer
}

/** Flips bits in the order of the line. No burst leaves the part of the block it begins in: EDC, or what EDC covers. */
function flipped(block: Uint8Array, edc: Edc, start: number, pattern: readonly boolean[]): Uint8Array {
  const bytes = Uint8Array.from(block)
  const first = start % (8 * bytes.length)
  const seam = 8 * (bytes.length - (edc === 'crc' ? 2 : 1))
  const end = edc === 'crc' && first < seam ? seam : 8 * bytes.length
  pattern.forEach((flip, offset) => {
    const at = first + offset
    if (flip && at < end) bytes[at >> 3]! ^= 1 << (at & 7)
  })
  return bytes
}

/** A host and a card with a line between them that follows a plan of mishaps, block by block, and then behaves. */
export class Line {
  readonly host: T1Host
  readonly card: T1Card
  /** The commands that the card carried out, in hex. */
  readonly executed: string[] = []
  blocks = 0
  readonly #options: LineOptions
  readonly #toCard: Delivery[] = []
  readonly #toHost: Delivery[] = []
  #outcome: Outcome | undefined
  #answer: (() => void) | undefined

  constructor(options: LineOptions) {
    const { edc, ifsc, ifsd, repeatInDoubt = false } = options
    this.#options = options
    this.host = new T1Host({ edc, ifsc, ifsd, repeatInDoubt })
    this.card = new T1Card({ edc, ifsc })
  }

  /** One exchange; it begins even while blocks of the last one are still on the line. */
  exchange(apdu: Uint8Array): Outcome {
    this.#outcome = undefined
    this.host.begin(apdu)
    for (let step = 0; step < 5_000; step++) {
      this.#drain()
      if (this.#outcome !== undefined) return this.#outcome
      this.#step()
    }
    throw new Error('the exchange does not end')
  }

  #step(): void {
    const command = this.#toCard.shift()
    if (command !== undefined) return this.#arrive(command, this.card)
    const answer = this.#toHost.shift()
    if (answer !== undefined) return this.#arrive(answer, this.host)
    this.card.timedOut()
    this.host.timedOut()
  }

  #arrive({ bytes, late, atOnce }: Delivery, to: T1Host | T1Card): void {
    if (late) {
      this.host.timedOut()
      this.#drain()
    }
    const { pieces = [] } = this.#options
    let turn = 0
    for (let at = 0; at < bytes.length;) {
      const size = atOnce ? bytes.length : pieces[turn++ % pieces.length] ?? bytes.length
      to.received(bytes.subarray(at, at + size))
      at += size
    }
    if (to.midBlock) to.timedOut()
  }

  #drain(): void {
    for (const effect of this.host.drain()) {
      if (effect.type === 'send') this.#put(effect.bytes, this.#toCard)
      if (effect.type === 'deliver' || effect.type === 'fail') this.#outcome = effect
    }
    for (let effects = this.card.drain(); effects.length > 0; effects = this.card.drain()) {
      for (const effect of effects) {
        if (effect.type === 'send') this.#put(effect.bytes, this.#toHost)
        if (effect.type === 'granted') this.#answer?.()
        if (effect.type === 'execute') {
          this.executed.push(hex(effect.apdu))
          this.#answer = () => this.card.answer(effect.exchange, answerTo(effect.apdu))
          if (this.#options.slow) this.card.extend(3)
          else this.#answer()
        }
      }
    }
  }

  #put(bytes: Uint8Array, queue: Delivery[]): void {
    const { mishaps = [], edc } = this.#options
    const mishap = mishaps[this.blocks++] ?? { kind: 'none' }
    const whole = { bytes, late: false, atOnce: false }
    switch (mishap.kind) {
      case 'none': queue.push(whole); break
      case 'lost': break
      case 'twice': queue.push(whole, whole); break
      case 'stuttered': queue.push({ ...whole, bytes: Uint8Array.from([...bytes, ...bytes]), atOnce: true }); break
      case 'late': queue.push({ ...whole, late: true }); break
      case 'cut': queue.push({ ...whole, bytes: bytes.subarray(0, mishap.at % bytes.length) }); break
      case 'burst': {
        const damaged = flipped(bytes, edc, mishap.start, mishap.pattern)
        queue.push({ ...whole, bytes: damaged, atOnce: damaged[2] !== bytes[2] })
      }
    }
  }
}
