import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import type nodeHid from 'node-hid'
import { HidError, type HidDevices, type HidDeviceInfo, type HidFault } from '#protocols/port/hid-devices'

/** Why the native module cannot be used: not installed, or built for another Node. */
export interface BindingMissing { readonly bindingMissing: string }

/** Loads npm `node-hid`. Never throws. */
export function loadHidDevices(): HidDevices | BindingMissing {
  let module: typeof nodeHid
  try {
    module = createRequire(import.meta.url)('node-hid')
    module.getHidapiVersion() // the native half is loaded when it is first used
  } catch (error) {
    return { bindingMissing: error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error) }
  }
  return {
    list: async () => {
      try {
        return (await module.devicesAsync()).flatMap(infoOf)
      } catch (error) {
        throw new HidError('io', said(error))
      }
    },
    open: async (path, listener) => {
      const descriptor = await reportDescriptorOf(path)
      let device: nodeHid.HIDAsync
      try {
        device = await module.HIDAsync.open(path, { nonExclusive: true }) // elsewhere than on macOS it is shared anyway
      } catch (error) {
        throw new HidError(openFault(said(error)), 'open')
      }
      let over = false
      device.on('error', () => {
        if (over) return
        over = true
        listener.lost()
      })
      device.on('data', (report: Uint8Array) => {
        if (!over) listener.report(Uint8Array.from(report))
      })
      // reading begins with the next tick, and would end this process if the device were closed by then
      await new Promise<void>((resolve) => process.nextTick(resolve))
      return {
        ...(descriptor === undefined ? {} : { reportDescriptor: descriptor }),
        close: async () => {
          over = true
          await device.close().catch(() => {})
        },
      }
    },
  }
}

function infoOf(device: nodeHid.Device): HidDeviceInfo[] {
  const { path, vendorId, productId } = device
  if (path === undefined) return []
  const { manufacturer = '', product = '', serialNumber = '', usagePage = 0, usage = 0 } = device
  return [{ path, vendorId, productId, manufacturer, product, serialNumber, usagePage, usage }]
}

/** hidapi gives it and npm `node-hid` does not; Linux has it in sysfs, readable by all. */
async function reportDescriptorOf(path: string, classFolder = '/sys/class/hidraw'): Promise<Uint8Array | undefined> {
  if (process.platform !== 'linux') return undefined
  return readFile(join(classFolder, basename(path), 'device/report_descriptor'))
    .then((bytes) => Uint8Array.from(bytes), () => undefined)
}

/** hidapi says why in words alone: those of `strerror` on Linux, of the system with its code on Windows. */
function openFault(text: string): HidFault {
  if (/permission denied|access is denied|not permitted|0x00000005|0x00000020|0xE00002C5/i.test(text)) return 'access'
  if (/no such|not found|cannot find|0x00000002/i.test(text)) return 'gone'
  return 'io'
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
