import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'

interface Reply {
  readonly id?: number
  readonly error?: { readonly desc: string }
  readonly event?: string
  readonly data?: { readonly device?: string }
}

/** QEMU's own command line while it runs: JSON, one message a line. */
export class Qmp {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  readonly #deletions = new Map<string, () => void>()
  #last = 0

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {}) // the machine was stopped
    createInterface({ input: socket }).on('line', (line) => this.#received(JSON.parse(line) as Reply))
    void this.command('qmp_capabilities')
  }

  /** @throws Error with QEMU's reason */
  async command(execute: string, args: object = {}): Promise<void> {
    const id = ++this.#last
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#socket.write(`${JSON.stringify({ execute, arguments: args, id })}\n`)
    })
    if (reply.error !== undefined) throw new Error(`${execute}: ${reply.error.desc}`)
  }

  /** Takes a device out; resolves when it is gone. */
  async deleteDevice(id: string): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#deletions.set(id, resolve))
    await this.command('device_del', { id })
    await gone
  }

  #received(reply: Reply): void {
    if (reply.event === 'DEVICE_DELETED') this.#deletions.get(reply.data?.device ?? '')?.()
    if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply)
  }
}
