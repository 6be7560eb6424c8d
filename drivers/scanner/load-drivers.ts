import type { Clock } from '#protocols/port/clock'
import type { HidDevices } from '#protocols/port/hid-devices'
import type { SerialPorts } from '#protocols/port/serial-ports'
import type { NativeCalls } from '../child/native-calls.ts'
import { HidScannerDriver } from '../hid-scanner/hid-scanner-driver.ts'
import { SerialScannerDriver } from '../serial-scanner/serial-scanner-driver.ts'
import { WatchedPorts } from '../serial/watched-ports.ts'
import { framingOf, settingsOf, type ScannersConfig } from './scanner-config.ts'
import type { ScannerDriver } from './scanner.ts'

export interface BindingMissing { readonly bindingMissing: string }

/** Where the native sides come from; each is asked for only when the configuration needs it. */
export interface ScannerBindings {
  readonly hid: () => Promise<HidDevices | BindingMissing>
  readonly serial: () => Promise<SerialPorts | BindingMissing>
}

/** The drivers a configuration asks for, or why one of them cannot be had. */
export async function loadDrivers(
  { hid, serial = [] }: ScannersConfig, bindings: ScannerBindings, clock: Clock, calls: NativeCalls,
): Promise<readonly ScannerDriver[] | BindingMissing> {
  const drivers: ScannerDriver[] = []
  if (hid !== undefined) {
    const devices = await bindings.hid()
    if ('bindingMissing' in devices) return devices
    drivers.push(new HidScannerDriver({ devices, clock, ...hid }))
  }
  if (serial.length > 0) {
    const lines = await bindings.serial()
    if ('bindingMissing' in lines) return lines
    const ports = new WatchedPorts(lines, calls)
    for (const config of serial) {
      const { place, name, silence } = config
      drivers.push(new SerialScannerDriver({
        ports, clock, place, settings: settingsOf(config), framing: framingOf(config),
        ...(name === undefined ? {} : { name }), ...(silence === undefined ? {} : { silence }),
      }))
    }
  }
  return drivers
}
