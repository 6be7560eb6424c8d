import type { ScannedCode, ScannerEvent, ScannerLink } from '#protocols/port/scanner-link'

/** The clinic's scanner as a link of the daemon, in the same process: somebody says what it scans. */
export class InProcessScanner implements ScannerLink {
  readonly #name: string
  #report: ((event: ScannerEvent) => void) | undefined

  constructor(name = 'Simulated Scanner') {
    this.#name = name
  }

  start(listener: (event: ScannerEvent) => void): void {
    this.#report = listener
    listener({ type: 'linkChanged', state: 'ready' })
    listener({ type: 'scannerAdded', name: this.#name, kind: 'hid-pos' })
  }

  scan(code: ScannedCode): void {
    this.#report?.({ type: 'scanned', name: this.#name, code })
  }

  async close(): Promise<void> {
    this.#report = undefined
  }
}
