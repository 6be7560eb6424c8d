import type { Clock } from '#protocols/port/clock'
import {
  SerialError, type ControlLines, type SerialLine, type SerialListener, type StatusLines,
} from '#protocols/port/serial-ports'
import { serialError } from './serial-failure.ts'

/** What is used of an open port of npm `serialport`'s binding. Promises reject with an Error that says in words why. */
export interface NativePort {
  /** At least one byte; rejects when the port is closed or fails. */
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>
  /** One at a time. Resolves when the operating system has the bytes. */
  write(buffer: Buffer): Promise<void>
  /** Resolves when the bytes written have left. */
  drain(): Promise<void>
  update(options: { baudRate: number }): Promise<void>
  /** Sets all of them, each call anew. */
  set(options: { rts: boolean, dtr: boolean, brk: boolean }): Promise<void>
  get(): Promise<StatusLines>
  /** The speed the driver settled for; rejects where the platform does not tell. */
  getBaudRate?(): Promise<{ baudRate: number }>
  flush(): Promise<void>
  close(): Promise<void>
}

const ROOM = 4096
/** In ms. A read that waits is not always told of a hang-up: on Linux it may end again and again with 0 bytes. */
const LIVENESS_MS = 1_000
/** A UART that is further off than this samples the last bits of a character wrong. */
const MOST_DEVIATION = 0.03

/** An open line over npm `serialport`. */
export class NativeLine implements SerialLine {
  readonly #port: NativePort
  readonly #clock: Clock
  readonly #listener: SerialListener
  #baudRate: number
  /** Operating systems assert RTS and DTR when they open a line. */
  #lines = { rts: true, dtr: true, brk: false }
  #over = false
  #tail: Promise<unknown> = Promise.resolve()
  #stopLooking = () => {}

  constructor(port: NativePort, baudRate: number, clock: Clock, listener: SerialListener) {
    this.#port = port
    this.#baudRate = baudRate
    this.#clock = clock
    this.#listener = listener
    void this.#read()
    this.#look()
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#tail.then(() => this.#do('write', async () => {
      await this.#port.write(Buffer.from(bytes))
      await this.#port.drain()
    }))
    this.#tail = written.catch(() => {})
    return written
  }

  async setBaudRate(baudRate: number): Promise<void> {
    await this.#do('setBaudRate', () => this.#port.update({ baudRate }))
    // setting a speed succeeds with any; what the driver made of it is told, where it is, by asking
    const settled = await this.#port.getBaudRate?.().then((answer) => answer.baudRate, () => baudRate) ?? baudRate
    if (Math.abs(settled - baudRate) > MOST_DEVIATION * baudRate) {
      await this.#do('setBaudRate', () => this.#port.update({ baudRate: this.#baudRate }))
      throw new SerialError('unsupported', 'setBaudRate')
    }
    this.#baudRate = baudRate
  }

  async setLines({ rts = this.#lines.rts, dtr = this.#lines.dtr, brk = this.#lines.brk }: ControlLines): Promise<void> {
    const lines = { rts, dtr, brk }
    await this.#do('setLines', () => this.#port.set(lines))
    this.#lines = lines
  }

  async lines(): Promise<StatusLines> {
    const { cts, dsr, dcd } = await this.#do('lines', () => this.#port.get())
    return { cts, dsr, dcd }
  }

  flush(): Promise<void> {
    return this.#do('flush', () => this.#port.flush())
  }

  async close(): Promise<void> {
    this.#end()
    // closed already when it was lost
    await this.#port.close().catch(() => {})
  }

  async #do<T>(what: string, call: () => Promise<T>): Promise<T> {
    if (this.#over) throw new SerialError('gone', what)
    try {
      return await call()
    } catch (error) {
      const failure = serialError('use', what, error)
      if (failure.fault === 'gone') this.#lost()
      throw failure
    }
  }

  async #read(): Promise<void> {
    const buffer = Buffer.alloc(ROOM)
    try {
      while (!this.#over) {
        const { bytesRead } = await this.#port.read(buffer, 0, ROOM)
        if (!this.#over && bytesRead > 0) this.#listener.received(Uint8Array.from(buffer.subarray(0, bytesRead)))
      }
    } catch {
      this.#lost()
    }
  }

  /** A line without control lines refuses to tell of them, and thereby tells that it is there. */
  #look(): void {
    this.#stopLooking = this.#clock.after(LIVENESS_MS, () => {
      this.lines().catch(() => {}).finally(() => {
        if (!this.#over) this.#look()
      })
    })
  }

  #lost(): void {
    if (this.#over) return
    this.#end()
    this.#listener.lost()
    // reading a line that is hung up may spin until it is closed
    this.#port.close().catch(() => {})
  }

  #end(): void {
    this.#over = true
    this.#stopLooking()
  }
}
