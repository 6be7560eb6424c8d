import { post, runningDaemon } from './running-daemon.ts'

/** `nhicard console`: prints a one-time link on stdout. */
export async function printConsoleLink(): Promise<void> {
  const daemon = await runningDaemon()
  const response = await post(daemon, '/session/code')
  const { once } = await response.json() as { once: string }
  process.stdout.write(`${daemon.url}/#once=${once}\n`)
}
