import { describe, expect, it } from 'vitest'
import { SerialError, type SerialLine, type SerialPorts } from '#protocols/port/serial-ports'
import { VirtualClock } from '#simulator/virtual-clock'
import { NativeCalls } from '../child/native-calls.ts'
import { WatchedPorts } from './watched-ports.ts'

const never = () => new Promise<never>(() => {})
const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 } as const
const listener = { received: () => {}, lost: () => {} }
const hangingLine: SerialLine = {
  write: never, setBaudRate: never, setLines: never, lines: never, flush: never, close: never,
}

function desk(ports: Partial<SerialPorts>) {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const told: string[] = []
  const calls = new NativeCalls(clock, (place, hangs) => told.push(`${place} ${hangs}`))
  return { clock, told, ports: new WatchedPorts({ list: never, open: never, ...ports }, calls) }
}

const calls: Readonly<Record<string, (line: SerialLine) => Promise<unknown>>> = {
  write: (line) => line.write(new Uint8Array(1)), setBaudRate: (line) => line.setBaudRate(9600),
  setLines: (line) => line.setLines({ rts: false }), lines: (line) => line.lines(), flush: (line) => line.flush(),
  close: (line) => line.close(),
}

describe('a call of the serial binding that never returns', () => {
  it.each(Object.keys(calls))('%s: fails by name, is told of, and keeps the line from being called', async (name) => {
    const { clock, told, ports } = desk({ open: async () => hangingLine })
    const line = await ports.open('/dev/ttyS0', settings, listener)
    const outcome = calls[name]!(line).then(() => 'over', (error: unknown) => error)
    clock.advance(10_000)
    expect(told).toEqual(['/dev/ttyS0 true'])
    const failed = await outcome
    if (name === 'close') expect(failed).toBe('over') // never rejects
    else expect(failed).toMatchObject({ name: SerialError.name, fault: 'io' })
    await expect(line.lines()).rejects.toMatchObject({ fault: 'io' })
    expect(clock.waiting).toBe(0)
  })

  it('list, open: fail by name and are told of, and do not keep each other from being called', async () => {
    const { clock, told, ports } = desk({})
    const outcomes = [ports.list(), ports.open('/dev/ttyS0', settings, listener)].map((call) => call.catch((error: unknown) => error))
    clock.advance(10_000)
    for (const failed of await Promise.all(outcomes)) expect(failed).toMatchObject({ fault: 'io' })
    expect(told.toSorted()).toEqual(['/dev/ttyS0 true', 'the list of lines true'])
  })

  it('open: a line that comes after all is given back', async () => {
    let end: (line: SerialLine) => void = () => {}
    const { clock, told, ports } = desk({ open: () => new Promise((resolve) => (end = resolve)) })
    const outcome = ports.open('/dev/ttyS0', settings, listener).catch((error: unknown) => error)
    clock.advance(10_000)
    await outcome
    let closed = 0
    end({ ...hangingLine, close: async () => void closed++ })
    for (let turn = 0; turn < 10; turn++) await undefined
    expect([closed, told]).toEqual([1, ['/dev/ttyS0 true', '/dev/ttyS0 false']])
  })
})
