/** Speaks with one card from one reset to the next, by the protocol that was settled. */
export interface CardExchange {
  /**
   * One command APDU there, one response APDU back.
   * @param mustEnd called before every wait but the first; throws when the card has had time enough
   * @throws SlotError, WireError; the card is then to be reset
   */
  transmit(capdu: Uint8Array, mustEnd: () => void): Promise<Uint8Array>
}
