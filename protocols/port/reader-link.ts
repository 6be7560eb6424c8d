import type { HealthCount } from '../reader/health.ts'
import type { PinEntry } from '../ccid/pin-entry.ts'

/**
 * The seam between the daemon and whatever carries bytes to cards: a PC/SC service, a USB or serial reader driver, or
 * the simulated clinic. A link brings readers; a reader here is one slot.
 */

/** Kinds of link, in the order in which the console lists them. */
export type LinkKind = 'pcsc' | 'ccid-usb' | 'ccid-serial' | 'phoenix-serial' | 'simulated'

/**
 * How a link is. All of these are normal; none ends the daemon.
 * - `starting`: the first contact is under way
 * - `ready`: readers can be used, possibly none is plugged in
 * - `serviceStopped`: the PC/SC service does not run
 * - `standingBy`: another link drives these readers now
 * - `bindingMissing`: the native module is not installed or was built for another Node
 * - `failing`: the child process that owns the native module hung or crashed and is started again
 */
export type LinkState = 'starting' | 'ready' | 'serviceStopped' | 'standingBy' | 'bindingMissing' | 'failing'

/**
 * Why a device that is plugged in, or configured, cannot be used.
 * - `held`: another program has it; `holder` says which, as `pcscd (1234)`, where the system tells
 * - `denied`: this user may not open it
 * - `absent`: the configured line does not exist
 * - `unsuitable`: it is not what the driver can speak with; `holder` is empty
 * - `silent`: it is open and does not answer
 * - `failing`: anything else; it is tried again
 */
export interface DeviceProblem {
  readonly why: 'held' | 'denied' | 'absent' | 'unsuitable' | 'silent' | 'failing'
  readonly holder: string
}

/**
 * What happened on a link. `presence` numbers one stay of a card in one reader; it grows with every insertion, removal
 * and reset the link knows of, and a link never uses a number twice within one process.
 */
export type LinkEvent =
  | { readonly type: 'linkChanged', readonly state: LinkState }
  | {
    readonly type: 'readerAdded', readonly name: string
    /** Number of the slot in its device, from 0; absent where the link cannot tell. */
    readonly slot?: number
    /** Reasons of the quirks that are applied to this reader, in English. */
    readonly quirks?: readonly string[]
  }
  | { readonly type: 'readerRemoved', readonly name: string }
  | {
    readonly type: 'cardInserted', readonly name: string, readonly presence: number, readonly atr: Uint8Array
    /** The card does not answer its reset. */
    readonly mute: boolean
  }
  | {
    readonly type: 'cardRemoved', readonly name: string
    /** `reset`: another program reset the card, it is followed by a `cardInserted` with a new presence. */
    readonly reason: 'removed' | 'reset'
  }
  /** Something that shows how a reader wears. */
  | { readonly type: 'counted', readonly name: string, readonly what: HealthCount }
  /** How long commands of a transfer took on the way to the card and back, each in microseconds. */
  | { readonly type: 'measured', readonly name: string, readonly us: readonly number[] }
  /** A device that cannot be used, and why; null when that is over. */
  | { readonly type: 'deviceProblem', readonly device: string, readonly problem: DeviceProblem | null }

/** One command of a transfer and what the answer must be for the transfer to go on. */
export interface Exchange {
  /** What a person calls it, in errors and traces: `GET DATA basic`. */
  readonly step: string
  readonly capdu: Uint8Array
  /** Whether the next command is sent although the card refused this one. */
  readonly mayBeRefused: boolean
  /** The PIN is entered at the reader's own pad and put into `capdu` there; it never comes to this PC. */
  readonly pinEntry?: PinEntry
}

export interface TransferRequest {
  readonly name: string
  /** The stay of the card that is meant; a link refuses every other with `cardChanged`. */
  readonly presence: number
  readonly exchanges: readonly Exchange[]
  /** The whole transfer may be repeated once after a transmission error, because it changes nothing on the card. */
  readonly repeatable: boolean
}

/** Response APDUs (data and SW1 SW2), one per command sent; fewer than asked when a refusal ended the transfer. */
export type TransferAnswer = readonly Uint8Array[]

/** Why a transfer ended without its answers. */
export type TransferFailure =
  | 'cardRemoved' | 'cardChanged' | 'cardSilent' | 'readerLost' | 'readerBusy' | 'readerFailed' | 'deadlinePassed'
  | 'pinPadAbsent' | 'pinTimeout' | 'pinCancelled'

export class TransferError extends Error {
  override readonly name = 'TransferError'
  readonly failure: TransferFailure
  /** The step that was under way, as in `Exchange.step`; `connect` before the first; all of them when nobody can tell. */
  readonly step: string
  /** What the layer below called it: the name of a SCARD_* code, of a CCID error, of a T=1 failure; or empty. */
  readonly scard: string

  constructor(failure: TransferFailure, step: string, scard = '') {
    super(`${step}: ${failure}${scard === '' ? '' : ` (${scard})`}`)
    this.failure = failure
    this.step = step
    this.scard = scard
  }
}

export interface ReaderLink {
  readonly kind: LinkKind
  /** Starts and reports from now on; what is already there is reported first. Never throws and never gives up. */
  start(listener: (event: LinkEvent) => void): void
  /**
   * Sends commands to a card, one after the other, with none of another transfer of this daemon between them.
   * @throws TransferError
   */
  transfer(request: TransferRequest): Promise<TransferAnswer>
  /** Something changed outside (a USB event, a resume): a wait for the next try is cut short. */
  hint?(): void
  /** Ends everything the link started. */
  close(): Promise<void>
}
