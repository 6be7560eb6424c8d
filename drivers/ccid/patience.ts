import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { lineTiming, type Line } from '#protocols/iso7816/timing'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { MOST_COMMAND_MS, pinEntryMs } from '../reader/longest-time.ts'

/**
 * How long a command may stay without an answer, in ms, how much more each wanted waiting time is, and how long it may
 * take altogether, however often the reader asks for more time.
 */
export interface Patience {
  readonly ms: number
  readonly extensionMs: number
  readonly mostMs: number
}

/** What a reader needs for itself beside the card, in ms: far more than any known one takes (assumed). */
const READER_MS = 1_000

/** A command that the reader answers by itself; libccid gives it 3 s. There is no card to need more time (assumed). */
export const readerPatience: Patience = { ms: 3 * READER_MS, extensionMs: READER_MS, mostMs: 10 * READER_MS }

/**
 * A reset. By the letter a card may spread its ATR over 33 times 9600 elementary time units, half a minute; a real one
 * takes a second, and a reader that tries three voltages three (assumed).
 */
export const resetPatience: Patience = { ms: 10 * READER_MS, extensionMs: READER_MS, mostMs: 40 * READER_MS }

/** Parameters, with which the reader may do a PPS; the card has the initial waiting time for it, about a second. */
export const parametersPatience: Patience = { ms: 5 * READER_MS, extensionMs: READER_MS, mostMs: 20 * READER_MS }

/** Longest block of T=1, with a CRC, and longest exchange of T=0, in characters. */
const BLOCK_LENGTH = 259
const T0_LENGTH = 263
/** An exchange of T=0 waits for the procedure byte, for the first data byte and for SW1. */
const T0_WAITS = 3
/** Most bytes one exchange of T=0 carries for sure. */
const T0_PIECE = 255
/** Where the ATR has a reserved value: what most cards say, BWI 4 at 4 MHz, rounded up (assumed). */
const TYPICAL_WAIT_US = 1_600_000

/** How long a card and its line may take, by its ATR and the clock of the reader (ISO/IEC 7816-3:2006 §10.2, §11.4). */
export class CardPatience {
  readonly #t: number
  readonly #waitMs: number
  readonly #characterMs: number
  readonly #ifs: number

  /** @param ifs the lesser of what the two sides take in one block of T=1 */
  constructor({ t, parameters, line, ifs }: { t: number, parameters: AtrParameters, line: Line, ifs: number }) {
    const { t0, t1 } = lineTiming(parameters, line)
    this.#t = t
    this.#waitMs = ((t === 0 ? t0?.wt : t1?.bwt)?.us ?? TYPICAL_WAIT_US) / 1000
    this.#characterMs = ((t === 0 ? t0?.gt : t1?.cgt)?.us ?? 0) / 1000
    this.#ifs = ifs
  }

  /** One exchange of T=0; or one block of T=1, `bwt` block waiting times, and the block that answers it. */
  exchange(bwt = 1): Patience {
    return this.#t === 0 ? this.#lasting(T0_WAITS, T0_LENGTH) : this.#lasting(bwt, 2 * BLOCK_LENGTH)
  }

  /** One message at character level: so many bytes there and back, and the first may take `bwt` waiting times. */
  characters(count: number, bwt = 1): Patience {
    return this.#lasting(bwt, count)
  }

  /** A whole command APDU and so many bytes of its answer, which the reader carries out by itself. */
  apdu(sent: number, wanted: number): Patience {
    const piece = this.#t === 0 ? T0_PIECE : this.#ifs
    // and one more: 6Cxx has a command repeated, a damaged block a block
    const exchanges = Math.ceil(sent / piece) + Math.ceil(wanted / piece) + 1
    const { ms, extensionMs } = this.exchange()
    return patience(exchanges * (ms - READER_MS) + READER_MS, extensionMs)
  }

  /** A PIN entry, 0 seconds when it is left to the reader, and the exchange after it. */
  pin(entry: Pick<PinEntry, 'timeoutS' | 'change'>): Patience {
    const { ms, extensionMs } = this.exchange()
    return patience(pinEntryMs(entry) + ms, extensionMs)
  }

  #lasting(waits: number, characters: number): Patience {
    const ms = waits * this.#waitMs + characters * this.#characterMs + READER_MS
    return patience(Math.ceil(ms), Math.ceil(this.#waitMs))
  }
}

function patience(ms: number, extensionMs: number): Patience {
  return { ms, extensionMs, mostMs: Math.max(ms, MOST_COMMAND_MS) }
}
