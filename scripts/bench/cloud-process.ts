import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, mustRun, nhicard, start, stop } from './programs.ts'

export interface CloudProcessOptions {
  readonly database: string
  /** Of the first site; free ones are looked for without it. */
  readonly port?: number
  /** The one core it may use; any without it. */
  readonly core?: string
}

/** `nhicard simulate cloud` as a process of its own. */
export class CloudProcess {
  readonly port: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  /** Once both sites answer. */
  static async start({ database, core, port }: CloudProcessOptions): Promise<CloudProcess> {
    const chosen = port ?? await freePort()
    const args = [nhicard, 'simulate', 'cloud', '--port', String(chosen), '--database', database]
    const child = core === undefined
      ? start(process.execPath, args) : start('taskset', ['-c', core, process.execPath, ...args])
    for (const at of [chosen, chosen + 1]) {
      while (!await answers(at)) {
        mustRun(child)
        await pause(10)
      }
    }
    return new CloudProcess(child, chosen)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Of its first site. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** It listens on, and does nothing more. */
  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  /** As a power cut would; done when the process is no more. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  stop(): Promise<void> {
    return stop(this.#child)
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/simulator/v1/sites`)).ok
  } catch {
    return false
  }
}
