import { MalformedError } from '#protocols/bytes/malformed'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters, type AtrParameters } from '#protocols/iso7816/atr-parameters'
import { baudRate, defaultRate, lineTiming } from '#protocols/iso7816/timing'
import type { Clock } from '#protocols/port/clock'
import type { ControlLines, SerialSettings } from '#protocols/port/serial-ports'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { ContactCard, type ContactOptions } from './contact-card.ts'
import type { SerialCable, SerialTwin } from './serial-twin.ts'
import { DeviceUart } from './uart.ts'

/** A line and its state that means something: true is asserted. The defaults are those of a Phoenix in OpenCT. */
export interface LineMeaning<Line extends string> {
  readonly line: Line
  readonly when: boolean
}

export interface PhoenixReaderOptions {
  readonly clock: Clock
  /** The line that holds the card in reset, and while it is how. Default RTS while asserted. */
  readonly reset?: LineMeaning<'rts' | 'dtr'>
  /** The line that tells of a card, and how it is while there is one. Default CTS not asserted; null: none tells. */
  readonly presence?: LineMeaning<'cts' | 'dsr' | 'dcd'> | null
  /** Whether the PC hears what it says itself, as on one wire for both directions. Default true. */
  readonly echo?: boolean
  /** Hertz of the clock the card gets. Default 3,571,200, which makes 9600 baud at reset. */
  readonly clockHz?: number
  readonly contact?: ContactOptions
  /**
   * Whether a card answers when it gets power, and not after a reset alone, as cards do that reset themselves. Default
   * false.
   */
  readonly answersPower?: boolean
  /**
   * Least silence of the PC, in ms, that breaks a block off. Default 0: the waiting time of the card alone counts.
   * Where the carrier of the line adds gaps of its own, as a real clock or USB does, they are not silence.
   */
  readonly leastSilenceMs?: number
}

const CLOCK_HZ = 9600 * defaultRate.fi
/** A card answers its reset 400 to 40,000 clock cycles after RST rises (ISO/IEC 7816-3:2006 §6.2.2). */
const CYCLES_TO_ATR = 20_000
/**
 * In etu, from the leading edge of the last character of one direction to that of the first of the other: the block
 * guard time of T=1 (ISO/IEC 7816-3:2006 §11.4.4), kept for T=0 too, where 16 would do (§10.2).
 */
const BLOCK_GUARD_ETU = 22
/** By so much the last character has begun before it is here: a start bit, nine bits and two stop bits. */
const CHARACTER_ETU = 12
const INVERSE = 0x3f

/**
 * A Phoenix reader: a level shifter between RS-232 and the contacts, with an oscillator and nothing else. The PC does
 * the protocol. A card says nothing before its reset, and does not understand another speed or parity than its own.
 * Break and the remaining lines mean nothing to it.
 */
export class PhoenixReader implements SerialTwin {
  readonly #options: Required<PhoenixReaderOptions>
  readonly #uart: DeviceUart
  #cable: SerialCable | undefined
  #contact: ContactCard | undefined
  #inserted: SimulatedCard | undefined
  #parameters: AtrParameters | undefined
  #inverse = false
  #inReset = false
  /** The reset is over and the ATR has not come: the card does not listen yet. */
  #isBeginning = false
  #stopWaiting = () => {}
  readonly #underWay = new Set<() => void>()

