import { describe, expect, it } from 'vitest'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { SerialScanner } from '#simulator/scanners/serial-scanner'
import { VirtualClock } from '#simulator/virtual-clock'
import { noEntropy, passBy, startAt } from '../contract/scanner-world.fixture.ts'
import { framingOf, settingsOf, type SerialScannerConfig } from '../scanner/scanner-config.ts'
import { ScannerSession } from '../scanner/scanner-session.ts'
import { SerialScannerDriver } from './serial-scanner-driver.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const adapter = { idVendor: '0403', idProduct: '6001' }

/** A child's session over simulated serial lines. */
class Counter {
  readonly clock = new VirtualClock(startAt)
  readonly ports = new SimulatedSerialPorts({ clock: this.clock })
  readonly events: ScannerEvent[] = []
  readonly pass = passBy(this.clock)
  readonly session: ScannerSession
  hangs = 0

  constructor(...configs: SerialScannerConfig[]) {
    const { clock, ports } = this
    this.session = new ScannerSession({
      drivers: configs.map((config) => new SerialScannerDriver({
        clock, ports, settings: settingsOf(config), framing: framingOf(config), place: config.place,
        ...(config.name === undefined ? {} : { name: config.name }),
      })),
      clock, entropy: noEntropy, report: (event) => this.events.push(event), onHung: () => this.hangs++,
    })
  }

  get story(): string[] {
    return this.events.flatMap((event) => {
      switch (event.type) {
        case 'linkChanged': return []
        case 'scannerAdded': return [`+ ${event.name}`]
        case 'scannerRemoved': return [`- ${event.name}`]
        case 'scanned': return [`${event.name}: ${String.fromCharCode(...event.code.data)}`]
        case 'scanDropped': return [`${event.name}: ${event.why}`]
        case 'deviceProblem': return [`${event.device}: ${event.problem?.why ?? 'over'}`]
      }
    })
  }

  async start(): Promise<void> {
    this.session.start()
    await this.pass(1_000)
  }
}

describe('a serial scanner', () => {
  it('on a configured path is waited for, used when it comes, and waited for again', async () => {
    const counter = new Counter({ place: { path: '/dev/ttyUSB0' } })
    await counter.start()
    const scanner = new SerialScanner()
    counter.ports.plug('/dev/ttyUSB0', scanner)
    await counter.pass(3_000)
    scanner.scan({ data: bytes('4711') })
    await counter.pass(100)
    counter.ports.unplug('/dev/ttyUSB0')
    await counter.pass(1_000)
    const place = '/dev/ttyUSB0'
    expect(counter.story).toEqual([
      `${place}: absent`, `${place}: over`, `+ ${place}`, `${place}: 4711`, `- ${place}`, `${place}: absent`,
    ])
  })

  it('is found by the USB ids of its adapter, whatever line that has become', async () => {
    const counter = new Counter({ place: adapter, name: 'desk 1' })
    await counter.start()
    const scanner = new SerialScanner()
    counter.ports.plug('/dev/ttyUSB0', scanner, { info: adapter })
    await counter.pass(2_000)
    counter.ports.unplug('/dev/ttyUSB0')
    counter.ports.plug('/dev/ttyUSB1', scanner, { info: adapter })
    await counter.pass(2_000)
    scanner.scan({ data: bytes('4711') })
    await counter.pass(100)
    expect(counter.story.filter((line) => !line.startsWith('desk 1 ('))).toEqual(
      ['+ desk 1', '- desk 1', '+ desk 1', 'desk 1: 4711'],
    )
    expect(counter.story[0]).toBe('desk 1 (0403:6001): absent')
  })

  it.each([
    ['held', (ports: SimulatedSerialPorts) => {
      ports.plug('/dev/ttyS0', new SerialScanner())
      ports.holdByOther('/dev/ttyS0')
    }],
    ['denied', (ports: SimulatedSerialPorts) => ports.plug('/dev/ttyS0', new SerialScanner(), { accessible: false })],
    ['absent', () => {}],
  ] as const)('that cannot be opened is named once: %s', async (why, prepare) => {
    const counter = new Counter({ place: { path: '/dev/ttyS0' } })
    prepare(counter.ports)
    await counter.start()
    await counter.pass(10_000)
    expect(counter.story).toEqual([`/dev/ttyS0: ${why}`])
  })

  it('on a line that another program gives back is used within 3 seconds', async () => {
    const counter = new Counter({ place: { path: '/dev/ttyS0' } })
    counter.ports.plug('/dev/ttyS0', new SerialScanner())
    counter.ports.holdByOther('/dev/ttyS0')
    await counter.start()
    await counter.pass(60_000)
    counter.ports.releaseByOther('/dev/ttyS0')
    await counter.pass(3_000)
    expect(counter.story.slice(1)).toEqual(['/dev/ttyS0: over', '+ /dev/ttyS0'])
  })

  it('set to another speed than configured gives no code', async () => {
    const counter = new Counter({ place: { path: '/dev/ttyS0' }, baudRate: 9_600 })
    const scanner = new SerialScanner({ settings: { baudRate: 19_200, dataBits: 8, parity: 'none', stopBits: 1 } })
    counter.ports.plug('/dev/ttyS0', scanner)
    await counter.start()
    scanner.scan({ data: bytes('AAAAAAAAAAAA') })
    await counter.pass(1_000)
    expect(counter.story).toEqual(['+ /dev/ttyS0', '/dev/ttyS0: incomplete'])
  })

  it('that talks all the time is unsuitable, and does not take the others down', async () => {
    const counter = new Counter(
      { place: { path: '/dev/ttyS0' }, name: 'noise' }, { place: { path: '/dev/ttyS1' }, name: 'good' },
    )
    const noise = new SerialScanner()
    const good = new SerialScanner()
    counter.ports.plug('/dev/ttyS0', noise)
    counter.ports.plug('/dev/ttyS1', good)
    counter.session.start()
    for (let step = 0; step < 300; step++) {
      noise.send(bytes('..'))
      if (step === 299) good.scan({ data: bytes('4711') })
      await counter.pass(50)
    }
    expect(counter.story).toEqual(['+ good', 'noise (/dev/ttyS0): unsuitable', 'good: 4711'])
    expect(counter.hangs).toBe(0)
  })

  it('whose codes may hold line ends is read by the silence behind them', async () => {
    const counter = new Counter({ place: { path: '/dev/ttyS0' }, name: 'desk', end: 'silence', suffix: '\r' })
    const scanner = new SerialScanner({ suffix: bytes('\r') })
    counter.ports.plug('/dev/ttyS0', scanner)
    await counter.start()
    scanner.scan({ data: bytes('two\rlines') })
    await counter.pass(1_000)
    expect(counter.story).toEqual(['+ desk', 'desk: two\rlines'])
  })

  it('is given back with everything else when the session ends', async () => {
    const counter = new Counter({ place: { path: '/dev/ttyS0' } }, { place: adapter })
    counter.ports.plug('/dev/ttyS0', new SerialScanner())
    await counter.start()
    await counter.session.close()
    await counter.pass(5_000)
    expect(counter.clock.waiting).toBe(0)
    await counter.ports.open('/dev/ttyS0', settingsOf({ place: adapter }), { received: () => {}, lost: () => {} })
  })
})
