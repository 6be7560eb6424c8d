import { MalformedError } from '#protocols/bytes/malformed'
import { decodePinBlock } from '#protocols/iso7816/pin-block'
import { done, refused, type Answer } from './card-handler.ts'
import type { CardMemory } from './card-memory.ts'
import { ReferenceData } from './reference-data.ts'

/** P2 of the commands about a card's own PIN. */
const PIN = 0x81

export interface CardPinOptions {
  readonly tries: number
  /** Digits. */
  readonly least: number
  readonly most: number
  /** The value at first; undefined when none is set. */
  readonly block: Uint8Array | undefined
}

/** The one PIN of a card and whether it was verified in this session: VERIFY and CHANGE REFERENCE DATA. */
export class CardPin {
  readonly #memory: CardMemory
  readonly #pin: ReferenceData
  readonly #options: CardPinOptions
  #verified = false

  constructor(memory: CardMemory, options: CardPinOptions) {
    this.#memory = memory
    this.#options = options
    this.#pin = new ReferenceData(memory, options.tries, options.block)
  }

  get isSet(): boolean {
    return this.#pin.isSet
  }

  get verified(): boolean {
    return this.#verified
  }

  endSession(): void {
    this.#verified = false
  }

  /** Without a block it is only asked how things stand. */
  verify(reference: number, block: Uint8Array | undefined): Answer {
    const missing = this.missing(reference)
    if (missing !== undefined) return missing
    if (block !== undefined) return this.compare(block) ?? done
    if (this.#verified) return done
    return this.#pin.triesLeft === 0 ? refused(0x6983) : refused(0x63c0 | this.#pin.triesLeft)
  }

  /** Without the old one it must have been verified in this session. */
  change(reference: number, oldBlock: Uint8Array | undefined, newBlock: Uint8Array): Answer {
    const missing = this.missing(reference)
    if (missing !== undefined) return missing
    if (!this.takes(newBlock)) return refused(0x6a80)
    return this.shown(oldBlock) ?? this.set(newBlock)
  }

  /** @returns the refusal where the PIN is neither given and right, nor was verified in this session */
  shown(block: Uint8Array | undefined): Answer | undefined {
    if (block !== undefined) return this.compare(block)
    return this.#verified ? undefined : refused(0x6982)
  }

  /** @returns the refusal for another reference, or when no PIN is set */
  missing(reference: number): Answer | undefined {
    if (reference !== PIN) return refused(0x6a88)
    return this.#pin.isSet ? undefined : refused(0x6984)
  }

  /** @returns what to answer when it is not right; a block that is none costs no try */
  compare(block: Uint8Array): Answer | undefined {
    if (this.#pin.triesLeft === 0) return refused(0x6983)
    if (!this.takes(block)) return refused(0x6a80)
    const comparison = this.#pin.compare(block)
    this.#verified = comparison === 'right'
    if (comparison === 'right') return undefined
    return comparison === 'blocked' ? refused(0x6983) : refused(0x63c0 | comparison.triesLeft)
  }

  /** A new PIN with all its tries; whether it is verified stays as it was. */
  set(block: Uint8Array): Answer {
    this.#memory.transact((transaction) => this.#pin.set(transaction, block))
    return done
  }

  /** The first PIN; whoever sets it has shown it. */
  enable(block: Uint8Array): Answer {
    this.#verified = true
    return this.set(block)
  }

  /** No PIN any more. */
  clear(): Answer {
    this.#memory.transact((transaction) => this.#pin.clear(transaction))
    return done
  }

  /** Whether a block is one of a PIN as long as this card wants it. */
  takes(block: Uint8Array): boolean {
    try {
      const { length } = decodePinBlock(block)
      return length >= this.#options.least && length <= this.#options.most
    } catch (error) {
      if (error instanceof MalformedError) return false
      throw error
    }
  }
}
