/**
 * The port under the PC/SC child process: what it needs from a PC/SC service, and nothing else. The native binding is
 * one implementation, the simulated service another.
 */

/** What a call of this port rejects with or throws: the service's own code and the text that came with it. */
export interface ScardFailure extends Error {
  /** The value of the SCARD_* code, 0x80100000 to 0x801000ff, unsigned; `control` may give the system's own on Windows. */
  readonly scard: number
}

/** A reader as the service lists it: one slot. Calls are made one at a time. */
export interface PcscReader {
  readonly name: string
  /**
   * SCardConnect, SCARD_SHARE_SHARED, T=0 or T=1.
   * @returns the active protocol, SCARD_PROTOCOL_T0 (1) or SCARD_PROTOCOL_T1 (2)
   * @throws ScardFailure
   */
  connect(): Promise<number>
  /** SCardDisconnect, always SCARD_LEAVE_CARD. Never rejects: whatever happened, the reader is not connected then. */
  disconnect(): Promise<void>
  /**
   * SCardTransmit: one command APDU in, one response APDU of any length out.
   * @throws ScardFailure
   */
  transmit(capdu: Uint8Array): Promise<Uint8Array>
  /**
   * Looks whether the connection is still the one to the card that is there, as `transmit` does before it sends. The card
   * is sent nothing.
   * @throws ScardFailure as `transmit` through a connection to a card that is gone or was reset
   */
  probe(): Promise<void>
  /** SCARD_CTL_CODE, which is another one on every platform: the control code of a function number of PC/SC. */
  ctlCode(code: number): number
  /**
   * SCardControl, for a reader that is connected to. The service hands it to the reader's driver and looks at nothing
   * else: pcscd tells neither of a card that is gone or is another one by now, nor of a reset by another program. That is
   * what `probe` is for.
   * @param dwControlCode by `ctlCode`, or told by the reader; 4 bytes
   * @returns what the driver answers, up to 512 bytes
   * @throws ScardFailure SCARD_E_UNSUPPORTED_FEATURE for a code that the driver does not know
   */
  control(dwControlCode: number, input: Uint8Array): Promise<Uint8Array>
}

/**
 * - `stateChanged`: SCARD_READERSTATE of a reader, reported once when it appears and after every change. Changes that
 *   follow each other closely may arrive as one: the event counter in the high word tells.
 * - `failed`: the service is gone. Nothing more comes from this context and nothing of it may be used again.
 */
export type PcscContextEvent =
  | { readonly type: 'readerAdded', readonly reader: PcscReader }
  | { readonly type: 'stateChanged', readonly name: string, readonly dwEventState: number, readonly atr: Uint8Array }
  | { readonly type: 'readerRemoved', readonly name: string }
  | { readonly type: 'failed', readonly failure: ScardFailure }

/**
 * Opens a context; events come after the call has returned.
 * @throws ScardFailure when the service does not run
 */
export type OpenPcscContext = (listener: (event: PcscContextEvent) => void) => void
