import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { UsbDevice } from '#protocols/port/usb-host'

export interface HolderOptions {
  /** Where the kernel tells of processes, and of devices; absent where it does not. */
  readonly proc?: string
  readonly sys?: string
  /** This process, which is no other program. */
  readonly ownPid?: number
}

/** How Linux calls the driver that lets programs at a device. */
const FOR_PROGRAMS = 'usbfs'
const PID = /^\d+$/

/**
 * Who has a USB device, as far as this user may look (Linux): the program that has it open, as `pcscd (1234)`, else the
 * kernel driver of its first interface, as `usbhid (kernel)`. Processes of other users show their open files to root
 * only; when nobody can be named, and on other systems, the answer is empty.
 */
export async function holderOf(
  { path, address }: Pick<UsbDevice, 'path' | 'address'>,
  { proc = '/proc', sys = '/sys/bus/usb/devices', ownPid = process.pid }: HolderOptions = {},
): Promise<string> {
  const node = nodeOf(path, address)
  const pids = (await namesIn(proc)).filter((name) => PID.test(name) && Number(name) !== ownPid)
  const holding = await Promise.all(pids.map((pid) => hasOpen(join(proc, pid, 'fd'), node)))
  const pid = pids.find((_, index) => holding[index])
  return pid === undefined ? kernelDriver(join(sys, `${path}:1.0`)) : `${await nameOf(join(proc, pid))} (${pid})`
}

/** `/dev/bus/usb/001/005` */
function nodeOf(path: string, address: number): string {
  const [bus = ''] = path.split('-')
  const three = (value: number) => String(value).padStart(3, '0')
  return `/dev/bus/usb/${three(Number(bus))}/${three(address)}`
}

async function hasOpen(folder: string, node: string): Promise<boolean> {
  const files = await namesIn(folder)
  const links = await Promise.all(files.map((file) => readlink(join(folder, file)).catch(() => '')))
  return links.includes(node)
}

async function nameOf(process: string): Promise<string> {
  const name = await readFile(join(process, 'comm'), 'utf8').catch(() => '')
  return name.trim() || 'a program'
}

async function kernelDriver(usbInterface: string): Promise<string> {
  const driver = basename(await readlink(join(usbInterface, 'driver')).catch(() => ''))
  return driver === '' || driver === FOR_PROGRAMS ? '' : `${driver} (kernel)`
}

/** Empty for what is not there, or not for us. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
