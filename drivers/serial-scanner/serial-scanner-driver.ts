import { watchLines } from '../serial/line-watch.ts'
import { lineAt, placeName, type SerialPlace } from '../serial/serial-place.ts'
import type { FindListener, FoundScanner, ScannerDriver } from '../scanner/scanner.ts'
import { openSerialScanner, type SerialScannerOptions } from './serial-scanner.ts'

export interface SerialScannerDriverOptions extends SerialScannerOptions {
  /** On which line it is; a line does not tell what is behind it, so that this is configured. */
  readonly place: SerialPlace
  /** What a person calls it; the place when absent. */
  readonly name?: string
}

/** A scanner on an RS-232 line, or on one that a USB cable pretends to be (CDC-ACM, which makers call USB COM). */
export class SerialScannerDriver implements ScannerDriver {
  readonly #options: SerialScannerDriverOptions

  constructor(options: SerialScannerDriverOptions) {
    this.#options = options
  }

  watch(listener: FindListener): () => void {
    const { place, ports, clock } = this.#options
    if ('path' in place) {
      // whether the line is there is found out by opening it, again and again
      listener.found(this.#scannerOn(place.path))
      return () => {}
    }
    let present: { readonly path: string, readonly scanner: FoundScanner } | undefined
    let absent = false
    return watchLines(ports, clock, (listed) => {
      const path = lineAt(place, listed)?.path
      if (present !== undefined && present.path !== path) {
        listener.gone(present.scanner)
        present = undefined
      }
      if (absent !== (path === undefined)) {
        absent = path === undefined
        listener.problem(this.#id, absent ? { why: 'absent', holder: '' } : null)
      }
      if (path === undefined || present !== undefined) return
      present = { path, scanner: this.#scannerOn(path) }
      listener.found(present.scanner)
    })
  }

  get #id(): string {
    const { place, name } = this.#options
    return name === undefined ? placeName(place) : `${name} (${placeName(place)})`
  }

  #scannerOn(path: string): FoundScanner {
    const { place, name = placeName(place) } = this.#options
    return { id: this.#id, name, kind: 'serial', open: (listener) => openSerialScanner(path, this.#options, listener) }
  }
}
