import { createRequire } from 'node:module'
import type { Device } from 'usb'
import { MalformedError } from '#protocols/bytes/malformed'
import { setupPacket } from '#protocols/ccid/control-request'
import type { Clock } from '#protocols/port/clock'
import { UsbError, type UsbDevice, type UsbHost, type UsbSetup } from '#protocols/port/usb-host'
import { usbConfiguration } from '#protocols/usb/configuration'
import { IN, STRING } from '#protocols/usb/descriptors'
import { stringDescriptor } from '#protocols/usb/string-descriptor'
import { configurationBytes } from './configuration-bytes.ts'
import { CANCELLED, errnoOf, usbError } from './usb-failure.ts'

/** Why the native module cannot be used: not installed, or built for another Node. */
export interface BindingMissing { readonly bindingMissing: string }

type Usb = typeof import('usb')
type Transfer = InstanceType<Usb['usb']['Transfer']>

const CONTROL = 0
const SETUP_LENGTH = 8
const GET_DESCRIPTOR = 6, US_ENGLISH = 0x0409, MAX_DESCRIPTOR = 0xff
const STRING_MS = 1_000

/** Loads npm `usb`, which is libusb. Never throws. */
export function openUsbBinding(clock: Clock): UsbHost | BindingMissing {
  let module: Usb
  try {
    module = createRequire(import.meta.url)('usb')
    if (module.usb.INIT_ERROR) return { bindingMissing: `libusb does not start: error ${module.usb.INIT_ERROR}` }
  } catch (error) {
    return { bindingMissing: error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error) }
  }
  return new NativeHost(module.usb, clock)
}

type Watcher = Parameters<UsbHost['watch']>[0]

/** What is plugged in; it is looked for while somebody watches, and keeps the process alive so long. */
class NativeHost implements UsbHost {
  readonly #usb: Usb['usb']
  readonly #devices = new Map<Device, UsbDevice>()
  readonly #watchers = new Set<Watcher>()
  readonly #clock: Clock

  constructor(usb: Usb['usb'], clock: Clock) {
    this.#usb = usb
    this.#clock = clock
  }

  watch(watcher: Watcher): () => void {
    if (this.#watchers.size === 0) this.#begin()
    for (const device of this.#devices.values()) watcher.attached(device)
    this.#watchers.add(watcher)
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#end()
    }
  }

  #begin(): void {
    this.#usb.on('attach', this.#come)
    this.#usb.on('detach', this.#gone)
    for (const native of this.#usb.getDeviceList()) this.#come(native)
  }

  #end(): void {
    this.#usb.off('attach', this.#come)
    this.#usb.off('detach', this.#gone)
    this.#devices.clear()
  }

