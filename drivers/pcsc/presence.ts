import type { LinkEvent } from '#protocols/port/reader-link'
import { readReaderState } from '#protocols/pcsc/reader-state'

export type CardEvent = Extract<LinkEvent, { type: 'cardInserted' | 'cardRemoved' }>

export interface Presence {
  readonly number: number
  readonly atr: Uint8Array
  readonly mute: boolean
  /** The service's event counter when this presence began. */
  readonly events: number
}

/**
 * Numbers the stays of cards in one reader. A presence ends with everything after which the card may be another one or
 * have another state: removal, a jump of the event counter (a removal and an insertion reported as one change), a reset
 * by another program.
 */
export class PresenceCounter {
  readonly #name: string
  readonly #next: () => number
  readonly #report: (event: CardEvent) => void
  #current: Presence | undefined
  #events: number | undefined
  /** The card whose removal a call has told of before the service's own report came. */
  #removedAhead: Presence | undefined

  /** @param next a number never given before */
  constructor(name: string, next: () => number, report: (event: CardEvent) => void) {
    this.#name = name
    this.#next = next
    this.#report = report
  }

  get current(): Presence | undefined {
    return this.#current
  }

  is(number: number): boolean {
    return this.#current?.number === number
  }

  /** Takes a SCARD_READERSTATE. Says whether it told of a removal and an insertion at once. */
  stateChanged(dwEventState: number, atr: Uint8Array): boolean {
    const { present, mute, events, unknown, unavailable } = readReaderState(dwEventState)
    const jumped = this.#events !== undefined && events !== this.#events
    this.#events = events
    if (!present || unknown || unavailable) {
      this.#removedAhead = undefined
      this.#end('removed')
      return false
    }
    // A report made before the removal that a call has already told of.
    if (this.#removedAhead?.events === events && sameBytes(this.#removedAhead.atr, atr)) return false
    this.#removedAhead = undefined

    const before = this.#current
    if (before === undefined) {
      this.#begin(atr, mute, events)
      return false
    }
    // Some services do not count; another ATR is another card or another reset of the same one.
    if (!jumped && before.mute === mute && sameBytes(before.atr, atr)) return false
    this.#end(jumped ? 'removed' : 'reset')
    this.#begin(atr, mute, events)
    return jumped
  }

  /** A call was answered by SCARD_W_REMOVED_CARD or SCARD_E_NO_SMARTCARD. */
  removed(): void {
    this.#removedAhead = this.#current
    this.#end('removed')
  }

  /**
   * The service has had the time to report the removal that a call told of. If it has not, the call was wrong: the card
   * is there, and begins anew.
   */
  reconsider(): void {
    const ahead = this.#removedAhead
    this.#removedAhead = undefined
    if (ahead !== undefined && this.#current === undefined) this.#begin(ahead.atr, ahead.mute, ahead.events)
  }

  /** A call was answered by SCARD_W_RESET_CARD, or another program had the card for itself. */
  wasReset(): void {
    const before = this.#current
    if (before === undefined) return
    this.#end('reset')
    this.#begin(before.atr, before.mute, before.events)
  }

  #begin(atr: Uint8Array, mute: boolean, events: number): void {
    const number = this.#next()
    this.#current = { number, atr, mute, events }
    this.#report({ type: 'cardInserted', name: this.#name, presence: number, atr, mute })
  }

  #end(reason: 'removed' | 'reset'): void {
    if (this.#current === undefined) return
    this.#current = undefined
    this.#report({ type: 'cardRemoved', name: this.#name, reason })
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
