import { concat, equal } from '#protocols/bytes/byte-array'
import type { Clock } from '#protocols/port/clock'
import { SerialError, type SerialLine } from '#protocols/port/serial-ports'

/**
 * Why sending or waiting ended.
 * - `lost`: the line is gone
 * - `pulled`: the switch of the card says that it is gone
 * - `echoMissing`: what was sent did not come back: there is no reader on the line, or it has no power
 * - `echoDiffers`: something else came back: damage, or two spoke at once
 * - `unsupported`: the line has no such speed or signal
 */
export type WireFault = 'lost' | 'pulled' | 'echoMissing' | 'echoDiffers' | 'unsupported'

export class WireError extends Error {
  override readonly name = 'WireError'
  readonly fault: WireFault

  constructor(fault: WireFault) {
    super(fault)
    this.fault = fault
  }
}

/**
 * In ms, added to every time a card has by the standard: adapters on USB hand bytes over every 16 ms, and a PC may have
 * other things to do (assumed).
 */
export const LATENCY_MS = 100

const NOTHING = new Uint8Array()

export interface Pacing {
  /** ms from the last byte of the card to our first. */
  readonly turnaroundMs: number
  /** ms between two bytes of ours beyond the two stop bits; 0 sends them in one go. */
  readonly gapMs: number
  /** ms one byte takes on the line. */
  readonly characterMs: number
}

/** One wire for both ways: takes the echo away, and waits for what the card says. Bytes are those of the UART. */
export class HalfDuplex {
  readonly #clock: Clock
  readonly #echo: boolean
  #line: SerialLine | undefined
  #incoming: Uint8Array = NOTHING
  /** When the last byte came, by the clock. */
  #heardAt = 0
  #fault: 'lost' | 'pulled' | undefined
  #wake: () => void = () => {}

  constructor(clock: Clock, echo: boolean) {
    this.#clock = clock
    this.#echo = echo
  }

  /** The line to send on from now. */
  use(line: SerialLine): void {
    this.#line = line
  }

  received(bytes: Uint8Array): void {
    this.#incoming = concat(this.#incoming, bytes)
    this.#heardAt = this.#clock.now()
    this.#wake()
  }

  /** Ends what is under way, and everything until `begin`; after `lost` for good. */
  interrupt(fault: 'lost' | 'pulled'): void {
    if (this.#fault !== 'lost') this.#fault = fault
    this.#wake()
  }

  /** A reset of the card: a new beginning, with nothing heard. */
  begin(): void {
    if (this.#fault === 'pulled') this.#fault = undefined
    this.#incoming = NOTHING
  }

  /**
   * Sends, and takes the echo. What the card said before and nobody took is dropped: it was late.
   * @throws WireError
   */
  async send(bytes: Uint8Array, { turnaroundMs, gapMs, characterMs }: Pacing): Promise<void> {
    await this.pause(turnaroundMs - (this.#clock.now() - this.#heardAt))
    this.#incoming = NOTHING
    if (gapMs === 0) return this.#sendAtOnce(bytes, characterMs)
    for (const byte of bytes) {
      await this.#sendAtOnce(Uint8Array.of(byte), characterMs)
      await this.pause(gapMs)
    }
  }

  /**
   * What has come, or comes within `ms`; undefined when nothing does.
   * @throws WireError `lost`, `pulled`
   */
  async receive(ms: number): Promise<Uint8Array | undefined> {
    await this.#until(ms, () => this.#incoming.length > 0)
    const bytes = this.#incoming
    this.#incoming = NOTHING
    return bytes.length > 0 ? bytes : undefined
  }

  /** Lets time pass. @throws WireError `lost`, `pulled` */
  pause(ms: number): Promise<void> {
    return this.#until(ms, () => false)
  }

  async #sendAtOnce(bytes: Uint8Array, characterMs: number): Promise<void> {
    this.#check()
    try {
      await this.#line?.write(bytes)
    } catch (error) {
      if (!(error instanceof SerialError)) throw error
      throw new WireError(this.#fault ?? 'lost')
    }
    if (!this.#echo) return
    // an adapter may say that bytes have left when they have only been handed to it
    await this.#until(bytes.length * characterMs + LATENCY_MS, () => this.#incoming.length >= bytes.length)
    const echo = this.#incoming.subarray(0, bytes.length)
    this.#incoming = this.#incoming.slice(bytes.length)
    if (echo.length === 0) throw new WireError('echoMissing')
    if (!equal(echo, bytes)) throw new WireError('echoDiffers')
  }

  /** Waits for a condition that bytes or an interruption may bring about, at most so long. */
  async #until(ms: number, condition: () => boolean): Promise<void> {
    this.#check()
    if (ms <= 0 || condition()) return
    await new Promise<void>((resolve) => {
      const end = () => {
        stopWaiting()
        this.#wake = () => {}
        resolve()
      }
      const stopWaiting = this.#clock.after(ms, end)
      this.#wake = () => {
        if (this.#fault !== undefined || condition()) end()
      }
    })
    this.#check()
  }

  #check(): void {
    if (this.#fault !== undefined) throw new WireError(this.#fault)
  }
}
