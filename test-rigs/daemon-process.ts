import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const nhicard = join(root, 'dist/bin/nhicard.js')

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. @param input what it finds on its standard input */
export async function run(
  command: string, args: readonly string[], env: Record<string, string> = {}, input = '',
): Promise<ProgramResult> {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}).end(input) // one that ends without reading it is no failure
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code] = await once(child, 'close') as [number | null]
  return { code, stdout, stderr }
}

export interface DaemonProcessOptions {
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  /** Kept when given, otherwise made and removed. */
  readonly stateDirectory?: string
  /** Another Node than the one that runs the test. */
  readonly node?: string
  /** Another build than `dist/`. */
  readonly program?: string
}

/** `nhicard start` as a process of its own, on the build in `dist/`, with a state directory of its own. */
export class DaemonProcess {
  readonly stateDirectory: string
  /** The line printed at the end of the start. */
  readonly link: string
  readonly child: ChildProcess
  readonly #program: readonly [node: string, script: string]
  readonly #temporary: boolean

  private constructor(child: ChildProcess, link: string, stateDirectory: string, options: DaemonProcessOptions) {
    this.child = child
    this.link = link
    this.stateDirectory = stateDirectory
    this.#program = [options.node ?? process.execPath, options.program ?? nhicard]
    this.#temporary = options.stateDirectory === undefined
  }

  /** Resolves when the daemon has printed its address. */
  static async start(options: DaemonProcessOptions = {}): Promise<DaemonProcess> {
    const { args = ['--simulate', '--port', '0'], env = {}, node = process.execPath, program = nhicard } = options
    const stateDirectory = options.stateDirectory ?? mkdtempSync(join(tmpdir(), 'nhicardd-rig-'))
    const child = spawn(node, [program, 'start', ...args], {
      env: { ...process.env, ...env, NHICARD_STATE_DIR: stateDirectory }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the daemon ended with ${String(code)}: ${stderr}`)
    })
    ended.catch(() => {}) // when it ends later, as it should
    const [link] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]) as [string]
    return new DaemonProcess(child, link, stateDirectory, options)
  }

  get url(): string {
    return new URL(this.link).origin
  }

  get token(): string {
    return readFileSync(join(this.stateDirectory, 'token'), 'utf8')
  }

  /** `nhicard …` beside the daemon. */
  nhicard(...args: string[]): Promise<ProgramResult> {
    return this.nhicardGiven('', ...args)
  }

  /** The same with something on its standard input. */
  nhicardGiven(input: string, ...args: string[]): Promise<ProgramResult> {
    const [node, script] = this.#program
    return run(node, [script, ...args], { NHICARD_STATE_DIR: this.stateDirectory }, input)
  }

  /** `nhicard call`, whose result must be JSON on stdout. */
  async call(method: string, ...args: string[]): Promise<unknown> {
    const { stdout, stderr } = await this.nhicard('call', method, ...args)
    return JSON.parse(stdout === '' ? stderr : stdout)
  }

  /** @returns the exit status */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal)
      await once(this.child, 'exit')
    }
    if (this.#temporary) rmSync(this.stateDirectory, { recursive: true, force: true })
    return this.child.exitCode
  }
}

/** Writes a configuration into a state directory of its own, for a daemon that starts with it. */
export function stateDirectoryWith(config: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-rig-'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  return folder
}
