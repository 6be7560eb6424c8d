import { unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { decodeCommandApdu, encodeResponseApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { getData } from '#protocols/iso7816/commands/get-data'
import { select } from '#protocols/iso7816/commands/select'
import { hcApplication } from '#protocols/nhi-card/application'
import { cardId } from '#protocols/nhi-card/card-id'
import { cardTermination } from '#protocols/nhi-card/card-termination'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import { equal } from '#protocols/bytes/byte-array'
import type { Person } from '../people.ts'
import type { SimulatedCard } from './simulated-card.ts'

/** One of the published answers to reset (nhi-facts §4.1, "PVJCOP4SID"): T=1 only. */
const ATR = unhex('3bfa1800008131fe4550564a434f503453494493')

const none = new Uint8Array()

/**
 * The public part of an NHI card (HC), built from the codecs the daemon reads with. It is as strict as the facts
 * allow: data are given only after SELECT, and every other command is refused.
 */
export class HealthCard implements SimulatedCard {
  readonly atr = ATR
  readonly #objects: ReadonlyMap<number, Uint8Array>
  #selected = false

  constructor(person: Person, { cancelled = false, hcId = unhex(idOf(person)) } = {}) {
    this.#objects = new Map([
      [cardId.tag, hcId],
      [publicBasic.tag, publicBasic.content.encode(person)],
      [cardTermination.tag, cardTermination.content.encode({ cancelled })],
    ])
  }

  reset(): void {
    this.#selected = false
  }

  transmit(capdu: Uint8Array): Uint8Array {
    try {
      return this.#answer(decodeCommandApdu(capdu))
    } catch (error) {
      if (error instanceof MalformedError) return status(0x6700)
      throw error
    }
  }

  #answer(command: CommandApdu): Uint8Array {
    if (select.matches(command)) {
      this.#selected = equal(select.decode(command).aid, unhex(hcApplication.aid))
      return status(this.#selected ? 0x9000 : 0x6a82)
    }
    if (getData.matches(command)) {
      if (!this.#selected) return status(0x6985)
      const data = this.#objects.get(getData.decode(command).tag)
      return data === undefined ? status(0x6a88) : encodeResponseApdu({ data, sw: 0x9000 })
    }
    return status(0x6d00)
  }
}

function status(sw: number): Uint8Array {
  return encodeResponseApdu({ data: none, sw })
}

/** Twelve bytes that differ from card to card; their real meaning is not public, so they mean nothing here either. */
function idOf({ cardSn }: Person): string {
  return cardSn.padStart(24, '0')
}
