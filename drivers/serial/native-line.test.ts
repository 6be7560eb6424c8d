import { describe, expect, it } from 'vitest'
import type { SerialFault, StatusLines } from '#protocols/port/serial-ports'
import { VirtualClock } from '#simulator/virtual-clock'
import { NativeLine, type NativePort } from './native-line.ts'

const GONE = 'Error: Input/output error, cannot get'
const NO_SIGNALS = 'Error: Inappropriate ioctl for device, cannot get'

/** A port of the binding that does as the test says. */
class ScriptedPort implements NativePort {
  readonly calls: string[] = []
  status: () => StatusLines = () => ({ cts: false, dsr: false, dcd: false })
  settled: number | undefined
  closed = 0
  readonly #reads: {
    resolve: (read: { bytesRead: number }) => void, reject: (error: Error) => void, into: Buffer,
  }[] = []

  read(into: Buffer): Promise<{ bytesRead: number }> {
    return new Promise((resolve, reject) => this.#reads.push({ resolve, reject, into }))
  }

  come(...bytes: number[]): void {
    const read = this.#reads.shift()
    read?.into.set(bytes)
    read?.resolve({ bytesRead: bytes.length })
  }

  breakOff(): void {
    this.#reads.shift()?.reject(new Error('bad file descriptor'))
  }

  async write(bytes: Buffer): Promise<void> {
    this.calls.push(`write ${bytes.toString('hex')}`)
    await undefined
  }

  async drain(): Promise<void> {
    this.calls.push('drain')
  }

  async update({ baudRate }: { baudRate: number }): Promise<void> {
    this.calls.push(`baud ${baudRate}`)
  }

  async set({ rts, dtr, brk }: { rts: boolean, dtr: boolean, brk: boolean }): Promise<void> {
    this.calls.push(`rts ${rts} dtr ${dtr} brk ${brk}`)
  }

  async get(): Promise<StatusLines> {
    return this.status()
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    if (this.settled === undefined) throw new Error('System baud rate check not implemented on this platform')
    return { baudRate: this.settled }
  }

  async flush(): Promise<void> {
    this.calls.push('flush')
  }

  async close(): Promise<void> {
    this.closed++
    this.breakOff()
  }
}

class Bench {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly port = new ScriptedPort()
  readonly heard: (number | 'lost')[] = []
  readonly line = new NativeLine(this.port, 9_600, this.clock, {
    received: (bytes) => this.heard.push(...bytes),
    lost: () => this.heard.push('lost'),
  })

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms)
    for (let turn = 0; turn < 50; turn++) await undefined
  }
}

async function fault(call: Promise<unknown>): Promise<SerialFault | undefined> {
  return call.then(() => undefined, (error: { fault?: SerialFault }) => error.fault)
}

describe('a line of the native binding', () => {
  it('hands over what comes, and keeps no piece of the buffer it was read into', async () => {
    const bench = new Bench()
    bench.port.come(1, 2, 3)
    await bench.wait(0)
    bench.port.come(4)
    await bench.wait(0)
    expect(bench.heard).toEqual([1, 2, 3, 4])
  })

  it('writes one piece after the other, each until it has left', async () => {
    const { line, port } = new Bench()
    await Promise.all([line.write(Uint8Array.of(1)), line.write(Uint8Array.of(2))])
    expect(port.calls).toEqual(['write 01', 'drain', 'write 02', 'drain'])
  })

  it('leaves signals that are not named as they are, though the binding sets them all', async () => {
    const { line, port } = new Bench()
    await line.setLines({ rts: false })
    await line.setLines({ brk: true })
    await line.setLines({ dtr: false, brk: false })
    expect(port.calls).toEqual([
      'rts false dtr true brk false', 'rts false dtr true brk true', 'rts false dtr false brk false',
    ])
  })

  it('takes a speed that the driver made another of for one it cannot make, and goes back', async () => {
    const { line, port } = new Bench()
    port.settled = 57_600
    expect(await fault(line.setBaudRate(55_800))).toBe('unsupported')
    expect(port.calls).toEqual(['baud 55800', 'baud 9600'])
    port.settled = 115_108
    expect(await fault(line.setBaudRate(115_200))).toBeUndefined()
    port.settled = undefined // not every system tells
    expect(await fault(line.setBaudRate(19_200))).toBeUndefined()
  })

  it('is lost when a read fails, once, and closes its port', async () => {
    const bench = new Bench()
    bench.port.breakOff()
    await bench.wait(10_000)
    expect(bench.heard).toEqual(['lost'])
    expect(bench.port.closed).toBe(1)
    expect(await fault(bench.line.write(Uint8Array.of(1)))).toBe('gone')
    expect(bench.clock.waiting).toBe(0)
  })

  it('is lost within a second when it was hung up and no read tells of it', async () => {
    const bench = new Bench()
    await bench.wait(5_000)
    bench.port.status = () => {
      throw new Error(GONE)
    }
    await bench.wait(1_000)
    expect(bench.heard).toEqual(['lost'])
  })

  it('lives on without signals, as a pseudo-terminal', async () => {
    const bench = new Bench()
    bench.port.status = () => {
      throw new Error(NO_SIGNALS)
    }
    for (let second = 0; second < 5; second++) await bench.wait(1_000)
    expect(bench.heard).toEqual([])
    expect(await fault(bench.line.lines())).toBe('unsupported')
  })

  it('tells of no loss and of no byte when it is closed', async () => {
    const bench = new Bench()
    await bench.line.close()
    bench.port.come(1)
    await bench.wait(2_000)
    expect(bench.heard).toEqual([])
    expect(await fault(bench.line.flush())).toBe('gone')
    expect(bench.clock.waiting).toBe(0)
  })
})
