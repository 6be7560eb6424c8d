import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FIRST_PORT, startPrivatePcscd, whyNoPcscd, type PrivatePcscd } from './private-pcscd.ts'
import { CHILD_ENTRY, WatchedLink, type LinkLimits } from './watched-link.ts'

/** The readers of vpcd, as pcscd names them; the first listens on FIRST_PORT, the second on the next. */
export const READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const

/** Why these rigs do not run here; in CI there is no such reason, and a missing component is a failure. */
export const obstacle = process.env['CI'] === 'true' ? undefined : whyNoPcscd()

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** A real pcscd, card processes in its virtual readers, and links of ours over the production child. */
export class LinkRig {
  readonly pcscd: PrivatePcscd
  readonly #links: WatchedLink[] = []
  readonly #processes = new Set<ChildProcess>()

  private constructor(pcscd: PrivatePcscd) {
    this.pcscd = pcscd
  }

  static async start(): Promise<LinkRig> {
    return new LinkRig(await startPrivatePcscd())
  }

  /** A started link. */
  open(limits: LinkLimits = {}): WatchedLink {
    const watched = new WatchedLink(this.pcscd.socketName, CHILD_ENTRY, limits)
    this.#links.push(watched)
    watched.start()
    return watched
  }

  /** The card process that shares no code with ours. @param options of `foreign-card.py` */
  insert(slot = 0, ...options: string[]): ChildProcess {
    return this.#keep('python3', [program('foreign-card.py'), String(FIRST_PORT + slot), ...options])
  }

  /** Another program that holds a transaction with the card in this reader; resolves once it does. */
  async holdByOther(reader: string): Promise<ChildProcess> {
    const holder = this.#keep('python3', [program('foreign-transaction.py'), reader])
    await says(holder, 'holding')
    return holder
  }

  /** Ends a card, or another program. */
  async pull(process: ChildProcess): Promise<void> {
    this.#processes.delete(process)
    if (process.exitCode !== null || process.signalCode !== null) return
    const exited = once(process, 'exit')
    process.kill('SIGKILL')
    await exited
  }

  /** Pulls all cards and closes all links, the cards' removal seen: the next test must not meet the cards of this one. */
  async tidy(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => this.pull(process)))
    await Promise.all(this.#links.splice(0).map(async (watched) => {
      await watched.empty()
      await watched.link.close()
    }))
  }

  stop(): Promise<void> {
    return this.pcscd.stop()
  }

  #keep(command: string, args: string[]): ChildProcess {
    const process = this.pcscd.spawnInside(command, args)
    this.#processes.add(process)
    return process
  }
}

/** Resolves when a program has printed a word. @throws Error when it ends without */
export async function says(process: ChildProcess, word: string): Promise<void> {
  let text = ''
  const ended = once(process, 'exit').then(() => Promise.reject(new Error(`it ended without ${word}: ${text}`)))
  const said = new Promise<void>((resolve) => {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (chunk) => (text += chunk).includes(word) && resolve())
    }
  })
  ended.catch(() => {})
  await Promise.race([said, ended])
}

/** Pids of the PC/SC children of this process. */
export function pcscChildren(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const ppid = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
      return ppid === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('pcsc-child')
    } catch {
      return false // it has just ended
    }
  })
}