  readonly #come = (native: Device): void => {
    if (this.#devices.has(native)) return
    const device = new NativeDevice(this.#usb, native, this.#clock)
    this.#devices.set(native, device)
    for (const { attached } of [...this.#watchers]) attached(device)
  }

  readonly #gone = (native: Device): void => {
    const device = this.#devices.get(native)
    this.#devices.delete(native)
    if (device !== undefined) for (const { detached } of [...this.#watchers]) detached(device)
  }
}

class NativeDevice implements UsbDevice {
  readonly path: string
  readonly address: number
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
  readonly configuration: Uint8Array
  readonly #usb: Usb['usb']
  readonly #native: Device
  /** Transfer types by endpoint. */
  readonly #types: ReadonlyMap<number, number>
  readonly #claimed = new Set<number>()
  /** What is under way, and its end; a device cannot be closed before. */
  readonly #pending = new Map<Transfer, Promise<void>>()
  readonly #requests = new Set<Promise<void>>()
  readonly #clock: Clock
  #isOpen = false

  constructor(usb: Usb['usb'], native: Device, clock: Clock) {
    const { busNumber, portNumbers, deviceAddress, deviceDescriptor: { idVendor, idProduct, bcdDevice } } = native
    this.#usb = usb
    this.#native = native
    this.#clock = clock
    this.path = `${busNumber}-${(portNumbers ?? [0]).join('.')}` // a root hub is plugged into nothing
    this.address = deviceAddress
    this.idVendor = idVendor
    this.idProduct = idProduct
    this.bcdDevice = bcdDevice
    this.configuration = configurationOf(native)
    this.#types = typesOf(this.configuration)
  }

  async open(): Promise<void> {
    if (this.#isOpen) throw new UsbError('busy', 'open')
    this.#call('open', () => this.#native.open(false))
    this.#isOpen = true
  }

  async strings(): ReturnType<UsbDevice['strings']> {
    const { iManufacturer, iProduct, iSerialNumber } = this.#native.deviceDescriptor
    return {
      manufacturer: await this.#text(iManufacturer), product: await this.#text(iProduct),
      serialNumber: await this.#text(iSerialNumber),
    }
  }

  async claim(interfaceNumber: number): Promise<void> {
    this.#mustBeOpen('claim')
    // a kernel driver that has it is not detached: whoever bound it may be using it
    this.#call('claim', () => this.#native.__claimInterface(interfaceNumber))
    this.#claimed.add(interfaceNumber)
  }

  async send(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<void> {
    await this.#transfer('send', endpoint, this.#types.get(endpoint), Buffer.from(bytes), timeoutMs)
  }

  async receive(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#transfer('receive', endpoint, this.#types.get(endpoint), Buffer.alloc(length), timeoutMs)
  }

  async controlOut(setup: UsbSetup, data: Uint8Array, timeoutMs: number): Promise<void> {
    await this.#control({ ...setup, bmRequestType: setup.bmRequestType & ~IN }, data, timeoutMs)
  }

  async controlIn(setup: UsbSetup, length: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#control({ ...setup, bmRequestType: setup.bmRequestType | IN }, new Uint8Array(length), timeoutMs)
  }

  async clearHalt(endpoint: number): Promise<void> {
    this.#mustBeOpen('clearHalt')
    await this.#called('clearHalt', (done) => this.#native.__clearHalt(endpoint, done))
  }

  async reset(): Promise<void> {
    this.#mustBeOpen('reset')
    await this.#cancelAll()
    this.#claimed.clear()
    await this.#called('reset', (done) => this.#native.reset(done))
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#cancelAll()
    await Promise.allSettled(this.#requests)
    for (const claimed of this.#claimed) {
      await this.#called('release', (done) => this.#native.__releaseInterface(claimed, done)).catch(() => {})
    }
    this.#claimed.clear()
    try {
      this.#native.close()
    } catch {
      // it is gone, or was never what it seemed; nothing of it is used any more
    }
  }

  async #text(index: number): Promise<string> {
    if (index === 0) return ''
    const setup = { bmRequestType: IN, bRequest: GET_DESCRIPTOR, wValue: STRING << 8 | index, wIndex: US_ENGLISH }
    const bytes = await this.controlIn(setup, MAX_DESCRIPTOR, STRING_MS)
    try {
      return stringDescriptor.decode(bytes)
    } catch (error) {
      if (error instanceof MalformedError) return ''
      throw error
    }
  }

  async #control(setup: UsbSetup, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const packet = Buffer.concat([setupPacket.encode({ ...setup, wLength: data.length }), data])
    return this.#transfer('control request', 0, CONTROL, packet, timeoutMs)
  }

  /**
   * The time is kept here: libusb as npm `usb` builds it was seen not to end a transfer whose time is up while nothing
   * else happens on the bus (Linux 6.1).
   * @returns what came, without the setup packet; of an OUT transfer what went
   */
  async #transfer(
    what: string, endpoint: number, type: number | undefined, buffer: Buffer, timeoutMs: number,
  ): Promise<Uint8Array> {
    this.#mustBeOpen(what)
    if (type === undefined) throw new UsbError('io', what)
    const from = type === CONTROL ? SETUP_LENGTH : 0
    let over = () => {}
    let stopTimer = () => {}
    let isLate = false
    const ended = new Promise<void>((resolve) => void (over = resolve))
    return new Promise((resolve, reject) => {
      const transfer = new this.#usb.Transfer(this.#native, endpoint, type, 0, (error, bytes, actual) => {
        this.#pending.delete(transfer)
        stopTimer()
        over()
        const timeIsUp = isLate && errnoOf(error) === CANCELLED
        // data that came before the time was up are not lost
        const isPart = timeIsUp && (endpoint & IN) !== 0 && actual > 0
        if (error && !isPart) reject(timeIsUp ? new UsbError('timeout', what) : usbError(what, error))
        else resolve(Uint8Array.from(bytes.subarray(from, from + actual)))
      })
      this.#pending.set(transfer, ended)
      try {
        transfer.submit(buffer)
      } catch (error) {
        this.#pending.delete(transfer)
        return reject(usbError(what, error))
      }
      if (timeoutMs === 0) return
      stopTimer = this.#clock.after(timeoutMs, () => {
        isLate = true
        cancelled(transfer)
      })
    })
  }

  /** Ends every transfer under way as `gone`. */
  async #cancelAll(): Promise<void> {
    const pending = [...this.#pending]
    for (const [transfer] of pending) cancelled(transfer)
    await Promise.all(pending.map(([, ended]) => ended))
  }

  #mustBeOpen(what: string): void {
    if (!this.#isOpen) throw new UsbError('gone', what)
  }

  #call(what: string, call: () => void): void {
    try {
      call()
    } catch (error) {
      throw usbError(what, error)
    }
  }

  async #called(what: string, call: (done: (error?: Error) => void) => void): Promise<void> {
    const request = new Promise<void>((resolve, reject) => {
      this.#call(what, () => call((error) => error === undefined ? resolve() : reject(usbError(what, error))))
    })
    this.#requests.add(request)
    try {
      await request
    } finally {
      this.#requests.delete(request)
    }
  }
}

function cancelled(transfer: Transfer): void {
  try {
    transfer.cancel()
  } catch {
    // it ends by itself: the device is gone
  }
}

/** Empty for a device whose descriptors nobody can read: then it is no reader. */
function configurationOf(native: Device): Uint8Array {
  try {
    const [first] = native.allConfigDescriptors
    return first === undefined ? new Uint8Array() : configurationBytes(first)
  } catch {
    return new Uint8Array()
  }
}

function typesOf(configuration: Uint8Array): Map<number, number> {
  if (configuration.length === 0) return new Map()
  const { interfaces } = usbConfiguration.decode(configuration)
  return new Map(interfaces.flatMap(({ endpoints }) =>
    endpoints.map(({ bEndpointAddress, bmAttributes }) => [bEndpointAddress, bmAttributes & 3] as const)))
}
