import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Log } from '../log.ts'
import { nativeHttp, type NativeHttp } from './native-http.ts'
import { NativeSocket } from './native-socket.ts'

/** The port of the native door belongs to another program, or may not be opened. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/** Both loopback addresses: a browser may take either for `localhost`, and nobody else may sit on the other one. */
const ADDRESSES = ['127.0.0.1', '::1'] as const

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new PortError(`${address} port ${port} cannot be opened: ${error.code ?? error.message}`))
    })
    server.listen(port, address, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
    })
  })
}

/** The native door: HTTP and WebSocket on loopback. */
export class NativeDoor {
  readonly #servers: Server[] = []
  readonly #log: Log
  #socket: NativeSocket | undefined
  #port = 0

  constructor(log: Log) {
    this.#log = log
  }

  get port(): number {
    return this.#port
  }

  get clients(): number {
    return this.#socket?.clients ?? 0
  }

  /**
   * @param port 0 lets the system choose
   * @throws PortError
   */
  async open(port: number, parts: NativeHttp): Promise<void> {
    const handle = getRequestListener(nativeHttp(parts).fetch)
    const socket = new NativeSocket(parts.gate, parts.dispatcher)
    this.#socket = socket
    this.#port = port
    for (const address of ADDRESSES) {
      const server = createServer((request, response) => void handle(request, response))
      server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head))
      server.on('clientError', (_, stream) => stream.destroy())
      try {
        this.#port = await listen(server, this.#port, address)
        this.#servers.push(server)
      } catch (error) {
        if (address !== '::1') throw error
        this.#log.warn('the native door is not open on ::1', { port: this.#port })
      }
    }
  }

  async close(): Promise<void> {
    this.#socket?.close()
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    const impatient = setTimeout(() => {
      this.#socket?.terminate()
      for (const server of this.#servers) server.closeAllConnections()
    }, 500)
    for (const server of this.#servers) server.closeIdleConnections()
    await Promise.all(closed)
    clearTimeout(impatient)
  }
}
