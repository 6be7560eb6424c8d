import { readdirSync, writeFileSync } from 'node:fs'
import type { Log } from './log.ts'
import type { StateDirectory } from './state-directory.ts'
import { version } from './version.ts'

/** What is kept of an exception that nobody caught: where, never what. */
export interface CrashReport {
  readonly version: string
  readonly node: string
  readonly at: string
  readonly startedAt: string
  /** Name of the error, as `TypeError`. */
  readonly error: string
  /** Of the system or of SQLite, as `ENOSPC`; null where it has none. */
  readonly code: string | null
  /** Functions with file and line, the innermost first. */
  readonly frames: readonly string[]
}

const NAME = /^crash-.*\.json$/
const MOST_FRAMES = 30
/** Older ones are removed. */
const MOST_REPORTS = 20

/** A frame of V8: what may be data, as a path or an evaluated text, is left out. */
const FRAME = /^ {4}at (?:(?:async )?([\w$.#<> ]{1,80}?)(?: \[as [\w$]+\])? \()?(?:[^()\n]*[/\\])?([\w.-]{1,60}):(\d+):(\d+)\)?$/
const ERROR_NAME = /^[A-Za-z]{1,60}$/
const CODE = /^(?:E[A-Z]+|(?:ERR|SQLITE)_[A-Z_]+)$/

/** A message may have any number of lines, may look like a frame, and may be a patient's: whatever stands in it is skipped. */
function framesOf({ stack = '', name, message }: Error): string[] {
  const header = message === '' ? name : `${name}: ${message}`
  if (!stack.startsWith(header)) return []
  return stack.slice(header.length).split('\n').flatMap((line) => {
    const [, called = '', file, row, column] = FRAME.exec(line) ?? []
    return file === undefined ? [] : [`${called === '' ? '' : `${called} `}${file}:${row}:${column}`]
  }).slice(0, MOST_FRAMES)
}

/** @param thrown whatever was thrown: nothing of what it says is kept */
export function crashReport(thrown: unknown, now: number, startedAt: number): CrashReport {
  const facts = {
    version, node: process.version, at: new Date(now).toISOString(), startedAt: new Date(startedAt).toISOString(),
  }
  if (!(thrown instanceof Error)) return { ...facts, error: typeof thrown, code: null, frames: [] }
  const code = 'code' in thrown && typeof thrown.code === 'string' && CODE.test(thrown.code) ? thrown.code : null
  return { ...facts, error: ERROR_NAME.test(thrown.name) ? thrown.name : 'Error', code, frames: framesOf(thrown) }
}

/** Those that lie in the state directory until somebody removes them, the oldest first. */
export function crashReports(state: StateDirectory): readonly string[] {
  return readdirSync(state.path).filter((name) => NAME.test(name)).sort()
}

/** Says that there are reports of before. */
export function tellOfCrashes(state: StateDirectory, log: Log): void {
  const names = crashReports(state)
  const newest = names.at(-1)
  if (newest !== undefined) log.warn('the daemon ended unexpectedly before', { count: names.length, why: newest })
}

/** Neither Node's own report nor an image of the memory is written, which would hold patients; Linux asks the process itself. */
function keepMemoryToItself(): void {
  const { report } = process
  report.reportOnFatalError = report.reportOnSignal = report.reportOnUncaughtException = false
  if (process.platform !== 'linux') return
  try {
    writeFileSync('/proc/self/coredump_filter', '0')
  } catch {
    // a container without it has LimitCORE, or whatever its owner chose
  }
}

/**
 * From now on an exception that nobody catches ends the process with status 1 and a report of ours, durable in the state directory
 * as `crash-<time>.json`; Node would print its message.
 */
export function reportCrashes(state: StateDirectory, now: () => number): void {
  const startedAt = now()
  keepMemoryToItself()
  process.on('uncaughtException', (thrown: unknown) => {
    try {
      const report = crashReport(thrown, now(), startedAt)
      const name = `crash-${report.at.replaceAll(':', '-')}.json`
      process.stderr.write(`the daemon ends unexpectedly: ${report.error}, see ${name} / 服務異常結束\n`)
      state.writeDurably(name, `${JSON.stringify(report, undefined, 2)}\n`)
      for (const old of crashReports(state).slice(0, -MOST_REPORTS)) state.remove(old)
    } finally {
      process.exit(1) // as good as killed: what is durable leads on from here
    }
  })
}
