import { UsbError, type UsbDevice, type UsbHost, type UsbSetup } from '#protocols/port/usb-host'
import { HungCallError, type NativeCalls } from '../child/native-calls.ts'
import { placeOf } from './reader-name.ts'

/** In ms: three texts, each a control request of a second. */
const STRINGS_MS = 3_000

/** A bus whose every call ends: one that hangs is found out, and fails as `io`. */
export function watchedUsbHost(host: UsbHost, calls: NativeCalls): UsbHost {
  const watched = new WeakMap<UsbDevice, UsbDevice>()
  const one = (device: UsbDevice): UsbDevice => {
    const known = watched.get(device) ?? new WatchedDevice(device, calls)
    watched.set(device, known)
    return known
  }
  return {
    watch: ({ attached, detached }) => host.watch({
      attached: (device) => attached(one(device)), detached: (device) => detached(one(device)),
    }),
  }
}

class WatchedDevice implements UsbDevice {
  readonly #device: UsbDevice
  readonly #calls: NativeCalls

  constructor(device: UsbDevice, calls: NativeCalls) {
    this.#device = device
    this.#calls = calls
  }

  get path() { return this.#device.path }
  get address() { return this.#device.address }
  get idVendor() { return this.#device.idVendor }
  get idProduct() { return this.#device.idProduct }
  get bcdDevice() { return this.#device.bcdDevice }
  get configuration() { return this.#device.configuration }

  open(): Promise<void> {
    return this.#run('open', () => this.#device.open(), 0, () => void this.close())
  }

  strings(): ReturnType<UsbDevice['strings']> {
    return this.#run('strings', () => this.#device.strings(), STRINGS_MS)
  }

  claim(interfaceNumber: number): Promise<void> {
    return this.#run('claim', () => this.#device.claim(interfaceNumber))
  }

  send(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<void> {
    return this.#run('send', () => this.#device.send(endpoint, bytes, timeoutMs), timeoutMs)
  }

  receive(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array> {
    // one that waits for whatever comes is ended by the closing, and that is watched
    if (timeoutMs === 0) return this.#device.receive(endpoint, length, timeoutMs)
    return this.#run('receive', () => this.#device.receive(endpoint, length, timeoutMs), timeoutMs)
  }

  controlOut(setup: UsbSetup, data: Uint8Array, timeoutMs: number): Promise<void> {
    return this.#run('control request', () => this.#device.controlOut(setup, data, timeoutMs), timeoutMs)
  }

  controlIn(setup: UsbSetup, length: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#run('control request', () => this.#device.controlIn(setup, length, timeoutMs), timeoutMs)
  }

  clearHalt(endpoint: number): Promise<void> {
    return this.#run('clearHalt', () => this.#device.clearHalt(endpoint))
  }

  reset(): Promise<void> {
    return this.#run('reset', () => this.#device.reset())
  }

  close(): Promise<void> {
    return this.#run('close', () => this.#device.close()).catch(() => {})
  }

  async #run<T>(what: string, begin: () => Promise<T>, ms = 0, late?: () => void): Promise<T> {
    try {
      return await this.#calls.run({ place: placeOf(this), begin, ms, ...(late === undefined ? {} : { late }) })
    } catch (error) {
      if (error instanceof HungCallError) throw new UsbError('io', what)
      throw error
    }
  }
}
