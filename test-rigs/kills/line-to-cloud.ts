import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { KillSwitch } from './kill-switch.ts'

/** A TCP line to a site of the cloud, which carries nothing more of the dead: neither a request nor its reply. */
export class LineToCloud {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(target: URL, kills: KillSwitch) {
    this.#server = createServer((near) => {
      const far = connect({ host: target.hostname, port: Number(target.port) })
      const carry = (from: Socket, to: Socket, place: 'request' | 'reply') => {
        this.#sockets.add(from.setNoDelay(true))
        from.on('error', () => {}) // `close` follows
        from.on('close', () => {
          this.#sockets.delete(from)
          to.destroy()
        })
        from.on('data', (chunk: Buffer) => {
          if (kills.tell(place)) to.write(chunk)
          else near.destroy()
        })
      }
      carry(near, far, 'request')
      carry(far, near, 'reply')
    })
  }

  static async open(target: URL, kills: KillSwitch): Promise<LineToCloud> {
    const line = new LineToCloud(target, kills)
    line.#server.listen(0, '127.0.0.1')
    await once(line.#server, 'listening')
    return line
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
