import type { Clock } from '#protocols/port/clock'
import { slotError } from './ccid-reply.ts'
import { isTaken, pinCommand, promptsOf, type PinPrompt, type PinStructure } from './pin-block.ts'

/** A reader asks a person for a PIN, or for those of a change, one after the other. One of the last three ends it, once. */
export interface PinRequest {
  readonly structure: PinStructure
  /** The person has not finished: the host is asked for more time. */
  waiting(): void
  /** The command with what was entered in it. */
  entered(apdu: Uint8Array): void
  /** The new PIN was entered twice and not alike. */
  differed(): void
  /** @param bError PIN_TIMEOUT or PIN_CANCELLED */
  ended(bError: number): void
}

/** What bTimeOut 00 leaves to the reader. Assumed. */
const DEFAULT_TIMEOUT_S = 30
/** Assumed: so often the host is told that the person is not finished. */
const WAITING_MS = 1000

/** The keys and the display of a reader. It holds no digit longer than until the last entry, or their end. */
export class PinPad {
  readonly #clock: Clock
  #request: PinRequest | undefined
  #entries: readonly string[] = []
  #stops: readonly (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether a PIN is asked for. */
  get asks(): boolean {
    return this.#request !== undefined
  }

  /** What the display asks for now; undefined when nothing. */
  get prompt(): PinPrompt | undefined {
    return this.#request === undefined ? undefined : promptsOf(this.#request.structure)[this.#entries.length]
  }

  ask(request: PinRequest): void {
    this.drop()
    this.#request = request
    this.#await(request)
  }

  /** A person types and presses the key that ends the entry. What the pad does not take changes nothing. */
  enter(digits: string): void {
    const request = this.#request
    if (request === undefined || !isTaken(request.structure, digits)) return
    const entries = [...this.#entries, digits]
    const prompts = promptsOf(request.structure)
    this.drop()
    if (entries.length < prompts.length) {
      this.#request = request
      this.#entries = entries
      return this.#await(request)
    }
    if (prompts.at(-1) === 'again' && entries.at(-1) !== entries.at(-2)) return request.differed()
    request.entered(pinCommand(request.structure, entries))
  }

  cancel(): void {
    this.#end(slotError.PIN_CANCELLED)
  }

  /** Nobody is asked any more: the card is gone, or the host does not want it. */
  drop(): void {
    this.#request = undefined
    this.#entries = []
    for (const stop of this.#stops) stop()
    this.#stops = []
  }

  /** The time begins anew with each entry (assumed; CCID does not say what bTimeOut is of). */
  #await(request: PinRequest): void {
    const seconds = request.structure.bTimeOut || DEFAULT_TIMEOUT_S
    this.#stops = [this.#clock.after(seconds * 1000, () => this.#end(slotError.PIN_TIMEOUT))]
    this.#remind(request)
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
