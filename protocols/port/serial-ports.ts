/**
 * The port under drivers of serial readers and scanners: the RS-232 lines of a PC, USB adapters among them. npm
 * `serialport` is one implementation, the simulated line another.
 */

export interface SerialSettings {
  /** bits per second */
  readonly baudRate: number
  readonly dataBits: 7 | 8
  readonly parity: 'none' | 'even' | 'odd'
  readonly stopBits: 1 | 2
}

/**
 * Why a call failed.
 * - `busy`: another program has the line; lines are exclusive
 * - `access`: this user may not open it
 * - `absent`: no such line
 * - `gone`: the adapter was unplugged, or the line closed
 * - `unsupported`: the line has no such setting or signal, as a pseudo-terminal has no control lines
 * - `io`: anything else
 */
export type SerialFault = 'busy' | 'access' | 'absent' | 'gone' | 'unsupported' | 'io'

export class SerialError extends Error {
  override readonly name = 'SerialError'
  readonly fault: SerialFault

  constructor(fault: SerialFault, what: string) {
    super(`${what}: ${fault}`)
    this.fault = fault
  }
}

/** Control lines the PC drives, as RS-232 names them: true is asserted. Those not named stay as they are. */
export interface ControlLines {
  readonly rts?: boolean
  readonly dtr?: boolean
  /** Break: the transmit line is held at space. */
  readonly brk?: boolean
}

/** Control lines the other side drives. */
export interface StatusLines {
  readonly cts: boolean
  readonly dsr: boolean
  readonly dcd: boolean
}

export interface SerialListener {
  /** Bytes as they came, cut anyhow. */
  received(bytes: Uint8Array): void
  /** The line is gone: unplugged, or failed. Nothing comes after it. Not called for `close`. */
  lost(): void
}

/** An open line. */
export interface SerialLine {
  /** Resolves when the bytes have left the PC. @throws SerialError */
  write(bytes: Uint8Array): Promise<void>
  /** Changes the speed of the open line. @throws SerialError */
  setBaudRate(baudRate: number): Promise<void>
  /** @throws SerialError `unsupported` where there are none */
  setLines(lines: ControlLines): Promise<void>
  /** @throws SerialError `unsupported` where there are none */
  lines(): Promise<StatusLines>
  /** Drops what has come and was not yet given out. @throws SerialError */
  flush(): Promise<void>
  /** Never rejects. */
  close(): Promise<void>
}

/** A line of this PC as the operating system lists it; USB ids are those of the adapter, 4 hex digits. */
export interface SerialPortInfo {
  readonly path: string
  readonly idVendor?: string
  readonly idProduct?: string
  readonly serialNumber?: string
  readonly manufacturer?: string
}

export interface SerialPorts {
  /** @throws SerialError */
  list(): Promise<readonly SerialPortInfo[]>
  /** Opens a line for this process alone. @throws SerialError */
  open(path: string, settings: SerialSettings, listener: SerialListener): Promise<SerialLine>
}
