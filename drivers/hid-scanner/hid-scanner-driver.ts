import { HidError, type HidDeviceInfo } from '#protocols/port/hid-devices'
import type { DeviceProblem } from '#protocols/port/reader-link'
import { BAR_CODE_SCANNER, BAR_CODE_SCANNER_PAGE } from '#protocols/scanner/hid-pos'
import { scannerMaker } from '#protocols/scanner/makers'
import { lookOut } from '../scanner/look-out.ts'
import type { FindListener, FoundScanner, ScannerDriver } from '../scanner/scanner.ts'
import { openHidScanner, type HidScannerOptions } from './hid-scanner.ts'
import { wedgesAmong } from './wedge.ts'

/** Scanners in HID-POS mode, and a word about those in keyboard mode. */
export class HidScannerDriver implements ScannerDriver {
  readonly #options: HidScannerOptions

  constructor(options: HidScannerOptions) {
    this.#options = options
  }

  watch(listener: FindListener): () => void {
    const { devices, clock } = this.#options
    const found = new Map<string, FoundScanner>()
    let problems = new Map<string, DeviceProblem>()

    const settle = (now: Map<string, DeviceProblem>) => {
      for (const device of problems.keys()) if (!now.has(device)) listener.problem(device, null)
      for (const [device, problem] of now) if (!problems.has(device)) listener.problem(device, problem)
      problems = now
    }
    const forget = (key: string, scanner: FoundScanner) => {
      found.delete(key)
      listener.gone(scanner)
    }
    const look = async () => {
      let listed: readonly HidDeviceInfo[]
      try {
        listed = await devices.list()
      } catch (error) {
        if (!(error instanceof HidError)) throw error
        return settle(new Map([...problems, ['HID', { why: 'failing', holder: '' }]]))
      }
      const scanners = new Map(listed.filter(isScanner).map((device) => [keyOf(device), device]))
      for (const [key, scanner] of found) if (!scanners.has(key)) forget(key, scanner)
      for (const [key, device] of scanners) {
        if (found.has(key)) continue
        const scanner = this.#foundScanner(device, () => {
          if (found.get(key) === scanner) forget(key, scanner)
        })
        found.set(key, scanner)
        listener.found(scanner)
      }
      settle(new Map(wedgesAmong(listed).map((device) => [idOf(device), { why: 'unsuitable', holder: '' }])))
    }
    return lookOut({
      clock, look,
      hung: () => listener.hung(),
      slept: () => {
        for (const [key, scanner] of found) forget(key, scanner)
      },
    })
  }

  /** A lost device comes back under another path, so it is not opened again but looked for. */
  #foundScanner(device: HidDeviceInfo, lost: () => void): FoundScanner {
    return {
      id: idOf(device), name: nameOf(device), kind: 'hid-pos',
      open: ({ code, dropped }) => openHidScanner(device, this.#options, { code, dropped, lost }),
    }
  }
}

function isScanner({ usagePage, usage }: HidDeviceInfo): boolean {
  return usagePage === BAR_CODE_SCANNER_PAGE && usage === BAR_CODE_SCANNER
}

/** Another device may get the path of one that was unplugged. */
function keyOf({ path, vendorId, productId, serialNumber }: HidDeviceInfo): string {
  return JSON.stringify([path, vendorId, productId, serialNumber])
}

function nameOf({ product, vendorId, serialNumber }: HidDeviceInfo): string {
  const model = product === '' ? `${scannerMaker(vendorId)?.maker ?? 'HID'} scanner` : product
  return serialNumber === '' ? model : `${model} ${serialNumber}`
}

/** A wedge and a scanner are told apart by their USB ids, which a maker's support asks for. */
function idOf(device: HidDeviceInfo): string {
  const digits = (id: number) => id.toString(16).padStart(4, '0')
  return `${nameOf(device)} (${digits(device.vendorId)}:${digits(device.productId)})`
}
