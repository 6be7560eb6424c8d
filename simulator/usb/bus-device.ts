import { setupPacket } from '#protocols/ccid/control-request'
import type { Clock } from '#protocols/port/clock'
import { UsbError, type UsbDevice, type UsbFault, type UsbSetup } from '#protocols/port/usb-host'
import { usbConfiguration } from '#protocols/usb/configuration'
import { deviceDescriptor, IN, STRING } from '#protocols/usb/descriptors'
import { stringDescriptor } from '#protocols/usb/string-descriptor'
import type { UsbGadget } from './gadget.ts'
import { HubPort, type TransferFailure } from './hub-port.ts'
import {
  CLEAR_FEATURE, ENDPOINT_HALT, GET_DESCRIPTOR, SET_CONFIGURATION, TO_DEVICE, TO_ENDPOINT,
} from './standard-request.ts'

const US_ENGLISH = 0x0409
const MAX_DESCRIPTOR = 0xff
/** How long the system waits for a device that hangs, in ms: for a text (assumed), and to clear a halt (as Linux does). */
const STRING_MS = 1_000
const CLEAR_HALT_MS = 5_000

export interface BusDeviceOptions {
  readonly path: string
  readonly address: number
  readonly accessible: boolean
  readonly clock: Clock
  /** Called once, when it is unplugged from whichever side. */
  readonly left: () => void
}

const FAULTS: Readonly<Record<TransferFailure, UsbFault>> = {
  stall: 'stall', overflow: 'overflow', gone: 'gone', absent: 'io', // LIBUSB_ERROR_NOT_FOUND
}

/** One enumeration of a gadget on the simulated bus, as a program sees it. */
export class BusDevice implements UsbDevice {
  readonly path: string
  readonly address: number
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
  readonly configuration: Uint8Array
  readonly accessible: boolean
  /** Another program that has the interfaces. */
  holder: string | undefined
  isFrozen = false
  readonly #port: HubPort
  readonly #clock: Clock
  readonly #texts: { readonly iManufacturer: number, readonly iProduct: number, readonly iSerialNumber: number }
  /** Interfaces and the endpoints in them. */
  readonly #interfaces = new Map<number, number[]>()
  readonly #claimed = new Set<number>()
  /** Ends of the transfers under way. */
  readonly #pending = new Set<(fault: UsbFault) => void>()
  #isPlugged = true
  #isOpen = false

