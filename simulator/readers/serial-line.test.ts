import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SerialSettings } from '#protocols/port/serial-ports'
import { VirtualClock } from '../virtual-clock.ts'
import type { LineFault } from './line-fault.ts'
import { SimulatedSerialPorts, type SimulatedLineOptions } from './serial-line.ts'
import { Listening, TalkingTwin } from './serial-twin.fixture.ts'

const START = '2026-01-01T00:00:00Z'
const COM1 = '/dev/ttyS0'
/** 10 bits a character: 1 ms. */
const settings: SerialSettings = { baudRate: 10_000, dataBits: 8, parity: 'none', stopBits: 1 }

function desk(options: SimulatedLineOptions = {}, instant = false) {
  const clock = new VirtualClock(START)
  const began = clock.now()
  const ports = new SimulatedSerialPorts({ clock, instant })
  const twin = new TalkingTwin(clock)
  const pc = new Listening(clock)
  ports.plug(COM1, twin, options)
  return { clock, ports, twin, pc, since: (at: number) => Math.round((at - began) * 1000) / 1000 }
}

describe('a simulated line', () => {
  let { clock, ports, twin, pc, since } = desk()
  beforeEach(() => ({ clock, ports, twin, pc, since } = desk()))
  const open = () => ports.open(COM1, settings, pc)

  it('carries each byte as long as its bits take, both ways at once', async () => {
    const line = await open()
    void line.write(Uint8Array.of(1, 2, 3))
    twin.say(7, 8)
    clock.advance(10)
    expect(twin.heard.map(({ at, bytes }) => [since(at), ...bytes])).toEqual([[1, 1], [2, 2], [3, 3]])
    expect(pc.chunks.map(({ at, bytes }) => [since(at), ...bytes])).toEqual([[1, 7], [2, 8]])
  })

  it('is written when the last byte has left, and writes line up', async () => {
    const line = await open()
    const done: number[] = []
    const writes = [2, 3].map((length) =>
      line.write(new Uint8Array(length)).then(() => void done.push(length)))
    for (const expected of [[], [2], [2], [2], [2, 3]]) {
      clock.advance(1)
      await Promise.resolve()
      await Promise.resolve()
      expect(done).toEqual(expected)
    }
    await Promise.all(writes)
  })

  it('reaches the limit of its own speed, and not more', async () => {
    const fast: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 2 }
    await ports.open(COM1, fast, pc)
    for (let message = 0; message < 100; message++) twin.say(...new Uint8Array(100))
    const ms = 100 * 100 * 11 / 115.2
    clock.advance(ms - 0.01)
    expect(pc.chunks.flatMap(({ bytes }) => bytes)).toHaveLength(9_999)
    clock.advance(0.01)
    expect(pc.chunks.flatMap(({ bytes }) => bytes)).toHaveLength(10_000)
  })

  it('tells the device how the PC speaks, and follows its speed', async () => {
    const line = await open()
    await line.setBaudRate(1000)
    expect(twin.told).toEqual([settings, { ...settings, baudRate: 1000 }])
    void line.write(Uint8Array.of(1))
    clock.advance(9.9)
    expect(twin.heard).toEqual([])
    clock.advance(0.1)
    expect(twin.allHeard).toEqual([1])
  })

  it('belongs to one program at a time', async () => {
    const line = await open()
    await expect(open()).rejects.toMatchObject({ fault: 'busy' })
    await line.close()
    const again = await open()
    await again.close()
    ports.holdByOther(COM1)
    await expect(open()).rejects.toMatchObject({ fault: 'busy' })
    ports.releaseByOther(COM1)
    await open()
  })

  it('is absent before it is plugged and after it is pulled', async () => {
    await expect(ports.open('/dev/ttyS1', settings, pc)).rejects.toMatchObject({ fault: 'absent' })
    ports.unplug(COM1)
    await expect(open()).rejects.toMatchObject({ fault: 'absent' })
    expect(await ports.list()).toEqual([])
    ports.plug(COM1, twin)
    expect(twin.attachments).toBe(2)
    await open()
  })

  it('is lost once when it is pulled, with what was under way', async () => {
    const line = await open()
    const write = line.write(Uint8Array.of(1, 2, 3))
    twin.say(4, 5, 6)
    clock.advance(1)
    ports.unplug(COM1)
    await expect(write).rejects.toMatchObject({ name: 'SerialError', fault: 'gone' })
    clock.advance(100)
    expect([twin.allHeard, [...pc.take()], pc.losses]).toEqual([[1], [4], 1])
    await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ fault: 'gone' })
    await expect(line.lines()).rejects.toMatchObject({ fault: 'gone' })
    await line.close()
    expect([pc.losses, clock.waiting]).toEqual([1, 0])
  })

  it('is closed without being lost, and nothing comes behind', async () => {
    const line = await open()
    twin.say(1)
    await line.close()
    twin.say(2)
    clock.advance(100)
    expect([...pc.take(), pc.losses]).toEqual([0])
    await open()
    twin.say(3)
    clock.advance(100)
    expect([...pc.take()]).toEqual([3])
  })

  it('asserts RTS and DTR while it is open, and carries the lines of both sides', async () => {
    const line = await open()
    await line.setLines({ rts: false })
    await line.close()
    expect(twin.lines).toEqual([
      { rts: true, dtr: true, brk: false }, { rts: false }, { rts: false, dtr: false, brk: false },
    ])
    twin.show({ cts: true, dsr: false, dcd: true })
    expect(await (await open()).lines()).toEqual({ cts: true, dsr: false, dcd: true })
  })

  it('tells what the system knows of the adapter', async () => {
    ports.plug('/dev/ttyUSB0', twin, { info: { idVendor: '067b', idProduct: '2303' } })
    expect(await ports.list()).toEqual([{ path: COM1 }, { path: '/dev/ttyUSB0', idVendor: '067b', idProduct: '2303' }])
  })
})

