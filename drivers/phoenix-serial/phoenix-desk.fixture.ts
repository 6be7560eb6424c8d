import type { Clock } from '#protocols/port/clock'
import { SerialError } from '#protocols/port/serial-ports'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { ContactOptions } from '#simulator/readers/contact-card'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import type { SimulatedLineOptions } from '#simulator/readers/serial-line'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import type { ReaderSlot } from '../reader/reader.ts'
import { PATH, SerialDesk } from '../serial/serial-desk.fixture.ts'
import { openPhoenixReader, type PhoenixReaderConfig } from './phoenix-reader.ts'
import type { Wiring } from './wiring.ts'

export interface PhoenixDeskOptions {
  readonly config?: Omit<Partial<PhoenixReaderConfig>, 'place'>
  /** As the simulated reader is wired; the driver is told the same unless its `config` says otherwise. */
  readonly wiring?: Partial<Pick<Wiring, 'reset' | 'presence' | 'echo'>>
  readonly line?: SimulatedLineOptions
  readonly contact?: ContactOptions
  readonly answersPower?: boolean
  readonly around?: (twin: PhoenixReader, clock: Clock) => SerialTwin
}

/** A simulated Phoenix reader on a simulated line, and the driver's reader for it, on virtual time. */
export class PhoenixDesk extends SerialDesk {
  readonly twin: PhoenixReader
  readonly #options: PhoenixDeskOptions
  readonly #wiring: Pick<Wiring, 'reset' | 'presence' | 'echo'>
  /** What an adapter says to a speed it cannot make. */
  readonly refusal = new SerialError('unsupported', 'setBaudRate')

  constructor(options: PhoenixDeskOptions = {}) {
    super()
    this.#options = options
    this.#wiring = {
      reset: { signal: 'rts', asserted: true }, presence: { signal: 'cts', asserted: false }, echo: true,
      ...options.wiring,
    }
    const { reset, presence, echo } = this.#wiring
    this.twin = new PhoenixReader({
      clock: this.clock, echo,
      reset: { line: reset.signal, when: reset.asserted },
      presence: presence === 'none' ? null : { line: presence.signal, when: presence.asserted },
      ...(options.contact === undefined ? {} : { contact: options.contact }),
      answersPower: options.answersPower ?? false,
    })
    this.plug()
  }

  /** A desk whose reader is open. */
  static async with(card: SimulatedCard | undefined, options: PhoenixDeskOptions = {}): Promise<PhoenixDesk> {
    const desk = new PhoenixDesk(options)
    if (card !== undefined) desk.twin.insert(card)
    await desk.open()
    return desk
  }

  plug(): void {
    const { around = (twin) => twin, line } = this.#options
    this.ports.plug(PATH, around(this.twin, this.clock), line)
  }

  async open(): Promise<ReaderSlot> {
    const config: PhoenixReaderConfig = {
      place: { path: PATH }, model: 'phoenix', wiring: this.#wiring, ...this.#options.config,
    }
    this.reader = await this.ends(openPhoenixReader(this.ports, this.clock, { path: PATH }, config, this.listener))
    return this.slot
  }
}
