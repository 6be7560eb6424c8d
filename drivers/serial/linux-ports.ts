import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SerialPortInfo } from '#protocols/port/serial-ports'

/** Of all the terminals in sysfs those that are lines: 8250 and the like, and adapters on USB. */
const LINE = /^tty(?:S|USB|ACM)\d+$/
/** What /sys/class/tty/ttyS*\/type says of a place for a UART where there is none; there are up to 32 such places. */
const NO_UART = '0'
/** From a terminal up to its USB device: port, interface, device. */
const STEPS_UP = 3

/**
 * The lines of a PC with Linux, in the order of their names.
 *
 * Read from sysfs, because npm `serialport` asks `udevadm` instead, and where that program is missing it ends this
 * process by an 'error' event that nobody can listen to.
 */
export async function linuxPorts(classFolder = '/sys/class/tty', deviceFolder = '/dev'): Promise<SerialPortInfo[]> {
  const names = await readdir(classFolder).catch(() => [])
  const infos = await Promise.all(names.filter((name) => LINE.test(name)).map(async (name) => {
    const entry = join(classFolder, name)
    const path = join(deviceFolder, name)
    const there = await Promise.all([exists(path), exists(join(entry, 'device')), textOf(join(entry, 'type'))])
    const [hasNode, hasDevice, type] = there
    return hasNode && hasDevice && type !== NO_UART ? { path, ...await usbIdsOf(join(entry, 'device')) } : undefined
  }))
  const byNumber = new Intl.Collator('en', { numeric: true })
  return infos.filter((info) => info !== undefined).sort((a, b) => byNumber.compare(a.path, b.path))
}

async function usbIdsOf(device: string): Promise<Omit<SerialPortInfo, 'path'>> {
  // the adapter may be pulled while we look
  let folder = await realpath(device).catch(() => device)
  for (let step = 0; step < STEPS_UP; step++, folder = dirname(folder)) {
    const idVendor = await textOf(join(folder, 'idVendor'))
    if (idVendor === undefined) continue
    const [idProduct, serialNumber, manufacturer] =
      await Promise.all(['idProduct', 'serial', 'manufacturer'].map((name) => textOf(join(folder, name))))
    return {
      idVendor: idVendor.toLowerCase(),
      ...(idProduct === undefined ? {} : { idProduct: idProduct.toLowerCase() }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(manufacturer === undefined ? {} : { manufacturer }),
    }
  }
  return {}
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false)
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then((text) => text.trim(), () => undefined)
}
