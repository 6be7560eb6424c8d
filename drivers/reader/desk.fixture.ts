import { TransferError, type LinkEvent, type TransferAnswer } from '#protocols/port/reader-link'
import type { HealthCount } from '#protocols/reader/health'
import { VirtualClock } from '#simulator/virtual-clock'
import {
  OpenError, SlotError, type FoundDevice, type Reader, type ReaderDriver, type ReaderListener, type SlotFault,
} from './reader.ts'
import { ReaderSession } from './session.ts'

export const ATR = Uint8Array.of(0x3b, 0x00)
export const OK = Uint8Array.of(0x90, 0x00)
export const READ = { step: 'READ', capdu: Uint8Array.of(0x00, 0xb0, 0x00, 0x00, 0x02), mayBeRefused: false }

type Outcome = Uint8Array | SlotFault

/** A device whose calls end as the test says: by default every card answers. Calls end when `turn` lets them. */
export class ScriptedDevice implements FoundDevice {
  readonly id: string
  readonly name: string
  readonly slotCount: number
  listener: ReaderListener | undefined
  problem: OpenError['problem'] | undefined
  /** Every call, as `on 0` or `transmit 0`. */
  readonly calls: string[] = []
  closed = 0
  powerOn: () => Outcome = () => ATR
  transmit: (capdu: Uint8Array) => Outcome = () => OK
  /** What happens between the beginning of a call and its end. */
  during: (call: string) => void = () => {}

  constructor(id = 'usb 1-1', name = 'Scripted Reader', slotCount = 1) {
    this.id = id
    this.name = name
    this.slotCount = slotCount
  }

  async open(listener: ReaderListener): Promise<Reader> {
    if (this.problem !== undefined) throw new OpenError(this.problem)
    this.listener = listener
    const call = async (what: string, outcome: () => Outcome): Promise<Uint8Array> => {
      this.calls.push(what)
      await undefined
      this.during(what)
      const ended = outcome()
      if (typeof ended === 'string') throw new SlotError(ended)
      return ended
    }
    return {
      name: this.name,
      quirks: [],
      slots: Array.from({ length: this.slotCount }, (_, number) => ({
        number,
        powerOn: () => call(`on ${number}`, this.powerOn),
        powerOff: async () => {
          this.calls.push(`off ${number}`)
        },
        transmit: (capdu: Uint8Array) => call(`transmit ${number}`, () => this.transmit(capdu)),
      })),
      close: async () => {
        this.closed++
        this.listener = undefined
      },
    }
  }
}

/** The session of a driver whose devices are scripted, with everything it reported, on virtual time. */
export class Desk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly events: LinkEvent[] = []
  readonly counts: Partial<Record<HealthCount, number>> = {}
  readonly session: ReaderSession
  presence = 0
  found: (device: FoundDevice) => void = () => {}
  gone: (device: FoundDevice) => void = () => {}

  constructor() {
    const driver: ReaderDriver = {
      kind: 'ccid-usb',
      watch: ({ found, gone }) => {
        this.found = found
        this.gone = gone
        return () => {}
      },
    }
    this.session = new ReaderSession({
      driver, clock: this.clock, entropy: { bytes: (length) => new Uint8Array(length) }, stopwatch: () => 0,
      report: (event) => {
        if (event.type === 'counted') this.counts[event.what] = (this.counts[event.what] ?? 0) + 1
        else if (event.type !== 'measured') this.events.push(event)
        if (event.type === 'cardInserted') this.presence = event.presence
      },
    })
    this.session.start()
  }

  static async with(device: ScriptedDevice, card = true): Promise<Desk> {
    const desk = new Desk()
    desk.found(device)
    await desk.settle()
    if (card) device.listener?.card(0, true)
    await desk.settle()
    return desk
  }

  transfer(
    { name = 'Scripted Reader', presence = this.presence, exchanges = [READ], repeatable = true } = {},
  ): Promise<TransferAnswer> {
    return this.session.transfer({ name, presence, exchanges, repeatable })
  }

  /** How a transfer failed: `READ cardRemoved`. */
  async failure(transfer: Promise<unknown>): Promise<string> {
    const error = await transfer.then(() => undefined, (reason: unknown) => reason)
    if (!(error instanceof TransferError)) throw new Error(`not a TransferError: ${String(error)}`)
    return `${error.step} ${error.failure}`
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 100; turn++) await undefined
  }

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms)
    await this.settle()
  }

  get story(): string[] {
    return this.events.map((event) => {
      if (event.type === 'linkChanged') return event.state
      if (event.type === 'cardInserted') return event.mute ? 'mute' : `card ${event.presence}`
      if (event.type === 'deviceProblem') return event.problem?.why ?? 'solved'
      return event.type === 'cardRemoved' ? event.reason : event.type
    })
  }
}
