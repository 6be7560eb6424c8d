import {
  SerialError, type ControlLines, type SerialLine, type SerialListener, type SerialPortInfo, type SerialPorts,
  type SerialSettings, type StatusLines,
} from '#protocols/port/serial-ports'
import { HungCallError, type NativeCalls } from '../child/native-calls.ts'

/** Lines whose every call ends: one that hangs is found out, and fails as `io`. */
export class WatchedPorts implements SerialPorts {
  readonly #ports: SerialPorts
  readonly #calls: NativeCalls

  constructor(ports: SerialPorts, calls: NativeCalls) {
    this.#ports = ports
    this.#calls = calls
  }

  list(): Promise<readonly SerialPortInfo[]> {
    return watched(this.#calls, 'the list of lines', 'list', () => this.#ports.list())
  }

  async open(path: string, settings: SerialSettings, listener: SerialListener): Promise<SerialLine> {
    const begin = () => this.#ports.open(path, settings, listener)
    const line = await watched(this.#calls, path, 'open', begin, (late) => void late.close())
    return new WatchedLine(line, (what, call) => watched(this.#calls, path, what, call))
  }
}

type Watch = <T>(what: string, call: () => Promise<T>) => Promise<T>

class WatchedLine implements SerialLine {
  readonly #line: SerialLine
  readonly #watch: Watch

  constructor(line: SerialLine, watch: Watch) {
    this.#line = line
    this.#watch = watch
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#watch('write', () => this.#line.write(bytes))
  }

  setBaudRate(baudRate: number): Promise<void> {
    return this.#watch('setBaudRate', () => this.#line.setBaudRate(baudRate))
  }

  setLines(lines: ControlLines): Promise<void> {
    return this.#watch('setLines', () => this.#line.setLines(lines))
  }

  lines(): Promise<StatusLines> {
    return this.#watch('lines', () => this.#line.lines())
  }

  flush(): Promise<void> {
    return this.#watch('flush', () => this.#line.flush())
  }

  close(): Promise<void> {
    return this.#watch('close', () => this.#line.close()).catch(() => {})
  }
}

async function watched<T>(
  calls: NativeCalls, place: string, what: string, begin: () => Promise<T>, late: (brought: T) => void = () => {},
): Promise<T> {
  try {
    return await calls.run({ place, begin, late })
  } catch (error) {
    if (error instanceof HungCallError) throw new SerialError('io', `${what} of ${place}`)
    throw error
  }
}
