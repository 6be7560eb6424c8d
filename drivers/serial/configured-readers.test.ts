import { describe, expect, it } from 'vitest'
import { SerialError, type SerialFault, type SerialPortInfo, type SerialPorts } from '#protocols/port/serial-ports'
import { VirtualClock } from '#simulator/virtual-clock'
import { OpenError, type FoundDevice, type Reader } from '../reader/reader.ts'
import { configuredReaders } from './configured-readers.ts'
import type { SerialPlace } from './serial-place.ts'

const reader: Reader = { name: 'a reader', slots: [], quirks: [], close: async () => {} }
const listener = { card: () => {}, count: () => {}, lost: () => {} }

/** A PC with the lines a test plugs in, and a driver for readers on them. */
class Bench {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  lines: SerialPortInfo[] = []
  listing: () => void = () => {}
  lists = 0
  opened: string[] = []
  closed = 0
  opening: () => void = () => {}
  fault: SerialFault | undefined
  present: FoundDevice[] = []
  readonly news: string[] = []
  readonly stop: () => void

  constructor(places: readonly SerialPlace[], lines: SerialPortInfo[] = []) {
    this.lines = lines
    const ports: SerialPorts = {
      list: async () => {
        this.lists++
        this.listing()
        return [...this.lines]
      },
      open: () => Promise.reject(new SerialError('io', 'not here')),
    }
    const driver = configuredReaders({
      kind: 'ccid-serial', ports, clock: this.clock, readers: places.map((place) => ({ place })),
      open: async ({ path }) => {
        if (this.fault !== undefined) throw new SerialError(this.fault, path)
        this.opened.push(path)
        this.opening()
        return { ...reader, close: async () => void this.closed++ }
      },
    })
    this.stop = driver.watch({
      found: (device) => {
        this.news.push(`found ${device.id}`)
        this.present.push(device)
      },
      gone: (device) => {
        this.news.push(`gone ${device.id}`)
        this.present = this.present.filter((other) => other !== device)
      },
    })
  }

  async wait(ms: number): Promise<void> {
    for (let past = 0; past < ms; past += 100) {
      for (let turn = 0; turn < 20; turn++) await undefined
      this.clock.advance(100)
    }
  }

  /** Opens the first reader: the line it was opened on, or the problem. */
  async open(): Promise<string> {
    try {
      await this.present[0]?.open(listener)
      return this.opened.at(-1) ?? 'nothing'
    } catch (error) {
      if (error instanceof OpenError) return error.problem.why
      throw error
    }
  }
}

const ftdi = (path: string, serialNumber: string) => ({ path, idVendor: '0403', idProduct: '6001', serialNumber })

