import { describe, expect, it } from 'vitest'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import { SimulatedHidDevices } from '#simulator/scanners/hid-devices'
import { HidPosScanner, type HidPosScannerOptions } from '#simulator/scanners/hid-pos-scanner'
import { scanFaults, type ScanFaultName } from '#simulator/scanners/scan-fault'
import { VirtualClock } from '#simulator/virtual-clock'
import { noEntropy, passBy, startAt } from '../contract/scanner-world.fixture.ts'
import { ScannerSession } from '../scanner/scanner-session.ts'
import { HidScannerDriver } from './hid-scanner-driver.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
/** Three reports, no two alike. */
const long = { data: Uint8Array.from({ length: 150 }, (_, at) => 0x21 + at % 90), aim: ']Q1' }
const short = { data: bytes('4711'), aim: ']C0' }

/** A clock whose time jumps while the PC sleeps: its timers do not run on. */
class SleepingClock extends VirtualClock {
  #slept = 0

  override now(): number {
    return super.now() + this.#slept
  }

  sleep(ms: number): void {
    this.#slept += ms
  }
}

/** A child's session over simulated HID devices. */
class Counter {
  readonly clock = new SleepingClock(startAt)
  readonly devices: SimulatedHidDevices
  readonly events: ScannerEvent[] = []
  readonly pass = passBy(this.clock)
  readonly session: ScannerSession
  hangs = 0

  constructor(system: { givesDescriptors?: boolean, layout?: 'aim' | 'plain' } = {}) {
    this.devices = new SimulatedHidDevices({ givesDescriptors: system.givesDescriptors ?? true })
    const { devices, clock } = this
    const layout = system.layout === undefined ? {} : { layout: system.layout }
    this.session = new ScannerSession({
      drivers: [new HidScannerDriver({ devices, clock, ...layout })], clock, entropy: noEntropy,
      report: (event) => this.events.push(event), onHung: () => this.hangs++,
    })
  }

  static async with(...scanners: HidPosScanner[]): Promise<Counter> {
    const counter = new Counter()
    for (const scanner of scanners) counter.devices.plug(scanner)
    counter.session.start()
    await counter.pass(1_000)
    return counter
  }

  get story(): string[] {
    return this.events.flatMap((event) => {
      switch (event.type) {
        case 'linkChanged': return []
        case 'scannerAdded': return [`+ ${event.name}`]
        case 'scannerRemoved': return [`- ${event.name}`]
        case 'scanned': return [String.fromCharCode(...event.code.data)]
        case 'scanDropped': return [event.why]
        case 'deviceProblem': return [`${event.device}: ${event.problem?.why ?? 'over'}`]
      }
    })
  }

  since(length: number): string[] {
    return this.story.slice(length)
  }
}

const scanner = (options: HidPosScannerOptions = {}) => new HidPosScanner(options)
const text = (code: { data: Uint8Array }) => String.fromCharCode(...code.data)

