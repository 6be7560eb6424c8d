import { describe, expect, it } from 'vitest'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { SimulatedHidDevices } from '#simulator/scanners/hid-devices'
import { HidPosScanner } from '#simulator/scanners/hid-pos-scanner'
import { SerialScanner } from '#simulator/scanners/serial-scanner'
import { VirtualClock } from '#simulator/virtual-clock'
import { FakeChild } from '../child/fake-child.fixture.ts'
import { noEntropy, passBy, startAt } from '../contract/scanner-world.fixture.ts'
import { openScannerLink } from './child-link.ts'
import { serveScanners } from './serve.ts'

/** A link whose children live in this process, over one HID-POS and one serial scanner. */
class Desk {
  readonly clock = new VirtualClock(startAt)
  readonly devices = new SimulatedHidDevices()
  readonly ports = new SimulatedSerialPorts({ clock: this.clock })
  readonly hid = new HidPosScanner()
  readonly serial = new SerialScanner({ sendsAim: true })
  readonly children: FakeChild[] = []
  readonly events: ScannerEvent[] = []
  /** How often each binding was asked for. */
  readonly asked = { hid: 0, serial: 0 }
  missing: string | undefined
  readonly pass = passBy(this.clock)
  readonly config = { hid: {}, serial: [{ place: { path: '/dev/ttyS0' }, name: 'counter' }] }
  readonly link = openScannerLink({
    childEntry: import.meta.filename, clock: this.clock, entropy: noEntropy, config: this.config,
    spawn: () => this.#spawn(),
  })

  constructor() {
    this.devices.plug(this.hid)
    this.ports.plug('/dev/ttyS0', this.serial)
  }

  static async started(prepare: (desk: Desk) => void = () => {}): Promise<Desk> {
    const desk = new Desk()
    prepare(desk)
    desk.link.start((event) => desk.events.push(event))
    await desk.pass(1_000)
    return desk
  }

  get last(): FakeChild {
    const child = this.children.at(-1)
    if (!child) throw new Error('no child was started')
    return child
  }

  get story(): string[] {
    return this.events.map((event) => {
      if (event.type === 'linkChanged') return event.state
      if (event.type === 'scanned') {
        return `${event.name}: ${event.code.aim ?? ''} ${String.fromCharCode(...event.code.data)}`
      }
      if (event.type === 'deviceProblem') return `${event.device}: ${event.problem?.why ?? 'over'}`
      return `${event.type} ${event.name}`
    })
  }

  #spawn(): FakeChild {
    const child = new FakeChild()
    this.children.push(child)
    // after the supervisor has put its listeners on it, as with a real process
    queueMicrotask(() => serveScanners({
      channel: {
        send: (message, sent) => {
          if (!child.killed) child.say(message)
          if (sent) queueMicrotask(sent)
        },
        onMessage: (listener) => {
          child.onSent = listener
        },
        onClosed: () => {},
        end: () => child.exit(0),
      },
      config: this.config,
      bindings: {
        hid: async () => {
          this.asked.hid++
          return this.missing === undefined ? this.devices : { bindingMissing: this.missing }
        },
        serial: async () => {
          this.asked.serial++
          return this.ports
        },
      },
      clock: this.clock,
      entropy: noEntropy,
    }))
    return child
  }
}

const code = { data: Uint8Array.from('4711', (character) => character.charCodeAt(0)), aim: ']Q1' }

describe('the link to the scanners', () => {
  it('tells the scanners of every driver that is configured, and their codes', async () => {
    const desk = await Desk.started()
    expect(desk.story.slice(0, 2)).toEqual(['starting', 'ready'])
    expect(desk.story.slice(2).sort()).toEqual(['scannerAdded Simulated Scanner', 'scannerAdded counter'])
    desk.hid.scan(code)
    desk.serial.scan(code)
    await desk.pass(100)
    expect(desk.story.slice(4)).toEqual(['Simulated Scanner: ]Q1 4711', 'counter: ]Q1 4711'])
  })

  it('carries every byte across the process boundary', async () => {
    const desk = await Desk.started()
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    desk.hid.scan({ data })
    await desk.pass(100)
    expect(desk.events.at(-1)).toEqual({ type: 'scanned', name: 'Simulated Scanner', code: { data } })
  })

  it('takes everything back when its child crashes, and has it again from the next one', async () => {
    const desk = await Desk.started()
    desk.last.exit(139)
    expect(desk.story.slice(4).sort()).toEqual([
      'failing', 'scannerRemoved Simulated Scanner', 'scannerRemoved counter',
    ])
    desk.ports.unplug('/dev/ttyS0') // the dead child's line is given back by the system
    desk.ports.plug('/dev/ttyS0', desk.serial)
    await desk.pass(2_000)
    desk.hid.scan(code)
    await desk.pass(100)
    expect(desk.story.slice(7).filter((line) => !line.includes('counter')))
      .toEqual(['ready', 'scannerAdded Simulated Scanner', 'Simulated Scanner: ]Q1 4711'])
  })

  it('takes back the problems of a child that is lost', async () => {
    const desk = await Desk.started(({ ports }) => ports.holdByOther('/dev/ttyS0'))
    expect(desk.story).toContain('counter (/dev/ttyS0): held')
    desk.last.exit(1)
    expect(desk.story).toContain('counter (/dev/ttyS0): over')
  })

  it('replaces a child in which a native call hangs', async () => {
    const desk = await Desk.started()
    desk.devices.failNext('list', 'hang')
    await desk.pass(12_000)
    expect(desk.children).toHaveLength(2)
    expect(desk.children[0]?.killed).toBe(true)
    await desk.pass(2_000)
    desk.hid.scan(code)
    await desk.pass(100)
    expect(desk.story.at(-1)).toBe('Simulated Scanner: ]Q1 4711')
  })

  it('replaces its child once in a minute when a new one hangs as well', async () => {
    const desk = await Desk.started()
    desk.devices.failNext('list', ...Array.from({ length: 20 }, () => 'hang' as const))
    await desk.pass(240_000)
    expect(desk.children.length).toBeGreaterThan(2)
    expect(desk.children.length).toBeLessThanOrEqual(6)
  })

  it('notices a serial line whose opening hangs', async () => {
    const desk = new Desk()
    desk.ports.open = () => new Promise(() => {})
    desk.link.start((event) => desk.events.push(event))
    await desk.pass(10_500)
    expect(desk.children).toHaveLength(2)
    expect(desk.children[0]?.killed).toBe(true)
  })

  it('names a missing native module and its loader\'s reason, and tries again on a hint', async () => {
    const desk = await Desk.started((made) => {
      made.missing = 'NODE_MODULE_VERSION 115'
    })
    expect(desk.story).toEqual(['starting', 'bindingMissing'])
    expect(desk.link.bindingMissing).toBe('NODE_MODULE_VERSION 115')
    expect(desk.asked).toEqual({ hid: 1, serial: 0 })
    desk.missing = undefined
    desk.link.hint()
    await desk.pass(1_000)
    expect(desk.story.slice(2, 3)).toEqual(['ready'])
  })

  it('is closed once and for all', async () => {
    const desk = await Desk.started()
    const told = desk.events.length
    const closed = desk.link.close()
    desk.last.exit(0)
    await closed
    desk.hid.scan(code)
    await desk.pass(5_000)
    expect(desk.events).toHaveLength(told)
    expect(desk.children).toHaveLength(1)
  })
})
