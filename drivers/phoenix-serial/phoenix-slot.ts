import type { Clock } from '#protocols/port/clock'
import type { HealthCount } from '#protocols/reader/health'
import { MOST_COMMAND_MS } from '../reader/longest-time.ts'
import { SlotError, type ReaderSlot, type SlotFault } from '../reader/reader.ts'
import { Turns } from '../ccid/turns.ts'
import { activate } from './activation.ts'
import { readAtr } from './answer-to-reset.ts'
import type { CardExchange } from './card-exchange.ts'
import type { CardLine } from './card-line.ts'
import { CardSwitch } from './card-switch.ts'
import { WireError, type WireFault } from './half-duplex.ts'

/** In ms: how often a reader without a switch is asked for a card, by a reset. */
const SEARCH_MS = 1_000

const faultOf: Readonly<Record<WireFault, SlotFault>> = {
  lost: 'readerLost', pulled: 'cardAbsent', echoMissing: 'readerLost', echoDiffers: 'transmission',
  unsupported: 'readerLost',
}

export interface PhoenixSlotOptions {
  readonly line: CardLine
  readonly clock: Clock
  /** Bits per second after a reset. */
  readonly baudRate: number
  /** Bits per second that are never exceeded. */
  readonly mostBaud: number
  /** False: whether a card is there is only found out by asking it. */
  readonly hasSwitch: boolean
  readonly card: (present: boolean) => void
  readonly count: (what: HealthCount) => void
  /** The reader is not there any more, although its line is. */
  readonly lost: () => void
}

/**
 * Failures of a command after which the card is as it was: it was not sent, or answered as it should not.
 */
const HARMLESS: readonly SlotFault[] = ['refused', 'pinPadAbsent']

/**
 * The slot of a reader that is nothing but wires.
 *
 * Without a switch nobody tells of a card that is pulled, and two cards of a kind say the same at their reset. So whatever
 * goes otherwise than it should with a card that was spoken to ends its stay: silence, damage, the first repetition that
 * T=1 would make, a byte that nobody asked for (a card that gets power may answer by itself). It counts as gone, and what
 * answers a reset afterwards counts as another card. A card that is there and mute does not show at all. What remains: a
 * card that is exchanged unheard, and takes commands without a reset, as no card should.
 */
export class PhoenixSlot implements ReaderSlot {
  readonly number = 0
  readonly #options: PhoenixSlotOptions
  readonly #turns = new Turns(1)
  readonly #switch: CardSwitch | undefined
  #present: boolean | undefined
  #exchange: CardExchange | undefined
  /** The card was sent a command since it came. */
  #spokenTo = false
  #busy = false
  #closed = false
  #stopSearching = () => {}

  constructor(options: PhoenixSlotOptions) {
    this.#options = options
    const { hasSwitch, line, clock } = options
    this.#switch = hasSwitch ? new CardSwitch(line, clock, (present) => this.#saw(present)) : undefined
  }

  /** Finds out whether a card is there, and tells of every change from now on. @throws SerialError */
  async start(): Promise<void> {
    if (this.#switch === undefined) void this.#search()
    else await this.#switch.start()
  }

  powerOn(): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      this.#exchange = undefined
      if (this.#switch !== undefined && this.#present === false) throw new SlotError('cardAbsent')
      if (this.#switch === undefined && this.#spokenTo) {
        this.#saw(false)
        throw new SlotError('cardAbsent', 'perhaps another card')
      }
      const { line, baudRate, mostBaud, count } = this.#options
      const { atr, exchange } = await activate({
        line, baudRate, mostBaud, staysItself: this.#switch !== undefined, retried: () => count('atrRetried'),
      })
      this.#exchange = exchange
      if (this.#switch === undefined) this.#saw(true)
      return atr
    })
  }

  async powerOff(): Promise<void> {
    await this.#inTurn(async () => {
      this.#exchange = undefined
      await this.#options.line.hold()
    }).catch(() => {})
  }

  transmit(capdu: Uint8Array, pinEntry?: object): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      if (pinEntry !== undefined) throw new SlotError('pinPadAbsent')
      const exchange = this.#exchange
      if (exchange === undefined) throw new SlotError('cardMute', 'not powered')
      this.#spokenTo = true
      const { clock } = this.#options
      const end = clock.now() + MOST_COMMAND_MS
      // kept only by an answer: after anything else the card is to be reset
      this.#exchange = undefined
      try {
        const rapdu = await exchange.transmit(capdu, () => {
          if (clock.now() >= end) throw new SlotError('cardMute', 'more time without end')
          return end - clock.now()
        })
        this.#exchange = exchange
        return rapdu
      } catch (error) {
        throw this.#doubted(error)
      }
    })
  }

  /** A byte came. */
  heard(): void {
    if (this.#switch === undefined && !this.#busy && this.#exchange !== undefined) this.#saw(false)
  }

  /** What is under way fails. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true
    this.#switch?.stop()
    this.#stopSearching()
    await this.#options.line.close()
  }

  async #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const leave = await this.#turns.enter()
    try {
      if (this.#closed) throw new SlotError('readerLost')
      this.#busy = true
      return await call()
    } catch (error) {
      throw await this.#explained(error)
    } finally {
      this.#busy = false
      leave()
    }
  }

  /** Without a switch a command that failed may have met another card. */
  #doubted(error: unknown): unknown {
    if (this.#switch !== undefined) return error
    const fault = error instanceof WireError ? faultOf[error.fault] : error instanceof SlotError ? error.fault : undefined
    if (fault === undefined || fault === 'readerLost' || HARMLESS.includes(fault)) return error
    this.#saw(false)
    return new SlotError('cardAbsent', error instanceof SlotError ? error.detail : fault)
  }

  async #explained(error: unknown): Promise<unknown> {
    if (error instanceof WireError) {
      if (faultOf[error.fault] === 'readerLost') this.#options.lost()
      return new SlotError(faultOf[error.fault], error.fault)
    }
    if (!(error instanceof SlotError) || error.fault !== 'cardMute') return error
    // silence may have a reason that nobody has seen yet
    if (this.#switch === undefined) this.#saw(false)
    else await this.#switch.look()
    return this.#present === false ? new SlotError('cardAbsent', error.detail) : error
  }

  #saw(present: boolean): void {
    if (this.#closed || present === this.#present) return
    this.#present = present
    this.#spokenTo = false
    if (!present) {
      this.#exchange = undefined
      if (this.#switch === undefined) this.#searchSoon()
      else this.#options.line.pulled()
    }
    this.#options.card(present)
  }

  #searchSoon(): void {
    this.#stopSearching()
    this.#stopSearching = this.#options.clock.after(SEARCH_MS, () => void this.#search())
  }

  /** Asks for a card by a reset, once, and again later when none answers. */
  async #search(): Promise<void> {
    const { line, baudRate } = this.#options
    try {
      await this.#inTurn(async () => {
        if (this.#present === true) return
        await line.reset(line.convention)
        // whatever it says: something is there
        if (await readAtr(line, baudRate) !== 'silent') return this.#saw(true)
        await line.hold()
        if (this.#present === undefined) this.#saw(false)
        else this.#searchSoon()
      })
    } catch (error) {
      if (!(error instanceof SlotError)) throw error
    }
  }
}
