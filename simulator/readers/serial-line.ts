import type { Clock } from '#protocols/port/clock'
import {
  SerialError, type ControlLines, type SerialLine, type SerialListener, type SerialPortInfo, type SerialPorts,
  type SerialSettings, type StatusLines,
} from '#protocols/port/serial-ports'
import { damagedWay, type DamagedWay, type LineFault } from './line-fault.ts'
import type { SerialTwin } from './serial-twin.ts'
import { TimedWire } from './timed-wire.ts'
import { characterMs } from './uart.ts'

export interface SimulatedLineOptions {
  /** What the operating system would tell of the adapter. */
  readonly info?: Omit<SerialPortInfo, 'path'>
  readonly faults?: readonly LineFault[]
  /** False: this user may not open it. Default true. */
  readonly accessible?: boolean
  /** Speeds the adapter makes, in bits per second. Default any. */
  readonly speeds?: readonly number[]
  /** Whether control and status lines exist; a pseudo-terminal has none. Default true. */
  readonly controlLines?: boolean
}

interface PluggedLine {
  readonly path: string
  readonly twin: SerialTwin
  readonly options: SimulatedLineOptions
  readonly toDevice: DamagedWay
  readonly toPc: DamagedWay
  status: StatusLines
  open: OpenLine | undefined
  heldByOther: boolean
}

const NOT_ASSERTED: StatusLines = { cts: false, dsr: false, dcd: false }

/**
 * The serial lines of a PC with simulated devices at their far ends. Bytes take the time their bits take at the
 * settings the PC has chosen, or, with `instant`, none: they arrive in the next microtask.
 */
export class SimulatedSerialPorts implements SerialPorts {
  readonly #clock: Clock
  readonly #instant: boolean
  readonly #lines = new Map<string, PluggedLine>()

  constructor({ clock, instant = false }: { clock: Clock, instant?: boolean }) {
    this.#clock = clock
    this.#instant = instant
  }

  plug(path: string, twin: SerialTwin, options: SimulatedLineOptions = {}): void {
    if (this.#lines.has(path)) throw new Error(`${path}: there is a line already`)
    const unplug = () => void (this.#lines.get(path) === line && this.unplug(path))
    const { faults = [] } = options
    const line: PluggedLine = {
      path, twin, options, status: NOT_ASSERTED, open: undefined, heldByOther: false,
      toDevice: damagedWay(faults, 'toDevice', unplug), toPc: damagedWay(faults, 'toPc', unplug),
    }
    this.#lines.set(path, line)
    twin.attach({
      send: (bytes) => line.open?.sendToPc(bytes),
      setLines: (status) => void (line.status = status),
    })
  }

  /** The adapter is pulled; the device behind it stays as it is until it is plugged anew. */
  unplug(path: string): void {
    const line = this.#plugged(path)
    this.#lines.delete(path)
    line.open?.lose()
  }

  /** Another program opens the line, which is then busy. */
  holdByOther(path: string): void {
    this.#plugged(path).heldByOther = true
  }

  releaseByOther(path: string): void {
    this.#plugged(path).heldByOther = false
  }

  async list(): Promise<readonly SerialPortInfo[]> {
    return [...this.#lines.values()].map(({ path, options: { info } }) => ({ path, ...info }))
  }

  /** Opening asserts RTS and DTR, closing takes them back, as Linux does. */
  async open(path: string, settings: SerialSettings, listener: SerialListener): Promise<SerialLine> {
    const line = this.#lines.get(path)
    if (line === undefined) throw new SerialError('absent', path)
    if (line.options.accessible === false) throw new SerialError('access', path)
    if (line.heldByOther || line.open !== undefined) throw new SerialError('busy', path)
    if (!makes(line, settings.baudRate)) throw new SerialError('unsupported', path)
    line.open = new OpenLine(line, settings, listener, this.#instant ? undefined : this.#clock)
    return line.open
  }

  #plugged(path: string): PluggedLine {
    const line = this.#lines.get(path)
    if (line === undefined) throw new Error(`${path}: there is no such line`)
    return line
  }
}

class OpenLine implements SerialLine {
  readonly #line: PluggedLine
  readonly #listener: SerialListener
  /** Undefined: bytes take no time. */
  readonly #clock: Clock | undefined
  readonly #toDevice: TimedWire | undefined
  readonly #toPc: TimedWire | undefined
  readonly #writing = new Set<(fault: SerialError) => void>()
  #settings: SerialSettings
  #open = true

  constructor(line: PluggedLine, settings: SerialSettings, listener: SerialListener, clock: Clock | undefined) {
    this.#line = line
    this.#settings = settings
    this.#listener = listener
    this.#clock = clock
    if (clock !== undefined) {
      this.#toDevice = new TimedWire(clock, (bytes) => this.#arriveAtDevice(bytes))
      this.#toPc = new TimedWire(clock, (bytes) => this.#arriveAtPc(bytes))
    }
    line.twin.settings(settings)
    if (line.options.controlLines !== false) line.twin.controlLines({ rts: true, dtr: true, brk: false })
  }

  sendToPc(bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes)
    if (this.#toPc !== undefined) this.#toPc.send(copy, characterMs(this.#settings))
    else queueMicrotask(() => this.#arriveAtPc(copy))
  }

  lose(): void {
    if (!this.#open) return
    this.#end()
    this.#listener.lost()
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#check()
    const copy = Uint8Array.from(bytes)
    if (this.#toDevice === undefined || this.#clock === undefined) {
      await undefined
      this.#check()
      this.#arriveAtDevice(copy)
      return this.#check()
    }
    const ms = this.#toDevice.send(copy, characterMs(this.#settings))
    const clock = this.#clock
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        this.#writing.delete(fail)
        resolve()
      })
      const fail = (fault: SerialError) => {
        cancel()
        reject(fault)
      }
      this.#writing.add(fail)
    })
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.#check()
    if (!makes(this.#line, baudRate)) throw new SerialError('unsupported', this.#line.path)
    this.#settings = { ...this.#settings, baudRate }
    this.#line.twin.settings(this.#settings)
  }

  async setLines(lines: ControlLines): Promise<void> {
    this.#checkLines()
    this.#line.twin.controlLines(lines)
  }

  async lines(): Promise<StatusLines> {
    this.#checkLines()
    return this.#line.status
  }

  /** Nothing is kept here: what has come was given out at once. */
  async flush(): Promise<void> {
    this.#check()
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#end()
    if (this.#line.options.controlLines !== false) this.#line.twin.controlLines({ rts: false, dtr: false, brk: false })
  }

  #arriveAtDevice(bytes: Uint8Array): void {
    this.#line.toDevice(bytes, (damaged) => this.#line.twin.received(damaged))
  }

  #arriveAtPc(bytes: Uint8Array): void {
    if (this.#open) this.#line.toPc(bytes, (damaged) => this.#listener.received(damaged))
  }

  #end(): void {
    this.#open = false
    this.#line.open = undefined
    this.#toDevice?.drop()
    this.#toPc?.drop()
    const gone = new SerialError('gone', this.#line.path)
    for (const fail of this.#writing) fail(gone)
    this.#writing.clear()
  }

  #check(): void {
    if (!this.#open) throw new SerialError('gone', this.#line.path)
  }

  #checkLines(): void {
    this.#check()
    if (this.#line.options.controlLines === false) throw new SerialError('unsupported', this.#line.path)
  }
}

function makes({ options: { speeds } }: PluggedLine, baudRate: number): boolean {
  return speeds === undefined || speeds.includes(baudRate)
}
