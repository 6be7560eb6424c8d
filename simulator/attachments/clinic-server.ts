import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { unhex, hex } from '#protocols/bytes/hex'
import { TransferError } from '#protocols/port/reader-link'
import type { Clinic } from '../clinic.ts'
import { listen, say, type ToClinic } from './clinic-line.ts'
import { InProcessLink } from './in-process.ts'

/**
 * A clinic whose cards outlive the daemon: it lives in this process, and a daemon in a simulation comes to it over loopback. Of
 * several the last one counts, as the one before it is dead. Cards lose their sessions with each, and keep what was written.
 */
export class ClinicServer {
  readonly #server: Server
  #current: Socket | undefined

  private constructor(clinic: Clinic) {
    this.#server = createServer((socket) => this.#serve(socket, clinic))
  }

  static async open(clinic: Clinic, port = 0): Promise<ClinicServer> {
    const opened = new ClinicServer(clinic)
    opened.#server.listen(port, '127.0.0.1')
    await once(opened.#server, 'listening')
    return opened
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#current?.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket, clinic: Clinic): void {
    this.#current?.destroy()
    this.#current = socket
    const link = new InProcessLink(clinic)
    const answer = async ({ id, name, presence, capdu, ...exchange }: ToClinic) => {
      try {
        const [rapdu = new Uint8Array()] = await link.transfer({
          name, presence, repeatable: false, exchanges: [{ ...exchange, capdu: unhex(capdu) }],
        })
        say(socket, { id, rapdu: hex(rapdu) })
      } catch (error) {
        if (!(error instanceof TransferError)) throw error
        const { failure, step, scard } = error
        say(socket, { id, failure, step, scard })
      }
    }
    listen<ToClinic>(socket, (message) => void answer(message))
    socket.on('close', () => {
      if (this.#current === socket) void link.close()
    })
    link.start((event) => say(socket, { event }))
  }
}
