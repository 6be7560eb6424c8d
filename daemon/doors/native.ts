import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { LoopbackServers, oneAtATime } from './loopback-servers.ts'
import { nativeHttp, type NativeHttp } from './native-http.ts'
import { NativeSocket } from './native-socket.ts'

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
  async open(port: number, parts: NativeHttp): Promise<void> {
    const socket = new NativeSocket(parts.gate, parts.dispatcher)
    const handle = oneAtATime(getRequestListener(nativeHttp(parts).fetch))
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
