import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { siteRoutes, type SiteParts } from './site-routes.ts'

const LOOPBACK = '127.0.0.1'
/** Longer than a clinic is quiet: a connection that ends while a call is on its way looks like a lost answer. */
const KEEP_ALIVE_MS = 65_000

/** One of NHIA's two sites, on a port of this machine alone. It can be stopped and started again at the same address. */
export class Site {
  readonly #listener: ReturnType<typeof getRequestListener>
  #server: Server | undefined
  #port: number

  /** @param port 0 lets the system choose */
  constructor(port: number, parts: SiteParts) {
    this.#port = port
    const app = siteRoutes(parts)
    this.#listener = getRequestListener(app.fetch)
  }

  get origin(): string {
    return `http://${LOOPBACK}:${this.#port}`
  }

  get runs(): boolean {
    return this.#server !== undefined
  }

  /** @throws Error of Node when the port belongs to another program */
  async start(): Promise<void> {
    if (this.#server !== undefined) return
    const server = createServer((request, response) => void this.#listener(request, response))
    server.keepAliveTimeout = KEEP_ALIVE_MS
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, LOOPBACK, () => {
        server.off('error', reject)
        resolve()
      })
    })
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  /** Connections that stand are cut, and new ones refused. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}
