import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { SimulatedLineOptions } from '#simulator/readers/serial-line'
import { serialReaderOf, type SerialModelName, type SerialReaderOptions } from '#simulator/readers/serial-models'
import type { SerialCcidReader } from '#simulator/readers/serial-ccid-reader'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import type { ReaderSlot } from '../reader/reader.ts'
import { PATH, SerialDesk } from '../serial/serial-desk.fixture.ts'
import { openCcidSerialReader } from './ccid-serial-reader.ts'

export interface CcidSerialDeskOptions {
  readonly model?: SerialModelName
  readonly twin?: Omit<SerialReaderOptions, 'clock' | 'slots'>
  readonly line?: SimulatedLineOptions
  readonly around?: (twin: SerialTwin) => SerialTwin
}

/** A simulated CCID reader on a simulated line, and the driver's reader for it, on virtual time. */
export class CcidSerialDesk extends SerialDesk {
  readonly twin: SerialCcidReader
  readonly #options: CcidSerialDeskOptions
  readonly #model: SerialModelName

  constructor(cards: readonly (SimulatedCard | undefined)[] = [], options: CcidSerialDeskOptions = {}) {
    super()
    this.#options = options
    this.#model = options.model ?? 'GemPCTwin'
    this.twin = serialReaderOf(this.#model, { ...options.twin, clock: this.clock, slots: cards })
    this.plug()
  }

  static async with(
    cards: readonly (SimulatedCard | undefined)[], options: CcidSerialDeskOptions = {},
  ): Promise<CcidSerialDesk> {
    const desk = new CcidSerialDesk(cards, options)
    await desk.open()
    return desk
  }

  plug(): void {
    const { around = (twin) => twin, line } = this.#options
    this.ports.plug(PATH, around(this.twin), line)
  }

  async open(): Promise<ReaderSlot> {
    const config = { place: { path: PATH }, model: this.#model }
    this.reader = await this.ends(openCcidSerialReader(this.ports, this.clock, { path: PATH }, config, this.listener))
    return this.slot
  }
}
