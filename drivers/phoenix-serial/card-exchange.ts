/** Speaks with one card from one reset to the next, by the protocol that was settled. */
export interface CardExchange {
  /**
   * One command APDU there, one response APDU back.
   * @param leftMs how long the card may still take, in ms; throws when it has had time enough
   * @throws SlotError, WireError; the card is then to be reset
   */
  transmit(capdu: Uint8Array, leftMs: () => number): Promise<Uint8Array>
}