describe('configured readers', () => {
  it('are found from the beginning; that a line is absent is a problem of the opening', async () => {
    const bench = new Bench([{ idVendor: '0403', idProduct: '6001' }])
    expect(bench.news).toEqual(['found 0403:6001'])
    expect(await bench.open()).toBe('absent')
  })

  it('are not open on a line that came while it was opened unlisted: the next time what is listed names them', async () => {
    const bench = new Bench([{ path: '/dev/ttyACM0' }])
    bench.opening = () => (bench.lines = [ftdi('/dev/ttyACM0', 'A')])
    expect([await bench.open(), bench.closed]).toEqual(['absent', 1])
    expect([await bench.open(), bench.closed]).toEqual(['/dev/ttyACM0', 1])
  })

  it('are gone and found anew when their line comes and when it goes, within a second or so', async () => {
    const bench = new Bench([{ path: '/dev/ttyUSB0' }])
    await bench.wait(3_000)
    bench.lines = [ftdi('/dev/ttyUSB0', 'A')]
    const first = bench.present[0]
    await bench.wait(1_200)
    expect(bench.news).toEqual(['found /dev/ttyUSB0', 'gone /dev/ttyUSB0', 'found /dev/ttyUSB0'])
    expect(bench.present[0]).not.toBe(first)
    bench.lines = []
    await bench.wait(1_200)
    expect(bench.news).toHaveLength(5)
    expect(bench.present).toHaveLength(1)
  })

  it('are left alone when they were opened on a line before it was seen to come', async () => {
    const bench = new Bench([{ path: '/dev/ttyUSB0' }])
    await bench.wait(1_500)
    bench.lines = [ftdi('/dev/ttyUSB0', 'A')]
    expect(await bench.open()).toBe('/dev/ttyUSB0')
    await bench.wait(3_000)
    expect(bench.news).toEqual(['found /dev/ttyUSB0'])
    bench.lines = []
    await bench.wait(1_200)
    expect(bench.news.slice(1)).toEqual(['gone /dev/ttyUSB0', 'found /dev/ttyUSB0'])
  })

  it('follow their adapter when ttyUSB0 and ttyUSB1 change places', async () => {
    const bench = new Bench(
      [{ idVendor: '0403', idProduct: '6001', serialNumber: 'B' }],
      [ftdi('/dev/ttyUSB0', 'A'), ftdi('/dev/ttyUSB1', 'B')],
    )
    expect(await bench.open()).toBe('/dev/ttyUSB1')
    await bench.wait(2_000)
    bench.lines = [ftdi('/dev/ttyUSB0', 'B'), ftdi('/dev/ttyUSB1', 'A')]
    await bench.wait(1_200)
    expect(bench.news.slice(1)).toEqual(['gone 0403:6001 b', 'found 0403:6001 b'])
    expect(await bench.open()).toBe('/dev/ttyUSB0')
  })

  it('stay apart: a line that comes concerns its own reader alone', async () => {
    const bench = new Bench([{ path: '/dev/ttyS0' }, { path: 'COM7' }], [{ path: '/dev/ttyS0' }])
    await bench.wait(2_000)
    bench.lines = [{ path: '/dev/ttyS0' }, { path: 'com7' }]
    await bench.wait(1_200)
    expect(bench.news.slice(2)).toEqual(['gone COM7', 'found COM7'])
  })

  it('are opened on a path that nobody lists, and when no list can be had', async () => {
    const bench = new Bench([{ path: '/dev/serial/by-id/usb-FTDI-if00' }])
    expect(await bench.open()).toBe('/dev/serial/by-id/usb-FTDI-if00')
    bench.listing = () => {
      throw new SerialError('io', 'list')
    }
    expect(await bench.open()).toBe('/dev/serial/by-id/usb-FTDI-if00')
  })

  it('are looked for again after a list that could not be had', async () => {
    const bench = new Bench([{ path: '/dev/ttyUSB0' }])
    await bench.wait(1_500)
    bench.listing = () => {
      throw new SerialError('io', 'list')
    }
    await bench.wait(3_000)
    bench.listing = () => {}
    bench.lines = [{ path: '/dev/ttyUSB0' }]
    await bench.wait(1_200)
    expect(bench.news).toHaveLength(3)
  })

  it.each([
    ['busy', 'held'], ['access', 'denied'], ['absent', 'absent'], ['gone', 'absent'], ['unsupported', 'unsuitable'],
    ['io', 'failing'],
  ] as const)('whose line is %s are %s', async (fault, problem) => {
    const bench = new Bench([{ path: '/dev/ttyS0' }])
    bench.fault = fault
    expect(await bench.open()).toBe(problem)
  })

  it('are not looked for any more after the end, nor when there are none', async () => {
    const bench = new Bench([{ path: '/dev/ttyS0' }])
    await bench.wait(2_000)
    bench.stop()
    const { lists } = bench
    await bench.wait(5_000)
    expect(bench.lists).toBe(lists)
    expect(bench.clock.waiting).toBe(0)
    const none = new Bench([])
    await none.wait(5_000)
    expect(none.lists).toBe(0)
  })
})
