/** Bits of a reader state, PC/SC Part 5, SCARD_READERSTATE; names and values as in pcsclite.h. */
export const SCARD_STATE_IGNORE = 0x0001
export const SCARD_STATE_CHANGED = 0x0002
export const SCARD_STATE_UNKNOWN = 0x0004
export const SCARD_STATE_UNAVAILABLE = 0x0008
export const SCARD_STATE_EMPTY = 0x0010
export const SCARD_STATE_PRESENT = 0x0020
export const SCARD_STATE_ATRMATCH = 0x0040
export const SCARD_STATE_EXCLUSIVE = 0x0080
export const SCARD_STATE_INUSE = 0x0100
export const SCARD_STATE_MUTE = 0x0200
export const SCARD_STATE_UNPOWERED = 0x0400

export interface ReaderState {
  readonly present: boolean
  /** A card is there and did not answer its reset. */
  readonly mute: boolean
  readonly empty: boolean
  /** Some program is connected to the card. */
  readonly inUse: boolean
  /** Some program holds the card for itself alone. */
  readonly exclusive: boolean
  readonly unavailable: boolean
  /** The service knows no reader of this name. */
  readonly unknown: boolean
  /**
   * Insertions and removals the service has counted on this reader, modulo 65,536. A difference means that the card
   * may be another one even if a card is there both times.
   */
  readonly events: number
}

/** Reads a `dwEventState`: flags in the low word, the service's count of events in the high word. */
export function readReaderState(dwEventState: number): ReaderState {
  const has = (flag: number) => (dwEventState & flag) !== 0
  return {
    present: has(SCARD_STATE_PRESENT),
    mute: has(SCARD_STATE_MUTE),
    empty: has(SCARD_STATE_EMPTY),
    inUse: has(SCARD_STATE_INUSE),
    exclusive: has(SCARD_STATE_EXCLUSIVE),
    unavailable: has(SCARD_STATE_UNAVAILABLE),
    unknown: has(SCARD_STATE_UNKNOWN),
    events: dwEventState >>> 16,
  }
}
