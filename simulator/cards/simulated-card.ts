/** A card at its contacts. What it is and holds is its own affair. */
export interface SimulatedCard {
  readonly atr: Uint8Array
  /** power-on or reset; loses all volatile state */
  reset(): void
  /** one command APDU in, one response APDU out; never throws; undefined = the card stays silent */
  transmit(capdu: Uint8Array): Uint8Array | undefined
}
