import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const VPCD = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'

/** The first port of the virtual reader, 35963; the driver opens two readers and the next port as well. */
export const FIRST_PORT = 0x8c7b

/** A driver of readers that do not announce themselves, and the readers it is to drive. */
export interface PcscdDriver {
  /** Of Debian. */
  readonly packageName: string
  readonly library: string
  readonly readerConf: string
  /** TCP ports that are listened on once it is ready. */
  readonly ports: readonly number[]
}

/** The virtual reader of vsmartcard. */
export const vpcdDriver: PcscdDriver = {
  packageName: 'vsmartcard-vpcd',
  library: VPCD,
  readerConf: `FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x8C7B
LIBPATH      ${VPCD}
CHANNELID    0x8C7B
`,
  ports: [FIRST_PORT, FIRST_PORT + 1],
}

// vpcd writes length and body of a frame in two segments with Nagle's algorithm on; with delayed ACKs every APDU would
// cost 44 ms. `quickack` on the private loopback brings that to 0.1 ms. `cat` keeps the namespaces open until the
// standard input closes, so that they vanish with the test process whatever happens to it.
const NAMESPACES = `
set -e
mount --bind "$1" /run/pcscd
ip link set lo up
for prefix in 127.0.0.0/8 127.0.0.1; do
  ip route change local $prefix dev lo table local proto kernel scope host src 127.0.0.1 quickack 1
done
echo open
exec cat
`

export interface PrivatePcscd {
  /** For PCSCLITE_CSOCK_NAME; reachable from outside the namespaces. */
  readonly socketName: string
  /** The pid of pcscd itself; undefined while it is stopped. */
  readonly pid: number | undefined
  stopService(): Promise<void>
  /** Ends pcscd as a crash does: by SIGKILL, with its socket and pid file left behind. */
  killService(): Promise<void>
  startService(): Promise<void>
  /** Starts a program in the mount and network namespaces of this pcscd, in the folder `/`; `stop` ends it. */
  spawnInside(command: string, args: readonly string[]): ChildProcess
  /** Ends everything that was started and removes the folder. */
  stop(): Promise<void>
}

/** Why a private pcscd cannot be had here, as a sentence that names the remedy; undefined when it can. */
export function whyNoPcscd({ packageName, library } = vpcdDriver): string | undefined {
  if (process.platform !== 'linux') return 'a private pcscd needs Linux'
  if (process.getuid?.() !== 0) return 'a private pcscd needs root for its namespaces'
  const missing = [
    ['pcscd', () => runs('pcscd', '--version')],
    [packageName, () => existsSync(library)],
    ['iproute2', () => runs('ip', '-V')],
    ['util-linux', () => runs('setpriv', '--version')],
  ] as const
  const names = missing.filter(([, present]) => !present()).map(([name]) => name)
  return names.length === 0 ? undefined : `a private pcscd needs: apt-get install ${names.join(' ')}`
}

/**
 * Starts a real pcscd with a driver, by default of the virtual reader `vsmartcard-vpcd`, unseen by the rest of the
 * machine: its own /run/pcscd, configuration, loopback and ports. Signals only what it started.
 * @throws Error naming what to install
 */
export async function startPrivatePcscd(driver = vpcdDriver): Promise<PrivatePcscd> {
  const obstacle = whyNoPcscd(driver)
  if (obstacle !== undefined) throw new Error(obstacle)

  const folder = mkdtempSync(join(tmpdir(), 'private-pcscd-'))
  const [run, conf] = [join(folder, 'run'), join(folder, 'conf')]
  for (const path of [run, conf]) mkdirSync(path)
  mkdirSync('/run/pcscd', { recursive: true })
  writeFileSync(join(conf, 'readers'), driver.readerConf)

  const keeper = ['-m', '-n', 'sh', '-c', NAMESPACES, 'sh', run]
  const namespaces = spawn('unshare', keeper, { stdio: ['pipe', 'pipe', 'inherit'] })
  const opened = await Promise.race([once(namespaces.stdout, 'data'), once(namespaces, 'exit')])
  if (String(opened[0]).trim() !== 'open') throw new Error('no private namespaces: unshare, mount or ip refused')

  const socketName = join(run, 'pcscd.comm')
  const started = new Set<ChildProcess>()
  let pcscd: ChildProcess | undefined

  // Neither a mount nor a network namespace wants a fork, so the pid of `nsenter` becomes that of the program.
  const spawnInside = (command: string, args: readonly string[]): ChildProcess => {
    const inside = ['-t', String(namespaces.pid), '-m', '-n', '--', 'setpriv', '--pdeathsig', 'KILL', command, ...args]
    const child = spawn('nsenter', inside, { stdio: 'pipe' })
    started.add(child)
    child.once('exit', () => started.delete(child))
    return child
  }

  const startService = async (): Promise<void> => {
    const child = spawnInside('pcscd', ['-f', '-c', conf])
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log = (log + chunk).slice(-2000)))
    while (!(existsSync(socketName) && driver.ports.every((port) => listens(child.pid, port)))) {
      if (child.exitCode !== null) throw new Error(`pcscd ended with ${child.exitCode}: ${log}`)
      await pause(10)
    }
    pcscd = child
  }

  const stopService = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (pcscd === undefined) return
    await end(pcscd, signal)
    pcscd = undefined
    if (signal === 'SIGTERM') rmSync(socketName, { force: true }) // left behind when pcscd had to be killed
  }

  const stop = async (): Promise<void> => {
    await stopService()
    await Promise.all([...started].map((child) => end(child, 'SIGKILL')))
    namespaces.stdin.end()
    if (namespaces.exitCode === null) await once(namespaces, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await startService()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    socketName, get pid() { return pcscd?.pid },
    stopService: () => stopService(), killService: () => stopService('SIGKILL'), startService, spawnInside, stop,
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exited
  clearTimeout(late)
}

function runs(command: string, option: string): boolean {
  return spawnSync(command, [option], { stdio: 'ignore' }).error === undefined
}

/** Whether somebody listens on `port` in the network namespace of `pid`; asking the kernel disturbs no reader. */
function listens(pid: number | undefined, port: number): boolean {
  const file = `/proc/${pid}/net/tcp`
  const address = `:${port.toString(16).toUpperCase()} 00000000:0000 0A`
  return existsSync(file) && readFileSync(file, 'utf8').includes(address)
}
