import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { DeviceProblem, LinkKind } from '#protocols/port/reader-link'
import type { HealthCount } from '#protocols/reader/health'

/**
 * What a driver of readers is: it finds devices, opens them, and gives their slots as power and APDUs. Everything else
 * (presences, queues, transfers, recovery) is done once, in this folder, for all of them.
 */

/**
 * Why a slot did not do what was asked.
 * - `cardAbsent`: there is no card, or not any more
 * - `cardMute`: the card does not answer
 * - `transmission`: damage on the line that was not repaired; a further try may well succeed
 * - `protocol`: the card speaks nothing the reader or the driver speaks
 * - `refused`: the reader refuses the command
 * - `pinPadAbsent`, `pinTimeout`, `pinCancelled`: of an entry at the pad
 * - `readerLost`: the device is gone or not to be trusted any more: it is closed and opened anew
 */
export type SlotFault =
  | 'cardAbsent' | 'cardMute' | 'transmission' | 'protocol' | 'refused' | 'pinPadAbsent' | 'pinTimeout' | 'pinCancelled'
  | 'readerLost'

export class SlotError extends Error {
  override readonly name = 'SlotError'
  readonly fault: SlotFault
  /** What the layer below called it: `ICC_MUTE`, `unresponsive`; for a field engineer. */
  readonly detail: string

  constructor(fault: SlotFault, detail = '') {
    super(detail === '' ? fault : `${fault} (${detail})`)
    this.fault = fault
    this.detail = detail
  }
}

/** One slot of an open device. One call at a time: whoever uses it waits for the end of the call before. */
export interface ReaderSlot {
  /** From 0. */
  readonly number: number
  /**
   * Cold reset: power off, power on, and whatever the card and the reader need before the first command (PPS, IFSD).
   * @returns the ATR
   * @throws SlotError `cardAbsent`, `cardMute`, `transmission`, `protocol`, `readerLost`
   */
  powerOn(): Promise<Uint8Array>
  /** Never rejects. */
  powerOff(): Promise<void>
  /**
   * One command APDU in, the card's response APDU out. 61xx and 6Cxx are the caller's (`commandPipeline`). After a
   * failure but `pinPadAbsent`, `pinTimeout` and `pinCancelled` the card is to be powered on again.
   * @throws SlotError
   */
  transmit(capdu: Uint8Array, pinEntry?: PinEntry): Promise<Uint8Array>
}

/** What an open device tells by itself. */
export interface ReaderListener {
  /**
   * Whether a card is in a slot: for each slot soon after the opening, then when it changes. Absent and present in a row
   * may be a card pulled and pushed back: two calls in a row with `present` and nothing between are one.
   */
  card(slot: number, present: boolean): void
  /** Something to be counted of a slot. */
  count(slot: number, what: HealthCount): void
  /** The device is gone or not to be trusted any more. Nothing comes after it; `close` is still called. */
  lost(): void
}

/** An open device. */
export interface Reader {
  /** What a person calls it; the slots' names come from it. Two of the same model differ: serial number, or place. */
  readonly name: string
  readonly slots: readonly ReaderSlot[]
  /** Reasons of the quirks applied, in English; empty for a reader that does as the standard says. */
  readonly quirks: readonly string[]
  /** Takes the power from the cards and gives the device back. Never rejects; what is under way fails. */
  close(): Promise<void>
}

/** Why a device cannot be opened now. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  readonly problem: DeviceProblem

  constructor(problem: DeviceProblem) {
    super(problem.holder === '' ? problem.why : `${problem.why} by ${problem.holder}`)
    this.problem = problem
  }
}

/** A device that is plugged in, or configured. */
export interface FoundDevice {
  /** The same for the same socket or line; names problems of a device that is not open. */
  readonly id: string
  /** @throws OpenError */
  open(listener: ReaderListener): Promise<Reader>
}

export interface ReaderDriver {
  readonly kind: LinkKind
  /**
   * Reports the devices there are, then every change. A device that was unplugged and comes back is a new object.
   * @returns ends the reports
   */
  watch(listener: { found(device: FoundDevice): void, gone(device: FoundDevice): void }): () => void
}
