import type { PinEntry } from '#protocols/ccid/pin-entry'
import { concat } from '#protocols/bytes/byte-array'
import { decodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { createT0Host, type T0Effect } from '#protocols/iso7816/t0/engine'
import { encodeHeader, tpduOf, type Tpdu } from '#protocols/iso7816/t0/tpdu'
import { SlotError } from '../reader/reader.ts'
import { dataBlock, type CardExchange, type ExchangeOptions } from './exchange.ts'
import { roomIn } from './facts.ts'
import { enterPin, spelt } from './pin-pad.ts'
import { t0Error } from './slot-fault.ts'

/** A card that only ever asks for time, one NULL after the other, is given up after so many messages (assumed). */
const MESSAGES = 1_000

/** T=0 where the reader is given TPDUs and moves their bytes by itself; 61xx and 6Cxx stay the caller's. */
export class T0TpduExchange implements CardExchange {
  readonly #options: ExchangeOptions

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  async transmit(capdu: Uint8Array): Promise<Uint8Array> {
    const { commands, facts, patience } = this.#options
    const abData = bytesOf(capdu)
    if (abData.length > roomIn(facts)) throw new SlotError('refused', 'commandTooLong')
    const request = { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter: 0, abData } as const
    return answerOf((await dataBlock(commands, request, patience.exchange())).abData)
  }

  async transmitPin(capdu: Uint8Array, entry: PinEntry): Promise<Uint8Array> {
    // a command that has no data before the PIN is entered keeps its own form: the reader writes Lc
    const apdu = entry.length === 0 ? capdu : bytesOf(capdu)
    return answerOf((await enterPin(this.#options, { apdu, entry })).abData)
  }
}

/** T=0 where the reader moves characters only: procedure bytes are ours. */
export class T0CharacterExchange implements CardExchange {
  readonly #options: ExchangeOptions
  readonly #host = createT0Host()

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  async transmit(capdu: Uint8Array): Promise<Uint8Array> {
    let effects = this.#host.begin(tpdu(capdu))
    for (let message = 0; message < MESSAGES; message++) {
      const sent: Uint8Array[] = []
      for (const effect of effects) {
        if (effect.type === 'answered') return encodeResponseApdu(effect.response)
        if (effect.type === 'failed') throw t0Error(effect.failure)
        if (effect.type === 'send') sent.push(effect.bytes)
      }
      effects = await this.#characters(concat(...sent))
    }
    throw new SlotError('cardMute', 'nullWithoutEnd')
  }

  transmitPin(): Promise<Uint8Array> {
    // the reader would have to know procedure bytes, which at this level it does not
    return Promise.reject(new SlotError('pinPadAbsent', 'characterLevel'))
  }

  /** What does not fit one message goes and comes in several; only the last of those that go wants an answer. */
  async #characters(bytes: Uint8Array): Promise<readonly T0Effect[]> {
    const room = roomIn(this.#options.facts)
    let from = 0
    for (; bytes.length - from > room; from += room) await this.#transfer(bytes.subarray(from, from + room), 0)
    const answer = await this.#transfer(bytes.subarray(from), Math.min(this.#host.wanted, room))
    return answer.length === 0 ? this.#host.timedOut() : this.#host.received(answer)
  }

  async #transfer(abData: Uint8Array, wLevelParameter: number): Promise<Uint8Array> {
    const { commands, patience } = this.#options
    const request = { name: 'PC_to_RDR_XfrBlock', bBWI: 0, wLevelParameter, abData } as const
    return (await dataBlock(commands, request, patience.characters(abData.length + wLevelParameter))).abData
  }
}

function tpdu(capdu: Uint8Array): Tpdu {
  return spelt(() => tpduOf(decodeCommandApdu(capdu)))
}

function bytesOf(capdu: Uint8Array): Uint8Array {
  const exchange = tpdu(capdu)
  return concat(encodeHeader(exchange), exchange.data)
}

function answerOf(abData: Uint8Array): Uint8Array {
  if (abData.length < 2) throw new SlotError('transmission', 'answerWithoutStatus')
  return abData
}