  constructor(gadget: UsbGadget, { path, address, accessible, clock, left }: BusDeviceOptions) {
    const { idVendor, idProduct, bcdDevice, ...others } = deviceDescriptor.decode(gadget.deviceDescriptor)
    this.path = path
    this.address = address
    this.idVendor = idVendor
    this.idProduct = idProduct
    this.bcdDevice = bcdDevice
    this.accessible = accessible
    this.configuration = gadget.configurationDescriptor
    this.#texts = others
    this.#clock = clock
    const { bConfigurationValue, interfaces } = usbConfiguration.decode(this.configuration)
    for (const { bInterfaceNumber, endpoints } of interfaces) {
      const before = this.#interfaces.get(bInterfaceNumber) ?? []
      this.#interfaces.set(bInterfaceNumber, [...before, ...endpoints.map((one) => one.bEndpointAddress)])
    }
    this.#port = new HubPort(gadget, () => {
      this.#isPlugged = false
      this.#endAll('gone')
      left()
    })
    const configure = { bmRequestType: TO_DEVICE, bRequest: SET_CONFIGURATION, wValue: bConfigurationValue, wIndex: 0 }
    this.#port.control(setupPacket.encode({ ...configure, wLength: 0 }), new Uint8Array())
  }

  get isClaimed(): boolean {
    return this.#claimed.size > 0
  }

  async open(): Promise<void> {
    await undefined
    if (!this.#isPlugged) throw new UsbError('gone', 'open')
    if (!this.accessible) throw new UsbError('access', 'open')
    if (this.#isOpen) throw new UsbError('busy', 'open')
    this.#isOpen = true
  }

  async strings(): Promise<{ readonly manufacturer: string, readonly product: string, readonly serialNumber: string }> {
    const text = async (index: number) => {
      if (index === 0) return ''
      const setup = { bmRequestType: IN, bRequest: GET_DESCRIPTOR, wValue: STRING << 8 | index, wIndex: US_ENGLISH }
      return stringDescriptor.decode(await this.controlIn(setup, MAX_DESCRIPTOR, STRING_MS))
    }
    const { iManufacturer, iProduct, iSerialNumber } = this.#texts
    return {
      manufacturer: await text(iManufacturer), product: await text(iProduct), serialNumber: await text(iSerialNumber),
    }
  }

  async claim(interfaceNumber: number): Promise<void> {
    await undefined
    const what = `claim ${interfaceNumber}`
    this.#checkOpen(what)
    if (!this.#interfaces.has(interfaceNumber)) throw new UsbError('io', what)
    if (this.holder !== undefined) throw new UsbError('busy', `${what}, held by ${this.holder}`)
    this.#claimed.add(interfaceNumber)
  }

  async send(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<void> {
    const data = Uint8Array.from(bytes)
    await this.#transfer(`send ${endpoint.toString(16)}`, timeoutMs, endpoint, (end) => {
      const result = this.#port.out(endpoint, data)
      end(result === 'ok' ? new Uint8Array() : result)
      return () => {}
    })
  }

  receive(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#transfer(`receive ${endpoint.toString(16)}`, timeoutMs, endpoint, (end) =>
      this.#port.in(endpoint & ~IN, length, end))
  }

  async controlOut(setup: UsbSetup, data: Uint8Array, timeoutMs: number): Promise<void> {
    await this.#control({ ...setup, bmRequestType: setup.bmRequestType & ~IN }, data, data.length, timeoutMs)
  }

  controlIn(setup: UsbSetup, length: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#control({ ...setup, bmRequestType: setup.bmRequestType | IN }, new Uint8Array(), length, timeoutMs)
  }

  async clearHalt(endpoint: number): Promise<void> {
    const setup = { bmRequestType: TO_ENDPOINT, bRequest: CLEAR_FEATURE, wValue: ENDPOINT_HALT, wIndex: endpoint }
    await this.controlOut(setup, new Uint8Array(), CLEAR_HALT_MS)
  }

  async reset(): Promise<void> {
    await undefined
    this.#checkOpen('reset')
    this.#claimed.clear()
    this.isFrozen = false
    this.#endAll('gone')
    this.#port.reset()
  }

  async close(): Promise<void> {
    await undefined
    this.#isOpen = false
    this.#claimed.clear()
    this.#endAll('gone')
  }

  unplug(): void {
    this.#port.unplug()
  }

  unplugAfter(bytes: number): void {
    this.#port.unplugAfter(bytes)
  }

  #control(setup: UsbSetup, data: Uint8Array, wLength: number, timeoutMs: number): Promise<Uint8Array> {
    return this.#transfer(`control request ${setup.bRequest}`, timeoutMs, undefined, (end) => {
      end(this.#port.control(setupPacket.encode({ ...setup, wLength }), data))
      return () => {}
    })
  }

  /** @param start begins it at the device and gives back what takes it back */
  async #transfer(
    what: string, timeoutMs: number, endpoint: number | undefined,
    start: (end: (result: Uint8Array | TransferFailure) => void) => () => void,
  ): Promise<Uint8Array> {
    await undefined // every call takes its time; anything may happen meanwhile
    this.#checkOpen(what)
    if (endpoint !== undefined && !this.#mayUse(endpoint)) throw new UsbError('io', `${what}, not claimed`)
    const result = await new Promise<Uint8Array | UsbFault>((resolve) => {
      let cancel = () => {}
      const stopWaiting = timeoutMs === 0 ? () => {} : this.#clock.after(timeoutMs, () => give('timeout'))
      const give = (given: Uint8Array | UsbFault) => {
        stopWaiting()
        this.#pending.delete(give)
        cancel()
        resolve(given)
      }
      this.#pending.add(give)
      if (this.isFrozen) return
      cancel = start((given) => {
        cancel = () => {}
        give(typeof given === 'string' ? FAULTS[given] : given)
      })
    })
    if (typeof result === 'string') throw new UsbError(result, what)
    return result
  }

  #mayUse(endpoint: number): boolean {
    return [...this.#claimed].some((claimed) => this.#interfaces.get(claimed)?.includes(endpoint))
  }

  #checkOpen(what: string): void {
    if (!this.#isPlugged || !this.#isOpen) throw new UsbError('gone', what)
  }

  #endAll(fault: UsbFault): void {
    for (const give of [...this.#pending]) give(fault)
  }
}