describe('a HID-POS scanner', () => {
  it('is opened shared within a second of being plugged in, and given back when the session ends', async () => {
    const counter = await Counter.with()
    counter.devices.plug(scanner())
    await counter.pass(1_500)
    expect(counter.story).toEqual(['+ Simulated Scanner'])
    expect(counter.devices.handles).toBe(1)
    await counter.session.close()
    expect(counter.devices.handles).toBe(0)
    expect(counter.clock.waiting).toBe(0)
  })

  it.each([
    ['the session ends', (counter: Counter) => void counter.session.close()],
    ['it is unplugged', (counter: Counter, one: HidPosScanner) => counter.devices.unplug(one)],
  ])('is given back and never told when %s while it is being opened', async (_, end) => {
    const counter = new Counter()
    const one = scanner()
    counter.devices.plug(one)
    counter.session.start()
    await counter.pass(100)
    end(counter, one)
    await counter.pass(5_000)
    expect(counter.story).toEqual([])
    expect(counter.devices.handles).toBe(0)
  })

  it('of the same model as another has a name of its own, by serial number or by count', async () => {
    const named = ['A1', 'A2'].map((serialNumber) => scanner({ serialNumber }))
    const counter = await Counter.with(...named, scanner(), scanner())
    expect(counter.story).toEqual([
      '+ Simulated Scanner A1', '+ Simulated Scanner A2', '+ Simulated Scanner', '+ Simulated Scanner #2',
    ])
  })

  it('may be one that the published layout of another maker fits, when that is configured', async () => {
    const unknown = scanner({ shape: 'plain', vendorId: 0xfff0 })
    for (const layout of ['aim', 'plain'] as const) {
      const counter = new Counter({ givesDescriptors: false, layout })
      counter.devices.plug(unknown)
      counter.session.start()
      await counter.pass(1_000)
      unknown.scan(short)
      expect(counter.since(1)).toEqual([layout === 'plain' ? '4711' : 'malformed'])
    }
  })

  it.each([['told', false], ['untold', true]])('that loses its power (%s) is opened anew', async (_, quietly) => {
    const one = scanner()
    const counter = await Counter.with(one)
    one.powerCycle(quietly)
    await counter.pass(2_000)
    expect(counter.since(1)).toEqual(['- Simulated Scanner', '+ Simulated Scanner'])
    one.scan(short)
    expect(counter.since(3)).toEqual(['4711'])
    expect(counter.devices.handles).toBe(1)
  })

  it('is opened anew after the PC has slept, because its stream may be dead without a word', async () => {
    const one = scanner()
    const counter = await Counter.with(one)
    counter.clock.sleep(3_600_000)
    await counter.pass(2_000)
    expect(counter.since(1)).toEqual(['- Simulated Scanner', '+ Simulated Scanner'])
    one.scan(short)
    expect(counter.since(3)).toEqual(['4711'])
  })

  it('that may not be opened is a problem with a name, tried again until it works', async () => {
    const counter = new Counter()
    counter.devices.failNext('open', 'access', 'access', 'io')
    counter.devices.plug(scanner())
    counter.session.start()
    await counter.pass(2_000)
    expect(counter.story).toEqual([
      'Simulated Scanner (0c2e:0907): denied', 'Simulated Scanner (0c2e:0907): failing',
      'Simulated Scanner (0c2e:0907): over', '+ Simulated Scanner',
    ])
  })

  it('that declares no codes in its descriptor is unsuitable', async () => {
    const counter = new Counter()
    const odd = scanner()
    counter.devices.plug({
      identity: odd.identity, plugged: () => {},
      reportDescriptor: Uint8Array.of(0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0xc0),
    })
    counter.session.start()
    await counter.pass(5_000)
    expect(counter.story).toEqual(['Simulated Scanner (0c2e:0907): unsuitable'])
    expect(counter.devices.handles).toBe(0)
  })

  it('that talks all the time is unsuitable, and takes nothing down', async () => {
    const counter = new Counter()
    const endless = scanner()
    counter.devices.plug(endless)
    counter.session.start()
    for (let step = 0; step < 1_000; step++) {
      endless.scan(short)
      await counter.pass(10)
    }
    expect(counter.story.slice(0, 1)).toEqual(['Simulated Scanner (0c2e:0907): unsuitable'])
    expect(counter.hangs).toBe(0)
  })

  it('whose opening hangs makes the process ask for a successor', async () => {
    const counter = new Counter()
    counter.devices.failNext('open', 'hang')
    counter.devices.plug(scanner())
    counter.session.start()
    await counter.pass(10_100)
    expect(counter.hangs).toBe(1)
  })
})

describe('the list of devices', () => {
  it('that fails for a while is a problem until it does not', async () => {
    const counter = await Counter.with(scanner())
    counter.devices.failNext('list', 'io', 'io')
    await counter.pass(3_000)
    expect(counter.since(1)).toEqual(['HID: failing', 'HID: over'])
  })

  it('that hangs makes the process ask for a successor', async () => {
    const counter = await Counter.with()
    counter.devices.failNext('list', 'hang')
    await counter.pass(12_000)
    expect(counter.hangs).toBe(1)
  })
})

describe('a scanner in keyboard mode', () => {
  it('is reported as unsuitable for as long as it is plugged in', async () => {
    const wedge = scanner({ mode: 'keyboard' })
    const counter = await Counter.with(wedge)
    await counter.pass(5_000)
    expect(counter.story).toEqual(['Simulated Scanner (0c2e:0901): unsuitable'])
    counter.devices.unplug(wedge)
    await counter.pass(1_100)
    expect(counter.since(1)).toEqual(['Simulated Scanner (0c2e:0901): over'])
    expect(counter.devices.handles).toBe(0)
  })

  it('is silent about a keyboard of a maker of keyboards', async () => {
    expect((await Counter.with(scanner({ mode: 'keyboard', vendorId: 0x046d }))).story).toEqual([])
  })

  it('is none when the same device is a HID-POS scanner too', async () => {
    const both = scanner()
    const keyboard = scanner({ mode: 'keyboard' })
    const counter = new Counter()
    counter.devices.plug(both)
    counter.devices.plug({
      identity: { ...keyboard.identity, productId: both.identity.productId },
      reportDescriptor: keyboard.reportDescriptor, plugged: () => {},
    })
    counter.session.start()
    await counter.pass(1_000)
    expect(counter.story).toEqual(['+ Simulated Scanner'])
  })
})

describe('a fault at any report of a code', () => {
  const places = [0, 1, 2]
  const names = Object.keys(scanFaults) as ScanFaultName[]
  /** What leaves nothing to see, because reports carry no number: the rest is taken for a code. */
  const unseen = (fault: ScanFaultName, at: number) => fault === 'lost' && at < 2

  it.each(names.flatMap((fault) => places.map((at) => [fault, at] as const)))(
    '%s at %i gives the code, or drops it, and the next code is whole', async (fault, at) => {
      const one = scanner()
      const counter = await Counter.with(one)
      one.scan(long, { fault, at })
      await counter.pass(3_000)
      one.scan(short)
      await counter.pass(1_000)
      const codes = counter.story.filter((line) => !/^[+-] |^incomplete$|^malformed$/.test(line))
      expect(codes.at(-1)).toBe('4711')
      if (!unseen(fault, at)) expect([['4711'], [text(long), '4711']]).toContainEqual(codes)
    })
})
