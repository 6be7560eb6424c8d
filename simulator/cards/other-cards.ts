import { unhex } from '#protocols/bytes/hex'
import type { SimulatedCard } from './simulated-card.ts'

/**
 * A professional's card in the patient's reader: its applet and commands are not public (nhi-facts §4.2), GET DATA of
 * the HC's basic block answers 6A86 (§4.3).
 */
export class ForeignCard implements SimulatedCard {
  readonly atr = unhex('3bf91800008131fe4550565f4a32443038 31b6')

  reset(): void {}

  transmit(capdu: Uint8Array): Uint8Array {
    if (capdu[1] === 0xa4) return Uint8Array.of(0x6a, 0x82)
    return capdu[1] === 0xca ? Uint8Array.of(0x6a, 0x86) : Uint8Array.of(0x6d, 0x00)
  }
}

/** A chip with no contact: no answer to reset, no answer at all. */
export class MuteCard implements SimulatedCard {
  readonly atr = new Uint8Array()

  reset(): void {}

  transmit(): undefined {
    return undefined
  }
}
