/**
 * The port under drivers of HID devices. npm `node-hid` is one implementation, the simulated scanner another.
 */

/** A top-level collection of a HID device, as the operating system lists it (HID 1.11 §6.2.2). */
export interface HidDeviceInfo {
  /** What the operating system opens it by: `/dev/hidraw0`. Another after unplugging. */
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  readonly manufacturer: string
  readonly product: string
  readonly serialNumber: string
  readonly usagePage: number
  readonly usage: number
}

/**
 * Why a call failed.
 * - `access`: this user may not open the device, or another program has it for itself
 * - `gone`: the device is not there any more
 * - `io`: anything else
 */
export type HidFault = 'access' | 'gone' | 'io'

export class HidError extends Error {
  override readonly name = 'HidError'
  readonly fault: HidFault

  constructor(fault: HidFault, what: string) {
    super(`${what}: ${fault}`)
    this.fault = fault
  }
}

export interface HidListener {
  /** One input report, with its report id in front where the device numbers its reports. */
  report(bytes: Uint8Array): void
  /** The device is gone. Nothing comes after it. Not called for `close`. */
  lost(): void
}

export interface HidDevice {
  /** The report descriptor (HID 1.11 §6.2.2), where the system gives it: Linux does. */
  readonly reportDescriptor?: Uint8Array
  /** Never rejects. */
  close(): Promise<void>
}

export interface HidDevices {
  /** @throws HidError */
  list(): Promise<readonly HidDeviceInfo[]>
  /** Opened shared: other programs may read it too. @throws HidError */
  open(path: string, listener: HidListener): Promise<HidDevice>
}
