import { fileURLToPath } from 'node:url'
import { readConfig, type Config } from '../config.ts'
import { reportCrashes, tellOfCrashes } from '../crash-report.ts'
import { realLinks, realScannerLinks } from '../links/real-links.ts'
import { openLog } from '../log.ts'
import { realClock, startDaemon, type Daemon } from '../main.ts'
import { realEntropy } from '../real-entropy.ts'
import { openClinic } from '../simulated-clinic.ts'
import { StateDirectory } from '../state-directory.ts'
import { lockState } from '../state-lock.ts'
import { notifySystemd } from './systemd-notify.ts'

export interface RunOptions {
  readonly simulate: boolean
  /** Seed of the simulated clinic. */
  readonly seed?: number
  readonly port?: number
  /** Port of a simulated clinic in a process of its own. */
  readonly clinic?: number
  readonly defaultLog: NonNullable<Config['log']>
}

const surroundings = { clock: realClock, entropy: realEntropy }

/** Sites that a simulation may use: simulated ones are on this PC. */
function loopbackSites({ cloud: { endpoints } }: Config): readonly string[] | undefined {
  return Array.isArray(endpoints) && endpoints.every((origin) => origin.startsWith('http:')) ? endpoints : undefined
}

/**
 * Starts the daemon in this process and stops it on SIGINT or SIGTERM.
 * @throws AlreadyRunningError, ConfigError, PortError
 */
export async function runDaemon({ simulate, seed, port, clinic, defaultLog }: RunOptions): Promise<Daemon> {
  const state = new StateDirectory()
  const unlock = await lockState(state)
  reportCrashes(state, () => realClock.now())
  const given = readConfig(state)
  const config = port === undefined ? given : { ...given, port }
  const log = openLog(config.log ?? defaultLog)
  tellOfCrashes(state, log)
  const daemon = await startDaemon({
    state, config, log,
    consoleFolder: fileURLToPath(new URL('../console', import.meta.url)),
    ...(simulate ? { links: [], simulated: await openClinic('one-clinic', seed, true, { clinic, cloud: loopbackSites(config) }) } : {
      links: await realLinks(config, surroundings), scannerLinks: await realScannerLinks(config, surroundings),
    }),
  })
  const stop = async () => {
    notifySystemd('STOPPING=1')
    await daemon.close()
    unlock()
    process.exit(0)
  }
  // Not once(): a terminal and a supervisor may both send the signal, and the second must not end us half closed.
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
  // Whoever read our output may end before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  notifySystemd('READY=1')
  return daemon
}
