import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { ControlLines, SerialSettings } from '#protocols/port/serial-ports'
import type { SerialCable, SerialTwin } from '../readers/serial-twin.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { CdcAcmGadget } from './cdc-acm-gadget.ts'
import { HubPort } from './hub-port.ts'
import { shown } from './transfer.fixture.ts'

/** Keeps what it is told. */
class Recorder implements SerialTwin {
  readonly told: (string | SerialSettings | ControlLines)[] = []
  cable: SerialCable | undefined

  attach(cable: SerialCable): void {
    this.cable = cable
  }

  received(bytes: Uint8Array): void {
    this.told.push(hex(bytes))
  }

  settings(settings: SerialSettings): void {
    this.told.push(settings)
  }

  controlLines(lines: ControlLines): void {
    this.told.push(lines)
  }
}

const identity = {
  idVendor: 0x1209, idProduct: 0x0001, bcdDevice: 0x0100, manufacturer: 'Simulated', product: 'Line', serialNumber: '1',
}

function plugged() {
  const twin = new Recorder()
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const gadget = new CdcAcmGadget(twin, identity, clock)
  const port = new HubPort(gadget, () => {})
  const control = (setup: string, data = '') => shown(port.control(unhex(setup), unhex(data)))
  const got: string[] = []
  const receive = (endpoint: number, length = 64) => port.in(endpoint, length, (data) => got.push(shown(data)))
  const cable = () => {
    if (twin.cable === undefined) throw new Error('not attached')
    return twin.cable
  }
  return { twin, clock, gadget, port, control, got, receive, cable }
}

// typed by hand from CDC 1.2 §5.2.3 and PSTN 1.2 §5.3
const CONFIGURATION = '090243000201008032'
  + '090400000102020000' + '0524002001' + '0524010001' + '04240206' + '0524060001' + '07058103100010'
  + '09040100020a000000' + '07058202400000' + '07050302400000'

describe('a CDC-ACM gadget', () => {
  it('is the one function that the standards lay out', () => {
    expect(hex(plugged().gadget.configurationDescriptor)).toBe(CONFIGURATION)
    expect(plugged().gadget.deviceDescriptor[4]).toBe(0x02)
  })

  it.each([
    ['80250000000008', { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 }],
    ['002a0000020208', { baudRate: 10_752, dataBits: 8, parity: 'even', stopBits: 2 }],
    ['00c20100000107', { baudRate: 115_200, dataBits: 7, parity: 'odd', stopBits: 1 }],
  ])('passes the line coding %s on and keeps it', (coding, settings) => {
    const { twin, control } = plugged()
    expect(control('2120000000000700', coding)).toBe('')
    expect(twin.told).toEqual([settings])
    expect(control('a121000000000700')).toBe(coding)
  })

  it.each([
    ['1.5 stop bits', '80250000010008'], ['mark parity', '80250000000308'], ['5 bits', '80250000000005'],
    ['no speed', '00000000000008'], ['too few bytes', '802500000000'],
  ])('refuses a line coding with %s, and keeps the one before', (_, coding) => {
    const { twin, control } = plugged()
    expect(control('2120000000000700', coding)).toBe('stall')
    expect(twin.told).toEqual([])
    expect(control('a121000000000700')).toBe('80250000000008')
  })

  it('passes control lines and bytes on', () => {
    const { twin, control, port } = plugged()
    control('2122030000000000')
    control('2122010000000000')
    port.out(3, unhex('cafe'))
    control('2122000000000000')
    expect(twin.told).toEqual([{ dtr: true, rts: true }, { dtr: true, rts: false }, 'cafe', { dtr: false, rts: false }])
  })

  it('holds a break until it is ended, or for as long as it was told', () => {
    const { twin, clock, control } = plugged()
    control('2123ffff00000000')
    clock.advance(100_000)
    control('2123000000000000')
    expect(twin.told).toEqual([{ brk: true }, { brk: false }])
    control('2123fa0000000000')
    clock.advance(249)
    expect(twin.told).toHaveLength(3)
    clock.advance(1)
    expect(twin.told.at(-1)).toEqual({ brk: false })
    expect(clock.waiting).toBe(0)
  })

  it('tells the lines its device drives: DCD and DSR', () => {
    const { cable, receive, got } = plugged()
    receive(1, 16)
    cable().setLines({ cts: true, dsr: true, dcd: true })
    receive(1, 16)
    cable().setLines({ cts: true, dsr: true, dcd: false })
    expect(got).toEqual(['a1200000000002000300', 'a1200000000002000200'])
  })

  it('gives bytes as they come, and keeps what the host has no room for', () => {
    const { cable, receive, got } = plugged()
    receive(2)
    cable().send(unhex('3b02'))
    receive(2)
    cable().send(new Uint8Array(100))
    receive(2)
    expect(got.map((one) => one.length / 2)).toEqual([2, 64, 36])
  })

  it('drops bytes while no program has the line open', () => {
    const { cable, control, receive, got } = plugged()
    cable().send(unhex('01'))
    control('2122030000000000')
    cable().send(unhex('02'))
    receive(2)
    control('2122000000000000')
    cable().send(unhex('03'))
    receive(2)
    cable().send(unhex('04'))
    expect(got).toEqual(['02', '04'])
  })

  it('stalls what it does not know', () => {
    const { control } = plugged()
    for (const setup of ['2104000000000000', 'a104000000000000', 'c101000000000000']) {
      expect(control(setup)).toBe('stall')
    }
  })
})
