import { ccidSerialDriver } from '#drivers/ccid-serial/ccid-serial-driver'
import { ccidUsbDriver } from '#drivers/ccid-usb/ccid-usb-driver'
import { Session as PcscSession } from '#drivers/pcsc/session'
import { phoenixSerialDriver } from '#drivers/phoenix-serial/phoenix-driver'
import type { ReaderDriver } from '#drivers/reader/reader'
import { ReaderSession } from '#drivers/reader/session'
import type { Exchange, LinkEvent, TransferAnswer, TransferRequest } from '#protocols/port/reader-link'
import { InProcessLink } from '#simulator/attachments/in-process'
import { cardShelf } from '#simulator/card-shelf'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { Clinic } from '#simulator/clinic'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { readerModels, readerOf, type ReaderModelName } from '#simulator/readers/reader-models'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { serialReaderOf, type SerialModelName } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { SimulatedBus } from '#simulator/usb/bus'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { VirtualClock } from '#simulator/virtual-clock'

/** What runs in the child of a link, here without the process between. */
interface Link {
  start(): void
  transfer(request: TransferRequest): Promise<TransferAnswer>
  close(): Promise<void>
}

interface Parts {
  readonly clock: VirtualClock
  readonly link: (report: (event: LinkEvent) => void) => Link
  readonly insert: () => void
  readonly remove: () => void
}

export interface LineOptions {
  /** Bytes take no time. */
  readonly instant?: boolean
  /** Something between the line and the reader, as a counter. */
  readonly around?: (twin: SerialTwin) => SerialTwin
}

const KEY = 'hc.wang'
const PATH = '/dev/ttyS0'
/** Steps of time after which something that is waited for does not happen any more. */
const MOST_STEPS = 1_000_000
const entropy = { bytes: (length: number) => new Uint8Array(length) }
const makeCard = cardShelf(1).find(({ card }) => card === KEY)?.make

/** Lets everything happen that needs no time. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** A simulated reader, one of our drivers on it, and a health card, in this process and on virtual time. */
export class DrivenReader {
  readonly name: string
  readonly #parts: Parts
  readonly #link: Link
  #card: { readonly name: string, readonly presence: number } | undefined
  #readers = 0

  private constructor(name: string, parts: Parts) {
    this.name = name
    this.#parts = parts
    this.#link = parts.link((event) => this.#happened(event))
  }

  /** Callbacks that wait for a time. */
  get waiting(): number {
    return this.#parts.clock.waiting
  }

  /** Milliseconds of virtual time. */
  get now(): number {
    return this.#parts.clock.now()
  }

  /** Starts the link and inserts the card. */
  async begin(): Promise<this> {
    this.#link.start()
    await this.#until(() => this.#readers > 0)
    await this.insert()
    return this
  }

  async insert(): Promise<void> {
    this.#parts.insert()
    await this.#until(() => this.#card !== undefined)
  }

  async remove(): Promise<void> {
    this.#parts.remove()
    await this.#until(() => this.#card === undefined)
  }

  async transfer(exchanges: readonly Exchange[]): Promise<TransferAnswer> {
    if (this.#card === undefined) throw new Error(`${this.name}: no card`)
    return this.#within(this.#link.transfer({ ...this.#card, exchanges, repeatable: false }))
  }

  /** Lets virtual time pass. */
  async pass(ms: number): Promise<void> {
    let over = false
    this.#parts.clock.after(ms, () => void (over = true))
    await this.#until(() => over)
  }

  async close(): Promise<void> {
    await this.#within(this.#link.close())
  }

  #happened(event: LinkEvent): void {
    if (event.type === 'readerAdded') this.#readers++
    if (event.type === 'cardInserted') this.#card = { name: event.name, presence: event.presence }
    if (event.type === 'cardRemoved') this.#card = undefined
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let over = false
    const end = () => void (over = true)
    work.then(end, end)
    await this.#until(() => over)
    return work
  }

