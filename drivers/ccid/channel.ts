import type { CcidInterrupt } from '#protocols/ccid/interrupt'
import type { CcidAnswer } from '#protocols/ccid/messages'

/** What carries CCID messages to one device and back: the pipes of USB, or a serial line. */
export interface CcidChannel {
  /** One message of the bulk-OUT pipe. Rejects when it did not go out. */
  send(message: Uint8Array): Promise<void>
  /** The control request ABORT; a serial line has none and says true at once. Never rejects. */
  requestAbort(bSlot: number, bSeq: number): Promise<boolean>
}

/** What comes from a device. */
export interface CcidChannelListener {
  answer(message: CcidAnswer): void
  interrupt(message: CcidInterrupt): void
  /** Bytes came that are no message: what the reader is doing is not known. */
  malformed(): void
  /** The device is gone. */
  lost(): void
}
