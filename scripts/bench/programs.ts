import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
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

export function start(command: string, args: readonly string[], env: Env = {}): ChildProcess {
  return watched(spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] }))
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** One of the plain scripts beside this file: speaks in messages. */
export class Contestant<Order extends object, Message> {
  readonly #child: ChildProcess
  readonly #heard: Message[] = []
  #listener: ((message: Message) => void) | undefined

  constructor(script: string, env: Env = {}) {
    const file = join(import.meta.dirname, script)
    this.#child = watched(fork(file, [], { execArgv: [], env: { ...process.env, ...env } }))
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
