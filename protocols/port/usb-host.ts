/**
 * The port under a driver of USB devices: the host's side of a bus, as libusb gives it. npm `usb` is one implementation,
 * the simulated bus another. Numbers and names are those of USB 2.0 chapter 9.
 */

/**
 * Why a call failed.
 * - `busy`: another program or a kernel driver has the interface
 * - `access`: this user may not open the device
 * - `gone`: the device is not on the bus any more
 * - `stall`: the endpoint is halted; `clearHalt` goes on
 * - `timeout`: nothing happened in the time given
 * - `overflow`: the device sent more than was asked for
 * - `io`: anything else on the bus
 */
export type UsbFault = 'busy' | 'access' | 'gone' | 'stall' | 'timeout' | 'overflow' | 'io'

export class UsbError extends Error {
  override readonly name = 'UsbError'
  readonly fault: UsbFault

  constructor(fault: UsbFault, what: string) {
    super(`${what}: ${fault}`)
    this.fault = fault
  }
}

/** The eight bytes of a control request, taken apart (USB 2.0 §9.3). */
export interface UsbSetup {
  readonly bmRequestType: number
  readonly bRequest: number
  readonly wValue: number
  readonly wIndex: number
}

/** A device on the bus. What is read here needs no opening. */
export interface UsbDevice {
  /** Where it is plugged in, the same after unplugging and plugging into the same socket: `1-2.4` (bus, ports). */
  readonly path: string
  /** Of this enumeration: a device that left and came back has another. */
  readonly address: number
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
  /** The first configuration with all its interfaces, endpoints and class descriptors, as the device gives it. */
  readonly configuration: Uint8Array
  /** @throws UsbError `busy`, `access`, `gone`, `io` */
  open(): Promise<void>
  /** String descriptors of manufacturer, product and serial number; empty where there is none. @throws UsbError */
  strings(): Promise<{ readonly manufacturer: string, readonly product: string, readonly serialNumber: string }>
  /** @throws UsbError `busy` when another program or a kernel driver has it */
  claim(interfaceNumber: number): Promise<void>
  /** One transfer on a bulk or interrupt OUT endpoint. @throws UsbError */
  send(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<void>
  /**
   * One transfer on a bulk or interrupt IN endpoint; ends with a short packet or after `length` bytes.
   * @param timeoutMs 0 waits until something comes, the device goes or it is closed
   * @throws UsbError
   */
  receive(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array>
  /** A control request with data to the device, or none. @throws UsbError */
  controlOut(setup: UsbSetup, data: Uint8Array, timeoutMs: number): Promise<void>
  /** A control request with data from the device. @throws UsbError */
  controlIn(setup: UsbSetup, length: number, timeoutMs: number): Promise<Uint8Array>
  /** @throws UsbError */
  clearHalt(endpoint: number): Promise<void>
  /** Resets the device; it keeps its address and loses its state. Claims must be made anew. @throws UsbError */
  reset(): Promise<void>
  /** Gives everything back; transfers under way fail with `gone`. Never rejects. */
  close(): Promise<void>
}

export interface UsbHost {
  /**
   * Reports what is plugged in now, then every change. The same object stands for a device as long as it is there.
   * @returns ends the reports
   */
  watch(listener: { attached(device: UsbDevice): void, detached(device: UsbDevice): void }): () => void
}
