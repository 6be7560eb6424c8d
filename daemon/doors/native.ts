import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { nativeHttp, type NativeHttp } from './native-http.ts'
import { NativeSocket } from './native-socket.ts'

/** The port of the native door belongs to another program, or may not be opened. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown

/** With port 0 the system chooses for IPv4, and the same number may be taken on the other address. */
const CHOICES = 5

/** What a PC without IPv6 answers: there nobody else can sit on `::1` either. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT']

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
    })
  })
}

/**
 * One request of a connection at a time. Node would run pipelined requests together and hold back their answers, and an
 * answer with a patient's data must not wait after it was opened.
 */
function oneAtATime(handle: Handle): Handle {
  const tails = new WeakMap<Socket, Promise<unknown>>()
  return async (request, response) => {
    if (!request.url?.startsWith('/')) { // a proxy's form of request, whose authority nobody has checked
      response.writeHead(400, { Connection: 'close' }).end()
      return
    }
    const before = tails.get(request.socket)
    tails.set(request.socket, new Promise((resolve) => response.once('close', resolve)))
    await before
    await handle(request, response)
  }
}

/** The native door: HTTP and WebSocket on both loopback addresses, because a browser may take either for `localhost`. */
export class NativeDoor {
  readonly #servers: Server[] = []
  readonly #connections = new Set<Socket>()
  #socket: NativeSocket | undefined
  #port = 0

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
    const socket = new NativeSocket(parts.gate, parts.dispatcher)
    const handle = oneAtATime(getRequestListener(nativeHttp(parts).fetch))
    this.#socket = socket
    for (let choice = 1; ; choice++) {
      const [four, six] = [this.#server(handle, socket), this.#server(handle, socket)]
      try {
        this.#port = await listen(four, port, '127.0.0.1')
      } catch (error) {
        throw refused('127.0.0.1', port, error)
      }
      this.#servers.push(four)
      try {
        await listen(six, this.#port, '::1')
        this.#servers.push(six)
        return
      } catch (error) {
        if (NO_IPV6.includes(codeOf(error))) return
        if (port !== 0 || choice === CHOICES) throw refused('::1', this.#port, error)
        this.#servers.pop()
        four.close()
      }
    }
  }

  async close(): Promise<void> {
    this.#socket?.close()
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    const impatient = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy()
    }, 500)
    for (const server of this.#servers) server.closeIdleConnections()
    await Promise.all(closed)
    clearTimeout(impatient)
  }

  #server(handle: Handle, socket: NativeSocket): Server {
    const server = createServer((request, response) => void handle(request, response))
    server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head))
    server.on('clientError', (_, stream) => stream.destroy())
    server.on('connection', (connection: Socket) => {
      this.#connections.add(connection)
      connection.once('close', () => this.#connections.delete(connection))
    })
    return server
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

function refused(address: string, port: number, error: unknown): PortError {
  return new PortError(`${address} port ${port} cannot be opened: ${codeOf(error)}`)
}
