import { runDaemon } from './run-daemon.ts'

/** `nhicard start`: ends with one line on stdout, the address to open. */
export async function start(options: { simulate: boolean, seed: number, port?: number, clinic?: number }): Promise<void> {
  const daemon = await runDaemon({ ...options, defaultLog: 'warn' })
  process.stdout.write(`${daemon.consoleLink()}\n`)
}
