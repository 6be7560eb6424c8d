import type { DeviceProblem, LinkState } from './reader-link.ts'

/** The seam between the daemon and whatever brings codes: HID-POS and serial scanners, or simulated ones. */

export type ScannerKind = 'hid-pos' | 'serial'

/** One scanned code, whole. Its content is as personal as a card: a virtual card's QR code is a secret of minutes. */
export interface ScannedCode {
  /** The payload without prefix, suffix and AIM identifier. */
  readonly data: Uint8Array
  /** AIM symbology identifier, `]Q3`, where the scanner gives one (ISO/IEC 15424). */
  readonly aim?: string
}

export type ScannerEvent =
  | { readonly type: 'linkChanged', readonly state: LinkState }
  | { readonly type: 'scannerAdded', readonly name: string, readonly kind: ScannerKind }
  | { readonly type: 'scannerRemoved', readonly name: string }
  | { readonly type: 'scanned', readonly name: string, readonly code: ScannedCode }
  /** Something came that is no whole code: damaged, too long, or cut off. It is dropped, never guessed. */
  | { readonly type: 'scanDropped', readonly name: string, readonly why: 'incomplete' | 'tooLong' | 'malformed' }
  /** A device that cannot be used, and why; null when that is over. */
  | { readonly type: 'deviceProblem', readonly device: string, readonly problem: DeviceProblem | null }

export interface ScannerLink {
  /** Starts and reports from now on; what is already there is reported first. Never throws and never gives up. */
  start(listener: (event: ScannerEvent) => void): void
  /** Something changed outside (a USB event, a resume): a wait for the next try is cut short. */
  hint?(): void
  /** Ends everything the link started. */
  close(): Promise<void>
}
