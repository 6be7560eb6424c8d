import type { Provenance } from '../provenance.ts'

/** A maker of scanners and little else, so that a keyboard with its USB vendor id is a scanner in keyboard mode. */
export interface ScannerMaker {
  readonly vendorId: number
  /** Under the name on the scanners of today. */
  readonly maker: string
  readonly provenance: Provenance
}

const WELCH_ALLYN = 'Hand Held Products (Welch Allyn, Inc.)'
const usbIds = (name: string, why = '') =>
  ({ source: `usb.ids 2025.07.26: “${name}”${why === '' ? '' : `; ${why}`}` })

/**
 * Vendor ids whose keyboards are scanners. Makers of chips that sit in keyboards and cheap scanners alike (04B4, 1A86,
 * 0483) are not here: those scanners are noticed by how they type, in the console.
 */
export const scannerMakers: readonly ScannerMaker[] = [
  { vendorId: 0x0536, maker: 'Honeywell', provenance: usbIds(WELCH_ALLYN, 'bought by Honeywell') },
  { vendorId: 0x0c2e, maker: 'Honeywell', provenance: usbIds('Metrologic Instruments', 'bought by Honeywell') },
  { vendorId: 0x067e, maker: 'Intermec', provenance: usbIds('Intermec Technologies Corp.') },
  { vendorId: 0x05e0, maker: 'Zebra', provenance: usbIds('Symbol Technologies', 'now Zebra') },
  { vendorId: 0x05f9, maker: 'Datalogic', provenance: usbIds('PSC Scanning, Inc.', 'bought by Datalogic') },
  { vendorId: 0x080c, maker: 'Datalogic', provenance: usbIds('Datalogic S.p.A.') },
  { vendorId: 0x1eab, maker: 'Newland', provenance: usbIds('Fujian Newland Computer Co., Ltd') },
  { vendorId: 0x065a, maker: 'Opticon', provenance: usbIds('Optoelectronics Co., Ltd') },
  { vendorId: 0x0745, maker: 'CipherLab', provenance: usbIds('Syntech Information Co., Ltd', 'now CipherLab') },
  { vendorId: 0x27dd, maker: 'Mindeo', provenance: usbIds('Mindeo') },
]

export function scannerMaker(vendorId: number): ScannerMaker | undefined {
  return scannerMakers.find((row) => row.vendorId === vendorId)
}
