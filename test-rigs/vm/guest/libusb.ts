import { openUsbBinding } from '#drivers/ccid-usb/usb-binding'
import type { UsbHost } from '#protocols/port/usb-host'
import { realClock } from './real-time.ts'

let host: UsbHost | undefined

/** The real libusb, which is opened once in a process. */
export function libusb(): UsbHost {
  if (host !== undefined) return host
  const binding = openUsbBinding(realClock)
  if ('bindingMissing' in binding) throw new Error(binding.bindingMissing)
  return host = binding
}
