import { MalformedError } from '#protocols/bytes/malformed'
import { decodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { createT0Host, type T0Effect } from '#protocols/iso7816/t0/engine'
import { tpduOf, type Tpdu } from '#protocols/iso7816/t0/tpdu'
import type { LineTiming } from '#protocols/iso7816/timing'
import { t0Error } from '../ccid/slot-fault.ts'
import { SlotError } from '../reader/reader.ts'
import type { CardExchange } from './card-exchange.ts'
import type { CardLine } from './card-line.ts'
import { LATENCY_MS, type Pacing } from './half-duplex.ts'

/** Where the ATR has the reserved WI 0: a second, as with the default one at 9600 bits per second (assumed). */
const TYPICAL_WT_US = 1_000_000

/**
 * Carries command APDUs to a card by T=0: the I/O and the timer around `createT0Host`. A UART cannot signal a character
 * that came with wrong parity, and the operating system does not tell of it, so nothing is asked for again: what is
 * noticed ends the exchange.
 */
export class T0Exchange implements CardExchange {
  readonly #line: CardLine
  readonly #pacing: Pacing
  readonly #host = createT0Host()
  readonly #wtMs: number

  constructor(line: CardLine, pacing: Pacing, { t0 }: LineTiming) {
    this.#line = line
    this.#pacing = pacing
    this.#wtMs = (t0?.wt.us ?? TYPICAL_WT_US) / 1000 + LATENCY_MS
  }

  async transmit(capdu: Uint8Array, leftMs: () => number): Promise<Uint8Array> {
    let effects: readonly T0Effect[] = this.#host.begin(exchangeFor(capdu))
    for (;;) {
      for (const effect of effects) {
        if (effect.type === 'answered') return encodeResponseApdu(effect.response)
        if (effect.type === 'failed') throw t0Error(effect.failure)
        if (effect.type === 'send') await this.#line.send(effect.bytes, this.#pacing)
      }
      const bytes = await this.#line.receive(Math.min(this.#wtMs, leftMs()))
      effects = bytes === undefined ? this.#host.timedOut() : this.#host.received(bytes)
    }
  }
}

function exchangeFor(capdu: Uint8Array): Tpdu {
  try {
    return tpduOf(decodeCommandApdu(capdu))
  } catch (error) {
    if (error instanceof MalformedError) throw new SlotError('refused', error.field)
    throw error
  }
}
