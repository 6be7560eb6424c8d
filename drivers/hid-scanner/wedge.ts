import type { HidDeviceInfo } from '#protocols/port/hid-devices'
import { BAR_CODE_SCANNER_PAGE } from '#protocols/scanner/hid-pos'
import { scannerMaker } from '#protocols/scanner/makers'

const GENERIC_DESKTOP = 0x01
const KEYBOARD = 0x06

/**
 * Scanners that type: keyboards of makers who make no keyboards. The operating system owns them, so their codes cannot
 * be had, and an input method mangles what they type. One that is a keyboard beside its HID-POS interface is none.
 */
export function wedgesAmong(devices: readonly HidDeviceInfo[]): readonly HidDeviceInfo[] {
  const placeOf = ({ vendorId, productId, serialNumber }: HidDeviceInfo) => [vendorId, productId, serialNumber].join()
  const scanning = new Set(devices.filter(({ usagePage }) => usagePage === BAR_CODE_SCANNER_PAGE).map(placeOf))
  return devices.filter((device) => (
    device.usagePage === GENERIC_DESKTOP && device.usage === KEYBOARD
    && scannerMaker(device.vendorId) !== undefined && !scanning.has(placeOf(device))
  ))
}
