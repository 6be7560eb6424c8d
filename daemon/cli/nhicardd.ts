/** The daemon as a service: real links, logs as JSON lines on stderr, no terminal. */
import { runDaemon } from './run-daemon.ts'

try {
  await runDaemon({ simulate: false, defaultLog: 'info' })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
