import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { DaemonProcess, nhicard, root, stateDirectoryWith } from '#rigs/daemon-process'
import { FIRST_PORT, type PrivatePcscd } from './private-pcscd.ts'

/** What `foreign-card.py` holds, typed by hand from its bytes. */
export const foreignCard = {
  cardSn: '000012345777', name: '測試一', nameComplete: true, idCardNum: 'Z199999070', birthday: '1990-01-01', sex: 'M',
  dateIssue: '2024-05-01', cancelled: false,
}

/** A card process in the namespaces of a pcscd. */
export interface CardProcess {
  /** One line on its standard input, where it has one: `swap hc.lin`. */
  tell(line: string): void
  /** Pulls the card by ending its process. */
  pull(): Promise<void>
}

/** A real pcscd and a daemon on real links beside it, as on a clinic's PC. */
export class PcscdDesk {
  readonly pcscd: PrivatePcscd
  readonly daemon: DaemonProcess
  readonly #stateDirectory: string
  readonly #cards = new Set<ChildProcess>()

  private constructor(pcscd: PrivatePcscd, daemon: DaemonProcess, stateDirectory: string) {
    this.pcscd = pcscd
    this.daemon = daemon
    this.#stateDirectory = stateDirectory
  }

  static async open(pcscd: PrivatePcscd, build: { node?: string, program?: string } = {}): Promise<PcscdDesk> {
    const stateDirectory = stateDirectoryWith({ port: 0 })
    const env = { PCSCLITE_CSOCK_NAME: pcscd.socketName }
    try {
      return new PcscdDesk(pcscd, await DaemonProcess.start({ args: [], env, stateDirectory, ...build }), stateDirectory)
    } catch (error) {
      await pcscd.stop()
      throw error
    }
  }

  /** The card process that shares no code with ours. */
  insertForeignCard(port = FIRST_PORT): CardProcess {
    return this.#card('python3', [join(root, 'test-rigs/pcscd/foreign-card.py'), String(port)])
  }

  /** Our simulated card, in its own process as a vendor would run it. */
  insertSimulatedCard(card: string, port = FIRST_PORT): CardProcess {
    return this.#card(process.execPath, [nhicard, 'simulate', 'card', '--card', card, '--vpcd', `127.0.0.1:${port}`])
  }

  async pullAll(): Promise<void> {
    await Promise.all([...this.#cards].map((child) => this.#end(child)))
  }

  async close(): Promise<void> {
    await this.pullAll()
    await this.daemon.stop()
    await this.pcscd.stop()
    rmSync(this.#stateDirectory, { recursive: true, force: true })
  }

  #card(command: string, args: string[]): CardProcess {
    const child = this.pcscd.spawnInside(command, args)
    this.#cards.add(child)
    return {
      tell: (line) => void child.stdin?.write(`${line}\n`),
      pull: () => this.#end(child),
    }
  }

  async #end(child: ChildProcess): Promise<void> {
    if (!this.#cards.delete(child) || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}
