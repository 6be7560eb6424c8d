import type { HidDevices } from '#protocols/port/hid-devices'
import type { OpenPcscContext, PcscReader } from '#protocols/port/pcsc-context'
import type { SerialPorts } from '#protocols/port/serial-ports'
import type { UsbDevice, UsbHost } from '#protocols/port/usb-host'
import type { Clock } from '#protocols/port/clock'
import type { ParentChannel } from '../child/child-side.ts'
import { FakeChild } from '../child/fake-child.fixture.ts'
import { ProgramClock } from './program-clock.fixture.ts'
import type { Turnstile } from './turnstile.fixture.ts'

interface Closable { close(): Promise<void> }

/**
 * A child process within this one. Killed, it does nothing any more, and the system gives back what it had; hung, it
 * does nothing any more and keeps what it has until it is killed.
 */
export class MortalChild extends FakeChild {
  readonly clock: ProgramClock
  readonly #messages: Turnstile
  readonly #overhear: (message: object) => void
  /** What it has of the system, and how that is given back. */
  readonly #held = new Map<object, () => Promise<void>>()
  #lives = true
  #hear: (message: unknown) => void = () => {}
  #hangUp: () => void = () => {}

  /**
   * @param messages through which everything goes that is said, either way
   * @param overhear is told it
   */
  constructor(clock: Clock, messages: Turnstile, overhear: (message: object) => void = () => {}) {
    super()
    this.clock = new ProgramClock(clock)
    this.#messages = messages
    this.#overhear = overhear
  }

  /** The child's end of the channel. */
  readonly channel: ParentChannel = {
    send: (message, sent) => {
      if (!this.#lives) return
      this.#messages.pass(0)
      if (!this.#lives) return
      this.#overhear(message)
      this.say(message)
      if (sent !== undefined) queueMicrotask(sent)
    },
    onMessage: (listener) => {
      this.#hear = listener
    },
    onClosed: (listener) => {
      this.#hangUp = listener
    },
    end: () => this.die(0),
  }

  override send(message: object): boolean {
    if (this.#lives) this.#messages.pass(0)
    this.#overhear(message)
    if (this.#lives) this.#hear(JSON.parse(JSON.stringify(message)))
    return true
  }

  override disconnect(): void {
    super.disconnect()
    if (this.#lives) this.#hangUp()
  }

  override kill(): boolean {
    this.hang()
    void this.#giveBack()
    return super.kill()
  }

  hang(): void {
    this.#lives = false
    this.clock.kill()
  }

  /** It ends by itself, or by somebody else's hand. */
  die(code: number | null): void {
    if (!this.#lives) return
    this.kill()
    queueMicrotask(() => this.exit(code))
  }

  /** The bus as this process sees it. */
  host(host: UsbHost): UsbHost {
    return {
      watch: (listener) => {
        const devices = new Map<UsbDevice, UsbDevice>()
        return host.watch({
          attached: (device) => {
            const seen = this.#device(device)
            devices.set(device, seen)
            if (this.#lives) listener.attached(seen)
          },
          detached: (device) => {
            const seen = devices.get(device)
            if (seen !== undefined && this.#lives) listener.detached(seen)
          },
        })
      },
    }
  }

  /** PC/SC as this process sees it. */
  pcsc(open: OpenPcscContext): OpenPcscContext {
    return (listener) => open((event) => {
      if (!this.#lives) return
      listener(event.type === 'readerAdded' ? { ...event, reader: this.#reader(event.reader) } : event)
    })
  }

  /** HID devices as this process sees them. */
  hid(devices: HidDevices): HidDevices {
    return {
      list: () => this.#living(devices.list()),
      open: (path, { report, lost }) => this.#living(this.#holding(devices.open(path, {
        report: (bytes) => this.#lives && report(bytes), lost: () => this.#lives && lost(),
      })).then((device) => ({ ...device, close: () => this.#closing(device) }))),
    }
  }

  /** Serial lines as this process sees them. */
  serial(ports: SerialPorts): SerialPorts {
    return {
      list: () => this.#living(ports.list()),
      open: (path, settings, { received, lost }) => this.#living(this.#holding(ports.open(path, settings, {
        received: (bytes) => this.#lives && received(bytes), lost: () => this.#lives && lost(),
      })).then((line) => ({
        write: (bytes) => this.#living(line.write(bytes)),
        setBaudRate: (baudRate) => this.#living(line.setBaudRate(baudRate)),
        setLines: (lines) => this.#living(line.setLines(lines)),
        lines: () => this.#living(line.lines()),
        flush: () => this.#living(line.flush()),
        close: () => this.#closing(line),
      }))),
    }
  }

  async #holding<T extends Closable>(opening: Promise<T>): Promise<T> {
    const handle = await opening
    if (this.killed) await handle.close()
    else this.#held.set(handle, () => handle.close())
    return handle
  }

  #closing(handle: Closable): Promise<void> {
    this.#held.delete(handle)
    return this.#living(handle.close())
  }

  #device(device: UsbDevice): UsbDevice {
    const { path, address, idVendor, idProduct, bcdDevice, configuration } = device
    return {
      path, address, idVendor, idProduct, bcdDevice, configuration,
      open: () => {
        this.#held.set(device, () => device.close())
        return this.#living(device.open())
      },
      strings: () => this.#living(device.strings()),
      claim: (number) => this.#living(device.claim(number)),
      send: (endpoint, bytes, ms) => this.#living(device.send(endpoint, bytes, ms)),
      receive: (endpoint, length, ms) => this.#living(device.receive(endpoint, length, ms)),
      controlOut: (setup, data, ms) => this.#living(device.controlOut(setup, data, ms)),
      controlIn: (setup, length, ms) => this.#living(device.controlIn(setup, length, ms)),
      clearHalt: (endpoint) => this.#living(device.clearHalt(endpoint)),
      reset: () => this.#living(device.reset()),
      close: () => {
        this.#held.delete(device)
        return this.#living(device.close())
      },
    }
  }

  #reader(reader: PcscReader): PcscReader {
    return {
      name: reader.name,
      connect: () => {
        this.#held.set(reader, () => reader.disconnect())
        return this.#living(reader.connect())
      },
      disconnect: () => {
        this.#held.delete(reader)
        return this.#living(reader.disconnect())
      },
      transmit: (capdu) => this.#living(reader.transmit(capdu)),
      probe: () => this.#living(reader.probe()),
      ctlCode: (code) => reader.ctlCode(code),
      control: (dwControlCode, input) => this.#living(reader.control(dwControlCode, input)),
    }
  }

  /** What a dead process called for comes to nothing in it. */
  #living<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      call.then((value) => this.#lives && resolve(value), (why: unknown) => this.#lives && reject(why))
    })
  }

  async #giveBack(): Promise<void> {
    for (const giveBack of this.#held.values()) await giveBack()
  }
}
