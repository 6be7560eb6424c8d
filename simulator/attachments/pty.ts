import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SerialTwin } from '../readers/serial-twin.ts'

/** The most of what socat said that an error repeats. */
const SAID_MAX = 500

/**
 * Holds a simulated serial device into the operating system: a pseudo-terminal at `link`, which any program opens as
 * a serial line. Node cannot make one, `socat` can. A pseudo-terminal carries bytes alone: no speed, no parity, no
 * control lines.
 *
 * We hold the terminal open ourselves, so it stays, under the same name, while programs open and close it; bytes for
 * the PC that come meanwhile wait there, and programs drop them when they open a line. Closing the attachment hangs the
 * terminal up, as pulling an adapter does. Emits `ended` when socat ends by itself.
 */
export class PtyAttachment extends EventEmitter<{ ended: [] }> {
  /** What programs open. */
  readonly link: string
  readonly #folder: string
  readonly #server: Server
  readonly #socat: ChildProcess
  readonly #holder: number
  #closing: Promise<void> | undefined

  private constructor(link: string, folder: string, server: Server, socat: ChildProcess) {
    super()
    this.link = link
    this.#folder = folder
    this.#server = server
    this.#socat = socat
    this.#holder = openSync(link, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
    socat.once('exit', () => void (this.#closing === undefined && this.emit('ended')))
  }

  /**
   * Resolves when the terminal is there. A file in the place of `link` is replaced.
   * @throws Error when there is no socat, or it cannot make the terminal
   */
  static async open(link: string, twin: SerialTwin): Promise<PtyAttachment> {
    const folder = mkdtempSync(join(tmpdir(), 'nhicardd-pty-'))
    const path = join(folder, 'socket')
    const server = createServer().listen(path)
    let socat: ChildProcess | undefined
    try {
      await once(server, 'listening')
      rmSync(link, { force: true })
      const addresses = [`PTY,link=${link},raw,echo=0`, `UNIX-CONNECT:${path}`]
      socat = spawn('socat', addresses, { stdio: ['ignore', 'ignore', 'pipe'] })
      const connected = once(server, 'connection') as Promise<[Socket]>
      const [socket] = await Promise.race([connected, failureOf(socat)])
      plug(twin, socket)
      return new PtyAttachment(link, folder, server, socat)
    } catch (error) {
      socat?.kill()
      server.close()
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** Resolves when everything is gone. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    if (this.#socat.exitCode === null && this.#socat.signalCode === null) {
      const exited = once(this.#socat, 'exit')
      this.#socat.kill()
      await exited
    }
    closeSync(this.#holder)
    await new Promise((resolve) => this.#server.close(resolve))
    rmSync(this.#folder, { recursive: true, force: true })
    rmSync(this.link, { force: true })
  }
}

function plug(twin: SerialTwin, socket: Socket): void {
  socket.on('error', () => {}) // `close` follows, and socat ends
  twin.attach({
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    setLines: () => {},
  })
  socket.on('data', (chunk: Buffer) => twin.received(Uint8Array.from(chunk)))
}

/** Rejects when socat cannot be started or ends. */
async function failureOf(socat: ChildProcess): Promise<never> {
  let said = ''
  socat.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(0, SAID_MAX)))
  const code = await new Promise<number | null>((resolve, reject) => {
    socat.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error('a pseudo-terminal needs socat: apt-get install socat') : error)
    })
    socat.once('close', resolve)
  })
  throw new Error(`socat ended with ${code} instead of a pseudo-terminal: ${said.trim()}`)
}
