import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { DeviceProblem } from '#protocols/port/reader-link'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import { backoffMs } from '../child/backoff.ts'
import { OpenError } from '../reader/reader.ts'
import { HANG_MS, type FoundScanner, type OpenScanner, type ScannerDriver } from './scanner.ts'

export interface ScannerSessionOptions {
  readonly drivers: readonly ScannerDriver[]
  readonly clock: Clock
  readonly entropy: Entropy
  readonly report: (event: ScannerEvent) => void
  /** A native call hangs: this process had better be replaced. */
  readonly onHung: () => void
}

/** One scanner, from its finding to its leaving: opened, and opened again for as long as it is there. */
interface Attendance {
  readonly scanner: FoundScanner
  failures: number
  gone: boolean
  /** Why it could not be opened the last time. */
  trouble: DeviceProblem | undefined
  /** Its name while it is open. */
  name: string | undefined
  open: OpenScanner | undefined
  stopWaiting: () => void
}

/** What runs in the child: opens what the drivers find, and reports whole codes under a name. */
export class ScannerSession {
  readonly #options: ScannerSessionOptions
  readonly #attendances = new Map<FoundScanner, Attendance>()
  readonly #names = new Set<string>()
  #stopWatching: readonly (() => void)[] = []

  constructor(options: ScannerSessionOptions) {
    this.#options = options
  }

  start(): void {
    const { drivers, report, onHung } = this.#options
    report({ type: 'linkChanged', state: 'ready' })
    this.#stopWatching = drivers.map((driver) => driver.watch({
      found: (scanner) => {
        const attendance: Attendance = {
          scanner, failures: 0, gone: false, trouble: undefined, name: undefined, open: undefined,
          stopWaiting: () => {},
        }
        this.#attendances.set(scanner, attendance)
        void this.#open(attendance)
      },
      gone: (scanner) => this.#leave(scanner),
      problem: (device, problem) => report({ type: 'deviceProblem', device, problem }),
      hung: onHung,
    }))
  }

  /** Gives all scanners back. */
  async close(): Promise<void> {
    for (const stop of this.#stopWatching) stop()
    const all = [...this.#attendances.values()]
    this.#attendances.clear()
    await Promise.all(all.map(async (attendance) => {
      attendance.gone = true
      attendance.stopWaiting()
      await attendance.open?.close()
    }))
  }

  #leave(scanner: FoundScanner): void {
    const attendance = this.#attendances.get(scanner)
    if (attendance === undefined) return
    this.#attendances.delete(scanner)
    attendance.gone = true
    attendance.stopWaiting()
    this.#settled(attendance)
    this.#release(attendance)
  }

  async #open(attendance: Attendance): Promise<void> {
    const { scanner } = attendance
    const { report, clock, onHung } = this.#options
    /** What the scanner told before it could be named. */
    const early: (() => void)[] = []
    let name: string | undefined
    let over = false
    const tell = (news: () => void) => {
      if (over) return
      if (name === undefined) early.push(news)
      else news()
    }
    const stopHangTimer = clock.after(HANG_MS, onHung)
    let open: OpenScanner
    try {
      open = await scanner.open({
        code: (code) => tell(() => name !== undefined && report({ type: 'scanned', name, code })),
        dropped: (why) => tell(() => name !== undefined && report({ type: 'scanDropped', name, why })),
        lost: () => tell(() => {
          over = true
          if (!attendance.gone) this.#lost(attendance)
        }),
      })
    } catch (error) {
      if (!(error instanceof OpenError)) throw error
      if (!attendance.gone) this.#failed(attendance, error)
      return
    } finally {
      stopHangTimer()
    }
    if (attendance.gone) return open.close()
    attendance.open = open
    this.#settled(attendance)
    attendance.name = name = this.#freeName(scanner.name)
    report({ type: 'scannerAdded', name, kind: scanner.kind })
    for (const news of early) news()
  }

  #freeName(name: string): string {
    for (let number = 1; ; number++) {
      const tried = number === 1 ? name : `${name} #${number}`
      if (this.#names.has(tried)) continue
      this.#names.add(tried)
      return tried
    }
  }

  #lost(attendance: Attendance): void {
    this.#release(attendance)
    this.#again(attendance)
  }

  #release(attendance: Attendance): void {
    const { name, open } = attendance
    attendance.name = attendance.open = undefined
    if (name !== undefined) {
      this.#names.delete(name)
      this.#options.report({ type: 'scannerRemoved', name })
    }
    void open?.close()
  }

  #failed(attendance: Attendance, { problem }: OpenError): void {
    const { trouble } = attendance
    attendance.trouble = problem
    if (trouble?.why !== problem.why || trouble.holder !== problem.holder) {
      this.#options.report({ type: 'deviceProblem', device: attendance.scanner.id, problem })
    }
    this.#again(attendance)
  }

  #settled(attendance: Attendance): void {
    attendance.failures = 0
    if (attendance.trouble === undefined) return
    attendance.trouble = undefined
    this.#options.report({ type: 'deviceProblem', device: attendance.scanner.id, problem: null })
  }

  #again(attendance: Attendance): void {
    attendance.failures++
    const { clock, entropy } = this.#options
    attendance.stopWaiting = clock.after(backoffMs(attendance.failures, entropy), () => void this.#open(attendance))
  }
}
