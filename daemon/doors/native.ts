import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { LoopbackServers, oneAtATime, type Handle } from './loopback-servers.ts'
import { nativeHttp, type NativeHttp } from './native-http.ts'
import { NativeSocket } from './native-socket.ts'

/** Where a program of 6.0 finds the paths of nhi-facts §2.5: its remote address ends with this. */
export const PROXY_PREFIX = '/nhia'

export interface NativeParts extends NativeHttp {
  /** Answers what is asked below `PROXY_PREFIX`; loaded with the first such request. */
  readonly remoteProxy: () => Promise<Handle>
}

/** The native door: HTTP and WebSocket on loopback. */
export class NativeDoor {
  #servers: LoopbackServers | undefined
  #socket: NativeSocket | undefined

  get port(): number {
    return this.#servers?.port ?? 0
  }

  get clients(): number {
    return this.#socket?.clients ?? 0
  }

  /**
   * @param port 0 lets the system choose
   * @throws PortError
   */
  async open(port: number, parts: NativeParts): Promise<void> {
    const socket = new NativeSocket(parts.gate, parts.dispatcher)
    const own = getRequestListener(nativeHttp(parts).fetch)
    const handle = oneAtATime(async (request, response) => {
      const isForwarded = request.url?.startsWith(`${PROXY_PREFIX}/`)
      await (isForwarded ? await parts.remoteProxy() : own)(request, response)
    })
    this.#socket = socket
    this.#servers = new LoopbackServers(() => {
      const server = createServer((request, response) => void handle(request, response))
      server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head))
      return server
    })
    await this.#servers.open(port)
  }

  async close(): Promise<void> {
    this.#socket?.close()
    await this.#servers?.close()
  }
}
