import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const nhicardd = join(root, 'dist/bin/nhicardd.js')
export const nhicard = join(root, 'dist/bin/nhicard.js')

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
process.once('SIGTERM', () => process.exit(143)) // so that the line above is reached

type Env = Readonly<Record<string, string>>

function watched(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const complaints = new WeakMap<ChildProcess, string>()

export function start(command: string, args: readonly string[], env: Env = {}): ChildProcess {
  const child = watched(spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'pipe'] }))
  child.stderr?.on('data', (chunk) => complaints.set(child, `${complaints.get(child) ?? ''}${chunk}`.slice(-1000)))
  return child
}

/** @throws Error with the last words of a program that has ended */
export function mustRun(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) return
  throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode ?? child.signalCode}: ${complaints.get(child) ?? ''}`)
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/**
 * A port nobody listens on, below those the system gives to clients: there, a client that tries again and again is one
 * day given the very port it tries, and answers itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    return port
  }
}

/** The processes that `pid` started, and theirs. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

/** Processor time that a process has taken in all its threads, in ms. */
export function cpuMsOf(pid: number): number {
  const ns = (thread: string) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0])
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + ns(thread), 0) / 1e6
}

/**
 * Keeps this process and all it started on certain cores (`0`, or `0-1`). A read passes through up to six processes one
 * after the other; on one core its time does not depend on where the scheduler happened to put them.
 */
export function confine(cores: string): void {
  for (const pid of [process.pid, ...childrenOf(process.pid)]) {
    if (spawnSync('taskset', ['-acp', cores, String(pid)]).status !== 0) throw new Error('taskset (util-linux) refused')
  }
}

/** What Node needs to run TypeScript. */
export const TYPESCRIPT = ['--conditions=source', '--import', join(root, 'scripts/ts-node.mjs')]

/** One of the plain scripts beside this file: speaks in messages. */
export class Contestant<Order extends object, Message> {
  readonly #child: ChildProcess
  readonly #heard: Message[] = []
  #listener: ((message: Message) => void) | undefined

  constructor(script: string, env: Env = {}, execArgv: readonly string[] = []) {
    const file = join(import.meta.dirname, script)
    this.#child = watched(fork(file, [], { execArgv: [...execArgv], env: { ...process.env, ...env } }))
    this.#child.on('message', (message: Message) => {
      if (this.#listener === undefined) this.#heard.push(message)
      else this.#listener(message)
    })
  }

  /** The next message. @throws Error when the process ends instead */
  next(): Promise<Message> {
    const [message] = this.#heard.splice(0, 1)
    if (message !== undefined) return Promise.resolve(message)
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`a contestant ended with ${String(code)}`))
      this.#child.once('exit', onExit)
      this.#listener = (answer) => {
        this.#listener = undefined
        this.#child.off('exit', onExit)
        resolve(answer)
      }
    })
  }

  ask(order: Order): Promise<Message> {
    const answer = this.next()
    this.#child.send(order)
    return answer
  }

  stop(): Promise<void> {
    return stop(this.#child)
  }
}
