import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'

/** The port of a door belongs to another program, or may not be opened. */
export class PortError extends Error {
  override readonly name = 'PortError'
  /** As Node names it: EADDRINUSE, EACCES, … */
  readonly code: string

  constructor(address: string, port: number, code: string) {
    super(`${address} port ${port} cannot be opened: ${code}`)
    this.code = code
  }
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => unknown
type Server = HttpServer | HttpsServer

/** With port 0 the system chooses for IPv4, and the same number may be taken on the other address. */
const CHOICES = 5

/** What a PC without IPv6 answers: there nobody else can sit on `::1` either. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT']

/** How long requests under way may keep a door that is closed, in ms. */
const PATIENCE_MS = 500

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
export function oneAtATime(handle: Handle): Handle {
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

/** One port on both loopback addresses, because a browser may take either for `localhost`. */
export class LoopbackServers {
  readonly #make: () => Server
  readonly #servers: Server[] = []
  readonly #connections = new Set<Socket>()
  #port = 0

  /** @param make a server that does not listen yet; one is wanted for each address */
  constructor(make: () => Server) {
    this.#make = make
  }

  get port(): number {
    return this.#port
  }

  get servers(): readonly Server[] {
    return this.#servers
  }

  /**
   * @param port 0 lets the system choose
   * @throws PortError
   */
  async open(port: number): Promise<void> {
    for (let choice = 1; ; choice++) {
      const [four, six] = [this.#server(), this.#server()]
      try {
        this.#port = await listen(four, port, '127.0.0.1')
      } catch (error) {
        throw new PortError('127.0.0.1', port, codeOf(error))
      }
      this.#servers.push(four)
      try {
        await listen(six, this.#port, '::1')
        this.#servers.push(six)
        return
      } catch (error) {
        if (NO_IPV6.includes(codeOf(error))) return
        this.#servers.pop()
        four.close()
        if (port !== 0 || choice === CHOICES) throw new PortError('::1', this.#port, codeOf(error))
      }
    }
  }

  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    const impatient = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy()
    }, PATIENCE_MS)
    for (const server of this.#servers) server.closeIdleConnections()
    await Promise.all(closed)
    clearTimeout(impatient)
  }

  #server(): Server {
    const server = this.#make()
    server.on('clientError', (_: Error, stream: { destroy(): void }) => stream.destroy())
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
