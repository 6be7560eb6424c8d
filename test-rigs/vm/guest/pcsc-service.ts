import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { run } from '#rigs/daemon-process'
import { until } from './until.ts'

/** The real pcscd with the real libccid, as its service unit starts it. */
export class PcscService {
  readonly #process: ChildProcess

  private constructor(process: ChildProcess) {
    this.#process = process
  }

  static async start(): Promise<PcscService> {
    const child = spawn('pcscd', ['--foreground', '--critical'], { stdio: ['ignore', 'inherit', 'inherit'] })
    const service = new PcscService(child)
    await until('pcscd tells its readers', async () => (await run('opensc-tool', ['--list-readers'])).code === 0)
    return service
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Once a reader of that name is there with a card in it; its ATR with colons, as the tool prints it. */
  async atrIn(reader: string): Promise<string> {
    let atr = ''
    await until(`pcscd has a card in ${reader}`, async () => {
      const { code, stdout } = await run('opensc-tool', ['--reader', await this.#number(reader), '--atr'])
      atr = stdout.trim()
      return code === 0 && /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/.test(atr)
    })
    return atr
  }

  /** What the tool prints of the answers to commands given in hex. */
  async transmit(reader: string, ...capdus: readonly string[]): Promise<string> {
    const sends = capdus.flatMap((capdu) => ['-s', capdu])
    const { code, stdout, stderr } = await run('opensc-tool', ['--reader', await this.#number(reader), ...sends])
    if (code !== 0) throw new Error(`opensc-tool ended with ${code}: ${stderr}`)
    return stdout
  }

  /** Also when it has ended. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }

  /** The tool counts readers, and its list shows their names. */
  async #number(reader: string): Promise<string> {
    const { stdout } = await run('opensc-tool', ['--list-readers'])
    const line = stdout.split('\n').find((one) => one.includes(reader))
    return /^\s*(\d+)/.exec(line ?? '')?.[1] ?? '99'
  }
}
