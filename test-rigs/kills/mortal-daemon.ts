import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect, type NhicardClient } from '#client/node'
import { nhicard } from '#rigs/daemon-process'

/** Without a memory image, wherever the machine would write one. */
const WITHOUT_CORE = 'ulimit -c 0; exec "$@"'

/** The built daemon as a process, which may be killed at any time, also while it starts. */
export class MortalDaemon {
  readonly #child: ChildProcess
  readonly #stateDirectory: string
  readonly #exited: Promise<unknown>
  readonly #link: Promise<string | undefined>
  #log = ''
  #url = ''

  constructor(stateDirectory: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#stateDirectory = stateDirectory
    const command = [process.execPath, nhicard, 'start', '--simulate', '--port', '0', ...args]
    const child = spawn('sh', ['-c', WITHOUT_CORE, 'sh', ...command], {
      env: { ...process.env, ...env, NHICARD_STATE_DIR: stateDirectory }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.#log += chunk))
    const lines = createInterface({ input: child.stdout })
    this.#link = Promise.race([once(lines, 'line').then(([line]) => String(line)), this.#exited.then(() => undefined)])
  }

  /** What it wrote to standard error. */
  get log(): string {
    return this.#log
  }

  get exited(): Promise<unknown> {
    return this.#exited
  }

  /** The same as of the shell that became it. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get exitCode(): number | null {
    return this.#child.exitCode
  }

  /** @returns whether it became ready before it died */
  async ready(): Promise<boolean> {
    const link = await this.#link
    this.#url = link === undefined ? '' : new URL(link).origin
    return link !== undefined
  }

  client(): NhicardClient {
    const token = readFileSync(join(this.#stateDirectory, 'token'), 'utf8')
    return connect({ url: `${this.#url.replace('http', 'ws')}/rpc`, token })
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGINT')
    await this.#exited
  }
}
