import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ReaderLink } from '#protocols/port/reader-link'
import { readConfig, type Config } from '../config.ts'
import { openLog } from '../log.ts'
import { openClinic, realClock, realEntropy, startDaemon, type Daemon } from '../main.ts'
import { StateDirectory } from '../state-directory.ts'
import { notifySystemd } from './systemd-notify.ts'

export interface RunOptions {
  readonly simulate: boolean
  /** Seed of the simulated clinic. */
  readonly seed?: number
  readonly port?: number
  readonly defaultLog: NonNullable<Config['log']>
}

/** Another daemon works with the same state directory; two would give the same epoch to two cards. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError'
}

/** Whether something listens there: a run file may be left over from a crash. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

async function refuseSecond(state: StateDirectory): Promise<void> {
  const running = state.running()
  if (running === undefined || running.pid === process.pid || !await answers(running.port)) return
  throw new AlreadyRunningError(`nhicardd runs already (process ${running.pid}, port ${running.port}, ${state.path})`)
}

async function realLinks(config: Config): Promise<ReaderLink[]> {
  if (!config.pcsc.enabled) return []
  const { openPcscLink } = await import('#drivers/pcsc/pcsc-link')
  const childEntry = fileURLToPath(new URL('./pcsc-child.js', import.meta.url))
  return [openPcscLink({ childEntry, clock: realClock, entropy: realEntropy })]
}

/**
 * Starts the daemon in this process and stops it on SIGINT or SIGTERM.
 * @throws AlreadyRunningError, ConfigError, PortError
 */
export async function runDaemon({ simulate, seed, port, defaultLog }: RunOptions): Promise<Daemon> {
  const state = new StateDirectory()
  await refuseSecond(state)
  const given = readConfig(state)
  const config = port === undefined ? given : { ...given, port }
  const daemon = await startDaemon({
    state, config,
    log: openLog(config.log ?? defaultLog),
    consoleFolder: fileURLToPath(new URL('../console', import.meta.url)),
    ...(simulate ? { links: [], simulated: await openClinic('one-clinic', seed) } : { links: await realLinks(config) }),
  })
  const stop = async () => {
    notifySystemd('STOPPING=1')
    await daemon.close()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
  notifySystemd('READY=1')
  return daemon
}