  async #until(condition: () => boolean): Promise<void> {
    for (let step = 0; step < MOST_STEPS; step++) {
      await settled()
      if (condition()) return
      if (!this.#parts.clock.step()) break
    }
    throw new Error(`${this.name}: what was waited for does not happen`)
  }

  static usb(model: ReaderModelName): DrivenReader {
    const clock = newClock()
    const bus = new SimulatedBus(clock)
    const twin = readerOf(model, { clock })
    bus.plug(new CcidGadget(twin, readerModels[model]), '1-1')
    const speaksT1 = (twin.descriptor.dwProtocols & 2) !== 0
    const driver = ccidUsbDriver({ host: bus, clock, holderOf: async () => '' })
    return new DrivenReader(`USB ${model}`, {
      ...driven(driver, clock), insert: () => twin.insert(0, speaksT1 ? newCard() : inT0(newCard())),
      remove: () => twin.remove(0),
    })
  }

  static serial(model: SerialModelName, options: LineOptions = {}): DrivenReader {
    const clock = newClock()
    const twin = serialReaderOf(model, { clock })
    const ports = lineTo(twin, clock, options)
    const driver = ccidSerialDriver({ ports, clock, readers: [{ place: { path: PATH }, model }] })
    return new DrivenReader(`serial ${model}`, {
      ...driven(driver, clock), insert: () => twin.reader.insert(0, newCard()), remove: () => twin.reader.remove(0),
    })
  }

  static phoenix(options: LineOptions = {}): DrivenReader {
    const clock = newClock()
    const twin = new PhoenixReader({ clock })
    const ports = lineTo(twin, clock, options)
    const driver = phoenixSerialDriver({ ports, clock, readers: [{ place: { path: PATH }, model: 'phoenix' }] })
    return new DrivenReader('Phoenix', {
      ...driven(driver, clock), insert: () => twin.insert(newCard()), remove: () => twin.remove(),
    })
  }

  static pcsc(): DrivenReader {
    const clock = newClock()
    const pcsc = new SimulatedPcsc()
    const reader = 'Reader 00 00'
    pcsc.plug(reader)
    return new DrivenReader('simulated PC/SC service', {
      clock, insert: () => pcsc.insert(reader, newCard()), remove: () => pcsc.remove(reader),
      link: (report) => new PcscSession({
        open: pcsc.open, clock, entropy, stopwatch: () => 0, report, onContextLost: () => {},
      }),
    })
  }

  /** No driver: the link of the simulated clinic, which calls the card itself. */
  static clinic(): DrivenReader {
    const clinic = new Clinic('no-reader')
    const reader = 'Simulated Reader 01'
    clinic.addReader(reader)
    return new DrivenReader('no reader, no driver', {
      clock: newClock(), insert: () => clinic.insert(reader, KEY), remove: () => clinic.remove(reader),
      link: (report) => {
        const link = new InProcessLink(clinic)
        return {
          start: () => link.start(report), transfer: (request) => link.transfer(request), close: () => link.close(),
        }
      },
    })
  }
}

function newClock(): VirtualClock {
  return new VirtualClock('2026-01-15T09:00:00+08:00')
}

function newCard(): SimulatedCard {
  if (makeCard === undefined) throw new Error(`no card ${KEY} on the shelf`)
  return makeCard()
}

/** The same card for readers that speak T=0 only. */
function inT0(card: SimulatedCard): SimulatedCard {
  const atr = Uint8Array.of(0x3b, 0x00)
  return { atr, reset: () => card.reset(), transmit: (capdu) => card.transmit(capdu) }
}

function driven(driver: ReaderDriver, clock: VirtualClock): Pick<Parts, 'clock' | 'link'> {
  const stopwatch = () => clock.now() * 1_000
  return { clock, link: (report) => new ReaderSession({ driver, clock, entropy, stopwatch, report }) }
}

function lineTo(twin: SerialTwin, clock: VirtualClock, { instant = false, around }: LineOptions): SimulatedSerialPorts {
  const ports = new SimulatedSerialPorts({ clock, instant })
  ports.plug(PATH, around?.(twin) ?? twin)
  return ports
}
