import type { PinVerification } from '#protocols/ccid/pin-data'
import type { Clock } from '#protocols/port/clock'
import { slotError } from './ccid-reply.ts'
import { isTaken, pinCommand } from './pin-block.ts'

/** A reader asks a person for a PIN. One of the three ends it, once. */
export interface PinRequest {
  readonly verification: PinVerification
  /** The person has not finished: the host is asked for more time. */
  waiting(): void
  /** The command with the PIN in it. */
  entered(apdu: Uint8Array): void
  /** @param bError PIN_TIMEOUT or PIN_CANCELLED */
  ended(bError: number): void
}

/** What bTimeOut 00 leaves to the reader. Assumed. */
const DEFAULT_TIMEOUT_S = 30
/** Assumed: so often the host is told that the person is not finished. */
const WAITING_MS = 1000

/** The keys and the display of a reader. It holds no digit longer than the call that brings it. */
export class PinPad {
  readonly #clock: Clock
  #request: PinRequest | undefined
  #stops: readonly (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether a PIN is asked for. */
  get asks(): boolean {
    return this.#request !== undefined
  }

  ask(request: PinRequest): void {
    this.#request = request
    const seconds = request.verification.bTimeOut || DEFAULT_TIMEOUT_S
    this.#stops = [this.#clock.after(seconds * 1000, () => this.#end(slotError.PIN_TIMEOUT))]
    this.#remind(request)
  }

  /** A person types and presses the key that ends the entry. What the pad does not take changes nothing. */
  enter(digits: string): void {
    const request = this.#request
    if (request === undefined || !isTaken(request.verification, digits)) return
    this.drop()
    request.entered(pinCommand(request.verification, digits))
  }

  cancel(): void {
    this.#end(slotError.PIN_CANCELLED)
  }

  /** Nobody is asked any more: the card is gone, or the host does not want it. */
  drop(): void {
    this.#request = undefined
    for (const stop of this.#stops) stop()
    this.#stops = []
  }

  #remind(request: PinRequest): void {
    const [timeout] = this.#stops
    if (timeout === undefined) return
    this.#stops = [timeout, this.#clock.after(WAITING_MS, () => {
      request.waiting()
      if (this.#request === request) this.#remind(request)
    })]
  }

  #end(bError: number): void {
    const request = this.#request
    this.drop()
    request?.ended(bError)
  }
}