describe('a line with a limit', () => {
  it('may be denied to this user', async () => {
    const { ports, pc } = desk({ accessible: false })
    await expect(ports.open(COM1, settings, pc)).rejects.toMatchObject({ fault: 'access' })
  })

  it('may have no control lines, as a pseudo-terminal', async () => {
    const { ports, pc, twin } = desk({ controlLines: false })
    const line = await ports.open(COM1, settings, pc)
    await expect(line.setLines({ rts: true })).rejects.toMatchObject({ fault: 'unsupported' })
    await expect(line.lines()).rejects.toMatchObject({ fault: 'unsupported' })
    await line.close()
    expect(twin.lines).toEqual([])
  })

  it('may know but some speeds, and keeps the one it has', async () => {
    const { ports, pc, twin } = desk({ speeds: [10_000, 9600] })
    const line = await ports.open(COM1, settings, pc)
    await expect(line.setBaudRate(115_200)).rejects.toMatchObject({ fault: 'unsupported' })
    await line.setBaudRate(9600)
    expect(twin.told.map(({ baudRate }) => baudRate)).toEqual([10_000, 9600])
    await line.close()
    await expect(ports.open(COM1, { ...settings, baudRate: 1 }, pc)).rejects.toMatchObject({ fault: 'unsupported' })
  })
})

describe('an instant line', () => {
  it('carries everything at once, never within the call, and takes no time', async () => {
    const { ports, pc, twin, clock } = desk({}, true)
    const line = await ports.open(COM1, settings, pc)
    const write = line.write(Uint8Array.of(1, 2))
    expect(twin.allHeard).toEqual([])
    await write
    expect(twin.allHeard).toEqual([1, 2])
    twin.say(3, 4)
    expect(pc.chunks).toEqual([])
    await Promise.resolve()
    expect([...pc.take()]).toEqual([3, 4])
    twin.say(5)
    ports.unplug(COM1)
    await Promise.resolve()
    expect([...pc.take(), pc.losses, clock.waiting]).toEqual([1, 0])
  })
})

describe('a bad line', () => {
  const length = 6
  const way = fc.constantFrom<'toPc' | 'toDevice'>('toPc', 'toDevice')
  const at = fc.nat(length - 1)

  const carried = async (faults: LineFault[], direction: LineFault['way']) => {
    const { ports, pc, twin, clock } = desk({ faults })
    const line = await ports.open(COM1, settings, pc)
    const bytes = Array.from({ length }, (_, index) => index)
    if (direction === 'toPc') bytes.forEach((byte) => twin.say(byte))
    else line.write(Uint8Array.from(bytes)).catch(() => {})
    clock.advance(100)
    return { bytes, came: direction === 'toPc' ? [...pc.take()] : twin.allHeard, losses: pc.losses, clock }
  }

  it('damages exactly the byte it is told to, on the way it is told to', async () => {
    await fc.assert(fc.asyncProperty(way, way, at, async (faulty, used, at) => {
      const hit = faulty === used
      const lost = await carried([{ way: faulty, at, fault: 'lost' }], used)
      expect(lost.came).toEqual(lost.bytes.filter((byte) => !(hit && byte === at)))
      const flipped = await carried([{ way: faulty, at, fault: 'flipped', bit: 7 }], used)
      expect(flipped.came).toEqual(flipped.bytes.map((byte) => hit && byte === at ? byte + 128 : byte))
      const inserted = await carried([{ way: faulty, at, fault: 'inserted', byte: 0xee }], used)
      expect(inserted.came).toEqual(inserted.bytes.flatMap((byte) => hit && byte === at ? [0xee, byte] : [byte]))
      expect([lost.losses, flipped.losses, inserted.losses]).toEqual([0, 0, 0])
    }))
  })

  it('goes at the byte it is told to, and what is under way then with it', async () => {
    await fc.assert(fc.asyncProperty(at, async (at) => {
      const toDevice = await carried([{ way: 'toDevice', at, fault: 'gone' }], 'toDevice')
      expect([toDevice.came, toDevice.losses]).toEqual([toDevice.bytes.slice(0, at), 1])
      const toPc = await carried([{ way: 'toPc', at, fault: 'gone' }], 'toPc')
      expect([toPc.came, toPc.losses]).toEqual([toPc.bytes.slice(0, at), 1])
    }))
  })
})
