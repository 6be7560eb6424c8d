import { equal } from '#protocols/bytes/byte-array'
import { unhex } from '#protocols/bytes/hex'
import { decodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { buildAtr } from '#protocols/iso7816/atr'
import type { SimulatedCard } from '#simulator/cards/simulated-card'

/** ATRs of cards that differ in what they speak. */
export const atrs = {
  t0: buildAtr({ first: { ta: 0x18 } }),
  t1: buildAtr({ first: { ta: 0x18 }, further: [{ t: 1 }, { t: 1, ta: 0xfe, tb: 0x45 }] }),
  t1Crc: buildAtr({ further: [{ t: 1 }, { t: 1, ta: 0x20, tb: 0x45, tc: 0x01 }] }),
  both: buildAtr({ first: { ta: 0x96 }, further: [{ t: 0 }, { t: 1, ta: 0xfe, tb: 0x45 }] }),
  specificT1: buildAtr({ first: { ta: 0x18 }, further: [{ t: 1, ta: 0x81 }, { t: 1, ta: 0xfe, tb: 0x45 }] }),
  implicitT1: buildAtr({ further: [{ t: 1, ta: 0x91 }, { t: 1, ta: 0xfe, tb: 0x45 }] }),
  t14: buildAtr({ further: [{ t: 14 }] }),
} as const

/** The place of a PIN in ASCII, filled up to 8 bytes, and the card that takes 123456 there. */
export const VERIFY = '0020000108ffffffffffffffff'
export const CHANGE = `0024000110${'ff'.repeat(16)}`
const PIN = unhex('313233343536ffff')

/** What READ BINARY of so many bytes answers. */
export function content(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff)
}

/** A card with every kind of command: reads, updates, selects with an answer, verifies and changes a PIN, refuses the rest. */
export class PlainCard implements SimulatedCard {
  readonly atr: Uint8Array
  readonly #id: number
  resets = 0

  /** @param id SW2 of the answer to INS 01, by which cards differ */
  constructor(atr: Uint8Array = atrs.t1, id = 0) {
    this.atr = atr
    this.#id = id
  }

  reset(): void {
    this.resets++
  }

  transmit(capdu: Uint8Array): Uint8Array {
    const { ins, data = new Uint8Array(), le = 0 } = decodeCommandApdu(capdu)
    switch (ins) {
      case 0x01: return encodeResponseApdu({ data: new Uint8Array(), sw: 0x9000 | this.#id })
      case 0xb0: return encodeResponseApdu({ data: content(le), sw: 0x9000 })
      case 0xd6: return Uint8Array.of(...equal(data, content(data.length)) ? [0x90, 0x00] : [0x65, 0x81])
      case 0xa4: return encodeResponseApdu({ data: data.toReversed(), sw: 0x9000 })
      case 0x24: return Uint8Array.of(...equal(data.subarray(0, 8), PIN) ? [0x90, 0x00] : [0x63, 0xc2])
      case 0x20: return Uint8Array.of(...equal(data, PIN) ? [0x90, 0x00] : [0x63, 0xc2])
      default: return Uint8Array.of(0x6d, 0x00)
    }
  }
}
