import { equal } from '#protocols/bytes/byte-array'
import type { T1Parameters } from '#protocols/iso7816/atr-parameters'
import type { LineTiming } from '#protocols/iso7816/timing'
import { T1Host } from '#protocols/iso7816/t1/host'
import { t1Error } from '../ccid/slot-fault.ts'
import { SlotError } from '../reader/reader.ts'
import { LATENCY_MS, WireError, type Pacing } from './half-duplex.ts'
import type { CardLine } from './card-line.ts'
import type { CardExchange } from './card-exchange.ts'

/** Where the ATR has reserved values: the least every card takes, and the longest there is, BWI 9 (assumed). */
const LEAST_IFSC = 32
const LONGEST_BWT_US = 51_200_000

export interface T1Options {
  readonly line: CardLine
  readonly pacing: Pacing
  readonly parameters: T1Parameters
  readonly timing: LineTiming
  /** Whether blocks are repeated and the protocol is resynchronised; else the first need of it ends the exchange. */
  readonly repeats: boolean
}

/** Carries command APDUs to a card by T=1: the I/O and the timers around `T1Host`. */
export class T1Exchange implements CardExchange {
  readonly #line: CardLine
  readonly #pacing: Pacing
  readonly #host: T1Host
  readonly #cwtMs: number
  readonly #bwtMs: number
  readonly #repeats: boolean

  constructor({ line, pacing, parameters: { edc, ifsc }, timing: { t1 }, repeats }: T1Options) {
    this.#line = line
    this.#pacing = pacing
    this.#host = new T1Host({ edc, ifsc: ifsc ?? LEAST_IFSC })
    this.#cwtMs = (t1?.cwt.us ?? 0) / 1000 + LATENCY_MS
    this.#bwtMs = (t1?.bwt?.us ?? LONGEST_BWT_US) / 1000
    this.#repeats = repeats
  }

  async transmit(capdu: Uint8Array, leftMs: () => number): Promise<Uint8Array> {
    const host = this.#host
    host.begin(capdu)
    let before: Uint8Array = new Uint8Array()
    for (let waitMs = 0; ;) {
      for (const effect of host.drain()) {
        switch (effect.type) {
          case 'send':
            if (!this.#repeats && isRepair(effect.bytes, before)) throw new SlotError('transmission', 'notRepeated')
            if (isOurs(effect.bytes)) before = effect.bytes
            await this.#send(effect.bytes)
            break
          case 'setTimer':
            waitMs = effect.bwt * this.#bwtMs + LATENCY_MS
            break
          case 'deliver': return effect.apdu
          case 'fail': throw t1Error(effect.reason)
        }
      }
      const bytes = await this.#line.receive(Math.min(host.midBlock ? this.#cwtMs : waitMs, leftMs()))
      if (bytes === undefined) host.timedOut()
      else host.received(bytes)
    }
  }

  /** A block damaged on its way is a block the card asks for again. */
  async #send(block: Uint8Array): Promise<void> {
    try {
      await this.#line.send(block, this.#pacing)
    } catch (error) {
      if (!(error instanceof WireError && error.fault === 'echoDiffers')) throw error
    }
  }
}

const RESYNCH_REQUEST = 0xc0

/** An I-block or a request: a block that no other asked for. The same response may be asked for twice in a row. */
function isOurs([, pcb = 0]: Uint8Array): boolean {
  return pcb < 0x80 || (pcb & 0xe0) === 0xc0
}

/** A block that is sent because something went wrong: it says so, or it is the last one again (ISO/IEC 7816-3:2006 §11.6). */
function isRepair(block: Uint8Array, before: Uint8Array): boolean {
  const pcb = block[1] ?? 0
  const isError = (pcb & 0xc0) === 0x80 && (pcb & 0x0f) !== 0
  return isError || pcb === RESYNCH_REQUEST || (isOurs(block) && equal(block, before))
}
