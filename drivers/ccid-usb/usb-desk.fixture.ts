import { hex, unhex } from '#protocols/bytes/hex'
import type { HealthCount } from '#protocols/reader/health'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { CcidReaderOptions } from '#simulator/readers/ccid-reader'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import { readerModels, readerOf, type ReaderModelName } from '#simulator/readers/reader-models'
import { SimulatedBus, type PlugOptions } from '#simulator/usb/bus'
import { CcidGadget, type CcidGadgetModel } from '#simulator/usb/ccid-gadget'
import { VirtualClock } from '#simulator/virtual-clock'
import { ending, settle, within } from '../ccid/twin-desk.fixture.ts'
import { OpenError, type FoundDevice, type Reader } from '../reader/reader.ts'
import { ccidUsbDriver } from './ccid-usb-driver.ts'

export interface PluggedReader extends PlugOptions {
  readonly cards?: readonly (SimulatedCard | undefined)[]
  readonly reader?: Partial<CcidReaderOptions>
  readonly model?: Partial<CcidGadgetModel>
  readonly path?: string
}

/** Our driver of USB readers on a simulated bus, on virtual time. */
export class UsbDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly bus = new SimulatedBus(this.clock)
  readonly found: FoundDevice[] = []
  readonly gone: FoundDevice[] = []
  /** News of the open reader, as `0 in`, `0 out`, `lost`. */
  readonly news: string[] = []
  readonly counts: HealthCount[] = []
  reader: Reader | undefined
  /** How often it was looked for who has a device. */
  looks = 0
  #gadget: CcidGadget | undefined
  readonly stop: () => void

  constructor() {
    const driver = ccidUsbDriver({
      host: this.bus, clock: this.clock,
      holderOf: async ({ path }) => {
        this.looks++
        return this.bus.holder(path) ?? ''
      },
    })
    this.stop = driver.watch({
      found: (device) => void this.found.push(device), gone: (device) => void this.gone.push(device),
    })
  }

  /** Plugs a reader of a model in. */
  plug(name: ReaderModelName, { cards = [], reader, model, path = '1-1', ...options }: PluggedReader = {}): CcidTwin {
    const twin = readerOf(name, { clock: this.clock, slots: cards, ...reader })
    this.#gadget = new CcidGadget(twin, { ...readerModels[name], ...model })
    this.bus.plug(this.#gadget, path, options)
    return twin
  }

  /**
   * What a person or our session does about a reader that does not read: plugs it in again if it is out, closes and
   * opens it if it was lost or never opened.
   */
  async mend(): Promise<void> {
    const isOut = this.found.length === this.gone.length
    const isUsable = this.reader !== undefined && !this.news.includes('lost')
    if (!isOut && isUsable) return
    await this.close()
    this.news.splice(0)
    if (isOut && this.#gadget !== undefined) this.bus.plug(this.#gadget, '1-1')
    await this.open()
  }

  /** A desk with an open reader. */
  static async with(name: ReaderModelName, options: PluggedReader = {}): Promise<{ desk: UsbDesk, twin: CcidTwin }> {
    const desk = new UsbDesk()
    const twin = desk.plug(name, options)
    const opened = await desk.open()
    if (opened !== 'open') throw new Error(`${name}: ${opened}`)
    return { desk, twin }
  }

  /** Opens what was found last; `open`, or why not: `held by pcscd (1)`. */
  async open(device?: FoundDevice): Promise<string> {
    await settle()
    const wanted = device ?? this.found.at(-1)
    if (wanted === undefined || this.gone.includes(wanted)) return 'nothing found'
    try {
      this.reader = await this.within(wanted.open({
        card: (slot, present) => void this.news.push(`${slot} ${present ? 'in' : 'out'}`),
        count: (_, what) => void this.counts.push(what),
        lost: () => void this.news.push('lost'),
      }))
      return 'open'
    } catch (error) {
      if (error instanceof OpenError) return error.message
      throw error
    }
  }

  async powerOn(slot = 0): Promise<string> {
    return this.within(ending(this.#slot(slot).powerOn()))
  }

  async transmit(capdu: string, slot = 0): Promise<string> {
    return this.within(ending(this.#slot(slot).transmit(unhex(capdu))))
  }

  /** Powers the card on and sends commands until one fails: the answers, or the failure as the last. */
  async read(capdus: readonly string[], slot = 0): Promise<string[]> {
    const answers = [await this.powerOn(slot)]
    for (const capdu of capdus) {
      if (isFailure(answers.at(-1))) break
      answers.push(await this.transmit(capdu, slot))
    }
    return answers
  }

  async close(): Promise<void> {
    await this.within(this.reader?.close() ?? Promise.resolve())
    this.reader = undefined
  }

  within<T>(promise: Promise<T>): Promise<T> {
    return within(this.clock, promise)
  }

  async wait(ms: number): Promise<void> {
    for (let past = 0; past < ms; past += 10) {
      await settle()
      this.clock.advance(10)
    }
    await settle()
  }

  #slot(number: number) {
    const slot = this.reader?.slots[number]
    if (slot === undefined) throw new RangeError(`there is no slot ${number}`)
    return slot
  }
}

/** Bytes are hex; a failure begins with its name. */
export function isFailure(answer: string | undefined): boolean {
  return answer === undefined || FAILURE.test(answer)
}

const FAILURE = /^(cardAbsent|cardMute|transmission|protocol|refused|readerLost)( |$)/

/** What a card answers with no reader between. */
export function directly(card: SimulatedCard, capdus: readonly string[]): string[] {
  card.reset()
  return capdus.map((capdu) => hex(card.transmit(unhex(capdu)) ?? new Uint8Array()))
}
