import type { HidGadget, HidIdentity, HidSocket } from './hid-devices.ts'
import { hidPosReportDescriptors, hidPosReports, type ReportShape, type ScanContent } from './hid-pos-reports.ts'
import type { ScanFault } from './scan-fault.ts'

export { hidPosReportDescriptor, hidPosReports } from './hid-pos-reports.ts'

const HONEYWELL = 0x0c2e
const NEWLAND = 0x1eab
const PAGE = { scanner: { usagePage: 0x8c, usage: 0x02 }, keyboard: { usagePage: 0x01, usage: 0x06 } } as const
/** Boot keyboard, HID 1.11 appendix B.1, without its lamps. */
const keyboardDescriptor = Uint8Array.of(
  0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01,
  0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08,
  0x15, 0x00, 0x25, 0x65, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0,
)

export interface HidPosScannerOptions {
  readonly shape?: ReportShape
  /** How it has been set: `keyboard` is how most come from their makers. */
  readonly mode?: 'hid-pos' | 'keyboard'
  readonly serialNumber?: string
  readonly vendorId?: number
}

/** A simulated scanner with a USB plug. */
export class HidPosScanner implements HidGadget {
  readonly identity: HidIdentity
  readonly reportDescriptor: Uint8Array
  readonly #shape: ReportShape
  #socket: HidSocket | undefined

  constructor({ shape = 'aim', mode = 'hid-pos', serialNumber = '', vendorId }: HidPosScannerOptions = {}) {
    this.#shape = shape
    this.reportDescriptor = mode === 'keyboard' ? keyboardDescriptor : hidPosReportDescriptors[shape]
    this.identity = {
      vendorId: vendorId ?? (shape === 'aim' ? HONEYWELL : NEWLAND), productId: mode === 'keyboard' ? 0x0901 : 0x0907,
      manufacturer: 'Simulated', product: 'Simulated Scanner', serialNumber,
      ...PAGE[mode === 'keyboard' ? 'keyboard' : 'scanner'],
    }
  }

  plugged(socket: HidSocket): void {
    this.#socket = socket
  }

  /** Reads a code and sends it, report by report. */
  scan(content: ScanContent, fault?: ScanFault): void {
    const reports = hidPosReports(content, this.#shape)
    for (const [index, report] of reports.entries()) {
      const befallen = fault?.at === index ? fault.fault : undefined
      if (befallen === 'lost') continue
      this.#socket?.report(befallen === 'short' ? report.subarray(0, -1) : report)
      if (befallen === 'duplicated') this.#socket?.report(report)
      if (befallen === 'stopped') return
      if (befallen === 'powerCycled') return this.#socket?.powerCycle()
    }
  }

  /** Sends one report as it is. */
  send(report: Uint8Array): void {
    this.#socket?.report(report)
  }

  powerCycle(quietly = false): void {
    this.#socket?.powerCycle(quietly)
  }
}
