import { fileURLToPath } from 'node:url'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { LinkKind, ReaderLink } from '#protocols/port/reader-link'
import type { ScannerLink } from '#protocols/port/scanner-link'
import type { ScannersConfig } from '#drivers/scanner/scanner-config'
import type { Config } from '../config.ts'
import { overheard, StandbyLink } from './standby-link.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly entropy: Entropy
}

/** The program of a child, beside the one that runs. */
const child = (name: string) => fileURLToPath(new URL(`./${name}-child.js`, import.meta.url))

/** The links to real readers that a configuration asks for. What it does not ask for is not loaded. */
export async function realLinks(config: Config, surroundings: Surroundings): Promise<ReaderLink[]> {
  const { openChildLink } = await import('#drivers/reader/child-link')
  const { openPcscLink } = await import('#drivers/pcsc/pcsc-link')
  const open = (kind: LinkKind, binding: string, settings?: object) => openChildLink({
    kind, binding, childEntry: child(kind), ...surroundings, ...(settings === undefined ? {} : { config: settings }),
  })
  const usb = () => open('ccid-usb', 'usb')
  const pcscLink = () => openPcscLink({ childEntry: child('pcsc'), ...surroundings })
  const { pcsc, ccidUsb: { use }, ccidSerial, phoenixSerial } = config
  const links: ReaderLink[] = []
  if (pcsc.enabled && use === 'whenPcscAbsent') {
    const standby = new StandbyLink('ccid-usb', surroundings.clock, usb)
    links.push(overheard(pcscLink(), (state) => standby.firstChoiceIs(state)), standby)
  } else {
    if (pcsc.enabled) links.push(pcscLink())
    if (use !== 'never') links.push(usb())
  }
  if (ccidSerial.length > 0) links.push(open('ccid-serial', 'serialport', { readers: ccidSerial }))
  if (phoenixSerial.length > 0) links.push(open('phoenix-serial', 'serialport', { readers: phoenixSerial }))
  return links
}

/** The same for scanners. */
export async function realScannerLinks(
  { scanners: { hid, hidLayout, serial } }: Config, surroundings: Surroundings,
): Promise<ScannerLink[]> {
  if (!hid && serial.length === 0) return []
  const { openScannerLink } = await import('#drivers/scanner/child-link')
  const open = (config: ScannersConfig) => openScannerLink({ config, childEntry: child('scanner'), ...surroundings })
  // one child each: a native module that is missing takes its own scanners with it only
  return [
    ...(hid ? [open({ hid: hidLayout === undefined ? {} : { layout: hidLayout } })] : []),
    ...(serial.length > 0 ? [open({ serial })] : []),
  ]
}
