import { pinRules } from '#protocols/hpc-card/pin-entry'
import { changeReferenceData, resetRetryCounter, verify } from '#protocols/iso7816/commands/index'
import { handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import type { CardMemory } from './card-memory.ts'
import { CardPin } from './card-pin.ts'

type Unblocking = { readonly code: Uint8Array, readonly newBlock: Uint8Array }

/** PIN and PUK of a professional card. */
export class HpcPin {
  readonly handlers: readonly CardHandler[]
  readonly #pin: CardPin
  readonly #puk: CardPin

  /** @param blocks as the issuer set them */
  constructor(memory: CardMemory, blocks: { readonly pin: Uint8Array, readonly puk: Uint8Array }) {
    this.#pin = new CardPin(memory, { ...pinRules.hpc, block: blocks.pin })
    this.#puk = new CardPin(memory, { tries: 10, least: 8, most: 8, block: blocks.puk })
    this.handlers = [
      handler(verify, ({ reference, block }) => this.#pin.verify(reference, block), 'plainInSession'),
      handler(changeReferenceData, ({ reference, oldBlock, newBlock }) => (
        this.#pin.change(reference, oldBlock, newBlock)
      ), 'plainInSession'),
      handler(resetRetryCounter, ({ reference, unblocking }) => this.#unlock(reference, unblocking), 'plainInSession'),
    ]
  }

  get verified(): boolean {
    return this.#pin.verified
  }

  endSession(): void {
    this.#pin.endSession()
  }

  #unlock(reference: number, unblocking: Unblocking | undefined): Answer {
    if (unblocking === undefined) return refused(0x6a86)
    const missing = this.#pin.missing(reference)
    if (missing !== undefined) return missing
    if (!this.#pin.takes(unblocking.newBlock)) return refused(0x6a80)
    const wrong = this.#puk.compare(unblocking.code)
    if (wrong !== undefined) return wrong
    // nobody has shown the new one, whoever had shown the old
    this.#pin.endSession()
    return this.#pin.set(unblocking.newBlock)
  }
}
