import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { nhicard } from '#rigs/daemon-process'
import { KillClinic } from './kill-clinic.ts'
import { KillSwitch } from './kill-switch.ts'
import { LineToCloud } from './line-to-cloud.ts'
import { MortalDaemon } from './mortal-daemon.ts'

/** NHIA's two sites as a process of their own, which outlives the daemon. */
async function startCloud(): Promise<{ readonly child: ChildProcess, readonly origins: readonly URL[] }> {
  const child = spawn(process.execPath, [nhicard, 'simulate', 'cloud', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the cloud ended with ${String(code)}`)
  })
  ended.catch(() => {}) // when it ends later, as it should
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]) as [string]
  return { child, origins: (line.match(/http:\/\/[\d.:]+/g) ?? []).map((origin) => new URL(origin)) }
}

/** A state directory, and everything around a daemon that is to be killed: all of it outlives the daemon. */
export class KillRig {
  readonly stateDirectory = mkdtempSync(join(tmpdir(), 'nhicardd-kills-'))
  readonly kills: KillSwitch
  readonly clinic: KillClinic
  /** Of a site of the cloud, past the lines that are cut. */
  readonly cloud: string
  /** What all daemons wrote to standard error. */
  readonly logs: string[] = []
  readonly #child: ChildProcess
  readonly #lines: readonly LineToCloud[]
  readonly #watcher: FSWatcher

  private constructor(kills: KillSwitch, clinic: KillClinic, lines: readonly LineToCloud[], child: ChildProcess, cloud: string) {
    this.kills = kills
    this.clinic = clinic
    this.cloud = cloud
    this.#lines = lines
    this.#child = child
    writeFileSync(join(this.stateDirectory, 'config.json'), JSON.stringify({
      port: 0, log: 'debug', doors: { cs6: { enabled: false } }, cloud: { endpoints: lines.map(({ origin }) => origin) },
    }))
    this.#watcher = watch(this.stateDirectory, (_, name) => void (name?.endsWith('-wal') && kills.tell('commit')))
  }

  /** @param cards of the shelf */
  static async open(cards: readonly string[]): Promise<KillRig> {
    const kills = new KillSwitch()
    const clinic = await KillClinic.open(kills, cards)
    const { child, origins } = await startCloud()
    const lines = await Promise.all(origins.map((origin) => LineToCloud.open(origin, kills)))
    return new KillRig(kills, clinic, lines, child, origins[0]!.origin)
  }

  start(env: Readonly<Record<string, string>> = {}): MortalDaemon {
    const daemon = new MortalDaemon(this.stateDirectory, ['--clinic', String(this.clinic.server.port)], env)
    void daemon.exited.then(() => this.logs.push(daemon.log))
    this.kills.aim(() => daemon.kill())
    return daemon
  }

  async close(): Promise<void> {
    this.#watcher.close()
    await this.clinic.server.close()
    await Promise.all(this.#lines.map((line) => line.close()))
    this.#child.kill('SIGKILL')
    rmSync(this.stateDirectory, { recursive: true, force: true })
  }
}
