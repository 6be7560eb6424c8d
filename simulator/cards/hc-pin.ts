import { pinRules } from '#protocols/hpc-card/pin-entry'
import {
  changeReferenceData, disableVerification, enableVerification, resetRetryCounter, verify,
} from '#protocols/iso7816/commands/index'
import type { SecurityStatus } from '#protocols/nhi-card/access'
import { handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import type { CardMemory } from './card-memory.ts'
import { CardPin } from './card-pin.ts'

/** The PIN that a patient may set on a health card. No code opens a blocked one, only the data centre. */
export class HcPin {
  readonly handlers: readonly CardHandler[]
  readonly #pin: CardPin
  readonly #status: () => SecurityStatus

  /** @param block of the PIN that is set; undefined on a new card */
  constructor(memory: CardMemory, block: Uint8Array | undefined, status: () => SecurityStatus) {
    this.#pin = new CardPin(memory, { ...pinRules.hc, block })
    this.#status = status
    this.handlers = [
      handler(verify, ({ reference, block: given }) => this.#pin.verify(reference, given), 'plainInSession'),
      handler(changeReferenceData, ({ reference, oldBlock, newBlock }) => (
        this.#pin.change(reference, oldBlock, newBlock)
      ), 'plainInSession'),
      handler(enableVerification, ({ reference, block: given }) => this.#enable(reference, given), 'plainInSession'),
      handler(disableVerification, ({ reference, block: given }) => this.#disable(reference, given), 'plainInSession'),
      handler(resetRetryCounter, ({ reference, unblocking }) => this.#open(reference, unblocking !== undefined)),
    ]
  }

  /** Whether the PIN stands in the way no more: it was verified, or none is set. */
  get satisfied(): boolean {
    return this.#pin.verified || !this.#pin.isSet
  }

  endSession(): void {
    this.#pin.endSession()
  }

  #enable(reference: number, block: Uint8Array): Answer {
    const missing = this.#pin.missing(reference)
    if (missing?.sw !== 0x6984) return missing ?? refused(0x6985)
    if (!this.#status().sam) return refused(0x6982)
    if (!this.#pin.takes(block)) return refused(0x6a80)
    return this.#pin.enable(block)
  }

  #disable(reference: number, block: Uint8Array | undefined): Answer {
    return this.#pin.missing(reference) ?? this.#pin.shown(block) ?? this.#pin.clear()
  }

  #open(reference: number, withCode: boolean): Answer {
    if (withCode) return refused(0x6a86)
    const missing = this.#pin.missing(reference)
    if (missing !== undefined) return missing
    return this.#status().idc ? this.#pin.clear() : refused(0x6982)
  }
}