  constructor(options: PhoenixReaderOptions) {
    this.#options = {
      reset: { line: 'rts', when: true }, presence: { line: 'cts', when: false }, echo: true, clockHz: CLOCK_HZ,
      contact: {}, leastSilenceMs: 0, answersPower: false, ...options,
    }
    this.#uart = new DeviceUart({ baudRate: this.#baudRate(), dataBits: 8, parity: 'even', stopBits: 2 })
  }

  attach(cable: SerialCable): void {
    this.#cable = cable
    this.#silence()
    this.#contact?.powerOff()
    this.#tellPresence()
  }

  insert(card: SimulatedCard): void {
    if (this.#inserted !== undefined) throw new Error('a card is in it already')
    this.#inserted = card
    this.#contact = new ContactCard(card, this.#options.contact)
    this.#tellPresence()
    if (this.#options.answersPower && !this.#inReset) this.#rise()
  }

  remove(): void {
    this.#silence()
    this.#inserted = undefined
    this.#contact = undefined
    this.#tellPresence()
  }

  settings(settings: SerialSettings): void {
    this.#uart.pc = settings
  }

  controlLines(lines: ControlLines): void {
    const { line, when } = this.#options.reset
    const level = lines[line]
    if (level === undefined) return
    const before = this.#inReset
    this.#inReset = level === when
    if (this.#inReset) {
      this.#silence()
      this.#contact?.powerOff()
    } else if (before) this.#rise()
  }

  received(bytes: Uint8Array): void {
    if (this.#options.echo) this.#cable?.send(bytes)
    this.#stopWaiting()
    if (this.#contact === undefined || this.#inReset || this.#isBeginning) return
    const understood = this.#uart.fromPc(bytes)
    const said = this.#contact.received(this.#inverse ? understood.map(inverted) : understood)
    if (said.length > 0) return this.#say(said)
    const { clock } = this.#options
    this.#stopWaiting = clock.after(this.#silenceMs(), () => this.#say(this.#contact?.abandoned()))
  }

  /** RST rises: the card answers. */
  #rise(): void {
    if (this.#contact === undefined) return
    const atr = this.#contact.reset()
    this.#inverse = atr[0] === INVERSE
    // the inverse convention inverts the parity bit too
    const parity = this.#inverse ? 'odd' : 'even'
    const { clockHz } = this.#options
    this.#uart.own = { ...this.#uart.own, baudRate: baudRate({ ...defaultRate, clockHz }), parity }
    this.#parameters = parametersOf(atr)
    this.#isBeginning = true
    this.#after(CYCLES_TO_ATR * 1000 / clockHz, () => {
      this.#isBeginning = false
      this.#put(atr)
      // an ATR always comes at the default rate, of a card in specific mode too
      this.#uart.own = { ...this.#uart.own, baudRate: this.#baudRate() }
    })
  }

  #say(said: Uint8Array | undefined): void {
    if (said === undefined || said.length === 0) return
    this.#after((BLOCK_GUARD_ETU - CHARACTER_ETU) * 1000 / this.#uart.own.baudRate, () => {
      this.#put(said)
      // a response to PPS goes at the old rate, what comes behind it at the new one
      this.#uart.own = { ...this.#uart.own, baudRate: this.#baudRate() }
    })
  }

  #put(bytes: Uint8Array): void {
    this.#cable?.send(this.#uart.toPc(this.#inverse ? bytes.map(inverted) : bytes))
  }

  #after(ms: number, then: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#underWay.delete(cancel)
      then()
    })
    this.#underWay.add(cancel)
  }

  #silence(): void {
    this.#stopWaiting()
    this.#isBeginning = false
    for (const cancel of this.#underWay) cancel()
    this.#underWay.clear()
  }

  #tellPresence(): void {
    const status = { cts: false, dsr: false, dcd: false }
    const { presence } = this.#options
    if (presence !== null) status[presence.line] = (this.#inserted !== undefined) === presence.when
    this.#cable?.setLines(status)
  }

  #baudRate(): number {
    return baudRate({ ...this.#contact?.rate ?? defaultRate, clockHz: this.#options.clockHz })
  }

  /** How long the PC may pause within what it says: CWT of T=1 where the card offers it, else WT of T=0. */
  #silenceMs(): number {
    const { clockHz, leastSilenceMs } = this.#options
    const rate = this.#contact?.rate ?? defaultRate
    const { t0, t1 } = this.#parameters === undefined ? {} : lineTiming(this.#parameters, { ...rate, clockHz })
    return Math.max(leastSilenceMs, (t1?.cwt.us ?? t0?.wt.us ?? 0) / 1000)
  }
}

/** Undefined from an ATR that says nothing. */
function parametersOf(atr: Uint8Array): AtrParameters | undefined {
  try {
    return atrParameters(parseAtr(atr))
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

/** A byte in the inverse convention, as a UART reads it: bits in the other order, each inverted. */
function inverted(byte: number): number {
  let other = 0
  for (let bit = 0; bit < 8; bit++) other |= (byte >> bit & 1) << (7 - bit)
  return other ^ 0xff
}
