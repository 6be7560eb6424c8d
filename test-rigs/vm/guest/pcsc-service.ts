import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { run, type ProgramResult } from '#rigs/daemon-process'
import { PATIENCE_MS } from '#rigs/patience'
import { until } from './until.ts'

const FOLDER = '/run/pcscd'
const SOCKET = `${FOLDER}/pcscd.comm`
const LOG = '/run/pcscd.log'
/** How much of what it said last explains a failure, in lines. */
const LAST_LINES = 25

/** The real pcscd with the real libccid, as its service unit starts it. */
export class PcscService {
  readonly #process: ChildProcess

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  /** Resolves when it takes clients, which is after it has looked at every USB device. */
  static async start(): Promise<PcscService> {
    rmSync(FOLDER, { recursive: true, force: true }) // what one that was killed left
    mkdirSync(FOLDER)
    const log = openSync(LOG, 'w')
    const service = new PcscService(spawn('pcscd', ['--foreground', '--info'], { stdio: ['ignore', log, log] }))
    await service.explained(() => until('pcscd takes clients', takesClients))
    return service
  }

  /** Something done with a pcscd of its own: one that lost its way takes no other check with it. */
  static async during<Result>(work: (service: PcscService) => Promise<Result>): Promise<Result> {
    const service = await PcscService.start()
    try {
      return await service.explained(() => work(service))
    } finally {
      await service.stop()
    }
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Waits until its first reader has a card. @returns the ATR with colons, as the tool prints it */
  async atr(): Promise<string> {
    let atr = ''
    await until('pcscd has a card', async () => {
      const { code, stdout } = await this.tool('--reader', '0', '--atr')
      atr = stdout.trim()
      return code === 0 && /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/.test(atr)
    })
    return atr
  }

  /** What the tool prints of the answers to commands given in hex, for the card in the first reader. */
  async transmit(...capdus: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tool('--reader', '0', ...capdus.flatMap((capdu) => ['-s', capdu]))
    if (code !== 0) throw new Error(`opensc-tool ended with ${code}: ${stderr}`)
    return stdout
  }

  /** opensc-tool, which takes no look at what kind of card it is: that would be many commands. */
  tool(...args: readonly string[]): Promise<ProgramResult> {
    return run('timeout', [String(PATIENCE_MS / 1_000), 'opensc-tool', '--card-driver', 'default', ...args])
  }

  /** Adds what pcscd said last to whatever goes wrong. No data of cards is among it. */
  async explained<Result>(work: () => Promise<Result>): Promise<Result> {
    return work().catch((error: unknown) => {
      const lines = readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-LAST_LINES)
      throw new Error(`${String(error)}; pcscd said last: ${lines.join(' | ')}`, { cause: error })
    })
  }

  /** Also when it has ended. It is killed: one that hangs at a reader would not end otherwise. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}

/** Asked of its socket: a program for each question would cost the guest more than the service does. */
async function takesClients(): Promise<boolean> {
  const socket = connect(SOCKET)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
