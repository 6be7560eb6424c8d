import type { Clock } from '#protocols/port/clock'
import type { UsbDevice, UsbHost } from '#protocols/port/usb-host'
import { BusDevice } from './bus-device.ts'
import type { UsbGadget } from './gadget.ts'

export interface PlugOptions {
  /** False: this user may not open it. Default true. */
  readonly accessible?: boolean
  /** Another program that has its interfaces from the beginning, as `pcscd (1234)`. */
  readonly heldBy?: string
}

type Listener = Parameters<UsbHost['watch']>[0]

/** Addresses a bus gives (USB 2.0 §9.2.3). */
const ADDRESSES = 127

/**
 * A USB bus in this process, gadgets plugged into it. It behaves as libusb on Linux does where a driver can tell: all
 * programs may open a device, its interfaces are claimed for one program alone, and every call takes its time.
 */
export class SimulatedBus implements UsbHost {
  readonly #clock: Clock
  readonly #devices = new Map<string, { readonly device: BusDevice, readonly gadget: UsbGadget }>()
  /** Listeners, and the devices each was told of. */
  readonly #listeners = new Map<Listener, Set<UsbDevice>>()
  #enumerations = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  watch(listener: Listener): () => void {
    this.#listeners.set(listener, new Set())
    queueMicrotask(() => {
      for (const { device } of [...this.#devices.values()]) this.#tell(listener, device)
    })
    return () => void this.#listeners.delete(listener)
  }

  /**
   * @param path `1-2.4`: bus, ports
   * @throws Error when something is plugged in there
   */
  plug(gadget: UsbGadget, path: string, { accessible = true, heldBy }: PlugOptions = {}): void {
    if (this.#devices.has(path)) throw new Error(`${path}: something is plugged in there`)
    const address = 1 + this.#enumerations++ % ADDRESSES
    const device = new BusDevice(gadget, {
      path, address, accessible, clock: this.#clock, left: () => this.#forget(path, device),
    })
    device.holder = heldBy
    this.#devices.set(path, { device, gadget })
    gadget.plugged(() => device.unplug())
    for (const listener of [...this.#listeners.keys()]) this.#tell(listener, device)
  }

  /** @throws Error when nothing is plugged in there; so do the following */
  unplug(path: string): void {
    this.#at(path).device.unplug()
  }

  /** It leaves and comes back at once, as after a reset of its hub: another device with another address. */
  reenumerate(path: string): void {
    const { gadget, device: { accessible, holder } } = this.#at(path)
    this.unplug(path)
    this.plug(gadget, path, { accessible, ...(holder === undefined ? {} : { heldBy: holder }) })
  }

  /** Another program claims its interfaces; it must not be claimed by ours. */
  hold(path: string, heldBy: string): void {
    const { device } = this.#at(path)
    if (device.isClaimed) throw new Error(`${path}: it is claimed already`)
    device.holder = heldBy
  }

  /** The other program gives its interfaces back. */
  release(path: string): void {
    this.#at(path).device.holder = undefined
  }

  /** Who has the interfaces, other than ours. */
  holder(path: string): string | undefined {
    return this.#at(path).device.holder
  }

  /** It is pulled as soon as a transfer but a control request would carry more than this many bytes, both ways. */
  unplugAfter(path: string, bytes: number): void {
    this.#at(path).device.unplugAfter(bytes)
  }

  /** Its firmware hangs: transfers that begin from now on do not end by themselves. */
  freeze(path: string): void {
    this.#at(path).device.isFrozen = true
  }

  thaw(path: string): void {
    this.#at(path).device.isFrozen = false
  }

  #at(path: string): { readonly device: BusDevice, readonly gadget: UsbGadget } {
    const plugged = this.#devices.get(path)
    if (plugged === undefined) throw new Error(`${path}: nothing is plugged in there`)
    return plugged
  }

  #tell(listener: Listener, device: UsbDevice): void {
    const told = this.#listeners.get(listener)
    if (told === undefined || told.has(device) || this.#devices.get(device.path)?.device !== device) return
    told.add(device)
    listener.attached(device)
  }

  #forget(path: string, device: BusDevice): void {
    this.#devices.delete(path)
    for (const [listener, told] of [...this.#listeners]) if (told.delete(device)) listener.detached(device)
  }
}
