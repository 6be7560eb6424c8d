import { createRequire } from 'node:module'
import type serialportModule from 'serialport'
import type { Clock } from '#protocols/port/clock'
import type { SerialLine, SerialListener, SerialPortInfo, SerialPorts } from '#protocols/port/serial-ports'
import { linuxPorts } from './linux-ports.ts'
import { NativeLine } from './native-line.ts'
import { serialError } from './serial-failure.ts'

/** Why the native module cannot be used: not installed, or built for another Node. */
export interface BindingMissing { readonly bindingMissing: string }

/**
 * Loads npm `serialport`, of which only the native binding is used: its stream would hold back what came behind a full
 * buffer and hides which call failed. Never throws.
 *
 * On Linux and macOS a line is kept for this process by flock(2), which holds off programs that ask for that lock too
 * and no others: libccidtwin does not.
 */
export function loadSerialPorts(clock: Clock): SerialPorts | BindingMissing {
  let module: typeof serialportModule
  try {
    module = createRequire(import.meta.url)('serialport')
  } catch (error) {
    return { bindingMissing: error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error) }
  }
  const { binding } = module.SerialPort
  return {
    list: () => process.platform === 'linux' ? linuxPorts() : listed(module),
    open: async (path, settings, listener: SerialListener): Promise<SerialLine> => {
      try {
        return new NativeLine(await binding.open({ path, ...settings, lock: true }), settings.baudRate, clock, listener)
      } catch (error) {
        throw serialError('open', 'open', error)
      }
    },
  }
}

async function listed(module: typeof serialportModule): Promise<SerialPortInfo[]> {
  try {
    return (await module.SerialPort.list()).map(({ path, vendorId, productId, serialNumber, manufacturer }) => ({
      path,
      ...(vendorId === undefined ? {} : { idVendor: vendorId.toLowerCase() }),
      ...(productId === undefined ? {} : { idProduct: productId.toLowerCase() }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(manufacturer === undefined ? {} : { manufacturer }),
    }))
  } catch (error) {
    throw serialError('open', 'list', error)
  }
}
