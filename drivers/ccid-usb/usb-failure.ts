import { UsbError, type UsbFault } from '#protocols/port/usb-host'

/** libusb_error, what calls return, is below zero; libusb_transfer_status, how transfers end, above (libusb.h). */
const FAULTS: ReadonlyMap<number, UsbFault> = new Map([
  [-3, 'access'], [-4, 'gone'], [-6, 'busy'], [-7, 'timeout'], [-8, 'overflow'], [-9, 'stall'],
  // a cancelled transfer is one of a device that was closed
  [2, 'timeout'], [3, 'gone'], [4, 'stall'], [5, 'gone'], [6, 'overflow'],
])

export const CANCELLED = 3

/** What libusb threw or reported; an error that is none of libusb's is a broken binding, and `io`. */
export function usbError(what: string, error: unknown): UsbError {
  const fault = FAULTS.get(errnoOf(error) ?? 0) ?? 'io'
  return new UsbError(fault, what)
}

export function errnoOf(error: unknown): number | undefined {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined
}
