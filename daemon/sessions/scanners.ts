import { fill } from '#protocols/bilingual'
import { utf8Text } from '#protocols/bytes/utf8'
import { deviceHints } from '#protocols/native-api/link-hints'
import type { ScannerProblemShape, ScannerStatusShape } from '#protocols/native-api/scanners'
import type { DeviceProblem } from '#protocols/port/reader-link'
import type { ScannedCode, ScannerEvent, ScannerLink } from '#protocols/port/scanner-link'
import type { Log } from '../log.ts'
import type { EventStream } from './event-stream.ts'

/**
 * All scanners of all links, by the daemon's own ids. A code goes to the subscribers of this moment and is kept nowhere:
 * the QR code of a virtual card is a secret of minutes.
 */
export class Scanners {
  readonly #events: EventStream
  readonly #log: Log
  readonly #links: ScannerLink[] = []
  readonly #scanners = new Map<string, ScannerStatusShape>()
  /** A scanner keeps its id while the daemon runs, also across unplugging. */
  readonly #ids = new Map<string, string>()
  readonly #problems = new Map<string, DeviceProblem>()

  constructor(events: EventStream, log: Log) {
    this.#events = events
    this.#log = log
  }

  attach(link: ScannerLink): void {
    this.#links.push(link)
    link.start((event) => this.#receive(event))
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()))
    this.#scanners.clear()
  }

  list(): ScannerStatusShape[] {
    return [...this.#scanners.values()]
  }

  problems(): ScannerProblemShape[] {
    return [...this.#problems].map(([device, { why, holder }]) => (
      { device, why, hint: fill(deviceHints[why], { holder: holder || '?' }) }
    ))
  }

  /** The PC slept: waits for another try are worth ending. */
  resumed(): void {
    for (const link of this.#links) link.hint?.()
  }

  #receive(event: ScannerEvent): void {
    switch (event.type) {
      case 'linkChanged':
        return this.#log.info('link changed', { link: 'scanners', state: event.state })
      case 'deviceProblem': {
        const { device, problem } = event
        if (problem === null) this.#problems.delete(device)
        else this.#problems.set(device, problem)
        return this.#log.info('device', { link: 'scanners', device, why: problem?.why ?? 'solved' })
      }
      case 'scannerAdded': {
        const status = { scanner: this.#idOf(event.name), name: event.name, kind: event.kind }
        this.#scanners.set(status.scanner, status)
        return this.#events.publish('scanner.added', status)
      }
      case 'scannerRemoved': {
        const scanner = this.#idOf(event.name)
        if (this.#scanners.delete(scanner)) this.#events.publish('scanner.removed', { scanner })
        return
      }
      case 'scanned':
        return this.#events.publish('code.scanned', { scanner: this.#idOf(event.name), ...contentOf(event.code) })
      case 'scanDropped':
        return this.#events.publish('scan.dropped', { scanner: this.#idOf(event.name), why: event.why })
    }
  }

  #idOf(name: string): string {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = `s${this.#ids.size + 1}`
    this.#ids.set(name, id)
    return id
  }
}

function contentOf({ data, aim }: ScannedCode): { data: string, text: string | null, aim?: string } {
  const content = { data: Buffer.from(data).toString('base64'), text: utf8Text(data) }
  return aim === undefined ? content : { ...content, aim }
}
