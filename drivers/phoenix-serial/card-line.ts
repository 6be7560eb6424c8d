import type { Clock } from '#protocols/port/clock'
import { SerialError, type ControlLines, type SerialLine, type SerialPorts } from '#protocols/port/serial-ports'
import { parityOf, translated, type Convention } from './convention.ts'
import { HalfDuplex, WireError, type Pacing } from './half-duplex.ts'
import type { Wiring } from './wiring.ts'

/** In ms. A card needs 400 clock cycles of reset; adapters on USB take longer to switch a signal (as long as OSCam). */
const RESET_MS = 50

export interface CardLineOptions {
  readonly ports: SerialPorts
  readonly clock: Clock
  readonly path: string
  readonly wiring: Wiring
  /** Bytes came, asked for or not. */
  readonly heard?: () => void
  /** The line is gone. Told once, and not for `close`. */
  readonly lost: () => void
}

/** The serial line as the contacts of a card: reset, speed, convention, and bytes one way at a time. */
export class CardLine {
  readonly #options: CardLineOptions
  readonly #wire: HalfDuplex
  #line: SerialLine | undefined
  #convention: Convention = 'direct'
  #baudRate: number
  /** Counts openings, so that what an earlier one still tells is not heard. */
  #openings = 0
  #closed = false
  /** An opening under way: what it brings after the end is given back before the end is over. */
  #opening: Promise<void> = Promise.resolve()

  private constructor(options: CardLineOptions) {
    this.#options = options
    this.#wire = new HalfDuplex(options.clock, options.wiring.echo)
    this.#baudRate = options.wiring.baudRate
  }

  /** Opens the line and holds the card in reset. @throws SerialError `unsupported` where there are no control lines */
  static async open(options: CardLineOptions): Promise<CardLine> {
    const line = new CardLine(options)
    await line.#open('direct')
    try {
      await line.#setReset(true)
    } catch (error) {
      await line.close()
      throw error
    }
    return line
  }

  /** The convention the line is open for. */
  get convention(): Convention {
    return this.#convention
  }

  /**
   * Resets the card and leaves it free to answer, at the speed all cards begin with. Another convention needs another
   * parity, for which the line is opened anew.
   * @throws WireError
   */
  async reset(convention: Convention): Promise<void> {
    this.#wire.begin()
    await this.#wired(async () => {
      if (convention !== this.#convention) {
        await this.#line?.close()
        await this.#open(convention)
      }
      await this.#setReset(true)
      await this.#speakAt(this.#options.wiring.baudRate)
    })
    await this.#wire.pause(RESET_MS)
    await this.#wired(async () => {
      await this.#line?.flush()
      this.#wire.begin()
      await this.#setReset(false)
    })
  }

  /** Holds the card in reset: the nearest to taking its power there is. Never rejects. */
  async hold(): Promise<void> {
    await this.#setReset(true).catch(() => {})
  }

  /** @returns false when the adapter cannot make this speed. @throws WireError */
  async speakAt(baudRate: number): Promise<boolean> {
    try {
      await this.#wired(() => this.#speakAt(baudRate))
    } catch (error) {
      if (error instanceof WireError && error.fault === 'unsupported') return false
      throw error
    }
    return true
  }

  /** What the switch of the card says; true where it is not wired. @throws SerialError */
  async presence(): Promise<boolean> {
    const { presence } = this.#options.wiring
    if (presence === 'none') return true
    const lines = await this.#line?.lines()
    return lines?.[presence.signal] === presence.asserted
  }

  /** @throws WireError */
  send(bytes: Uint8Array, pacing: Pacing): Promise<void> {
    return this.#wire.send(translated(bytes, this.#convention), pacing)
  }

  /** What the card says within `ms`; undefined when it is silent. @throws WireError `lost`, `pulled` */
  async receive(ms: number): Promise<Uint8Array | undefined> {
    const bytes = await this.#wire.receive(ms)
    return bytes && translated(bytes, this.#convention)
  }

  /** The card was pulled: what is under way fails, up to the next reset. */
  pulled(): void {
    this.#wire.interrupt('pulled')
  }

  /** What is under way fails. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true
    this.#openings++
    this.#wire.interrupt('lost')
    await this.hold()
    await this.#line?.close()
    await this.#opening
  }

  #open(convention: Convention): Promise<void> {
    const opening = this.#openLine(convention)
    this.#opening = opening.catch(() => {})
    return opening
  }

  async #openLine(convention: Convention): Promise<void> {
    const { ports, path, wiring, heard = () => {}, lost } = this.#options
    if (this.#closed) throw new SerialError('gone', path)
    const opening = ++this.#openings
    const settings = { baudRate: wiring.baudRate, dataBits: 8, parity: parityOf[convention], stopBits: 2 } as const
    const line = await ports.open(path, settings, {
      received: (bytes) => {
        if (opening !== this.#openings) return
        this.#wire.received(bytes)
        heard()
      },
      lost: () => {
        if (opening !== this.#openings) return
        this.#wire.interrupt('lost')
        lost()
      },
    })
    if (this.#closed) {
      await line.close()
      throw new SerialError('gone', path)
    }
    this.#line = line
    this.#wire.use(line)
    this.#convention = convention
    this.#baudRate = wiring.baudRate
  }

  async #speakAt(baudRate: number): Promise<void> {
    if (baudRate === this.#baudRate) return
    await this.#line?.setBaudRate(baudRate)
    this.#baudRate = baudRate
  }

  async #setReset(held: boolean): Promise<void> {
    const { signal, asserted } = this.#options.wiring.reset
    // the other signal stays asserted: many of these readers take their power from it
    const lines: ControlLines = { rts: true, dtr: true, [signal]: held === asserted }
    await this.#line?.setLines(lines)
  }

  /** @throws WireError `unsupported`, or `lost` for whatever the line cannot do any more */
  async #wired(call: () => Promise<void>): Promise<void> {
    try {
      await call()
    } catch (error) {
      if (error instanceof SerialError) throw new WireError(error.fault === 'unsupported' ? 'unsupported' : 'lost')
      throw error
    }
  }
}
