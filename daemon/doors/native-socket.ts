import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { errorObject } from '#protocols/native-api/json-rpc'
import { MESSAGE_LIMIT, SESSION_SUBPROTOCOL_PREFIX, SUBPROTOCOL, type RequestId } from '#protocols/native-api/wire'
import type { Stage } from '#protocols/native-api/method'
import type { NumberedEvent } from '#protocols/native-api/registry'
import type { Dispatcher } from './dispatch.ts'
import { whoIs, type Gate } from './gate.ts'

const MOST_CLIENTS = 256

/** A client that does not read its events is let go before it fills the daemon's memory. */
const LONGEST_BACKLOG = 4 * MESSAGE_LIMIT

const STATUS_TEXT = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 421: 'Misdirected Request', 503: 'Service Unavailable' }

/** A refused client that does not close its half is cut off: an upgraded socket belongs to us, no server's timeout sees it. */
function refuse(stream: Duplex, status: keyof typeof STATUS_TEXT): void {
  stream.once('finish', () => stream.destroy())
  stream.end(`HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function offered(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim()).filter(Boolean)
}

function bearerOf(request: IncomingMessage): string | undefined {
  const header = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const secret = offered(request).find((text) => text.startsWith(SESSION_SUBPROTOCOL_PREFIX))
  return header ?? secret?.slice(SESSION_SUBPROTOCOL_PREFIX.length)
}

/** The WebSocket half of the native door: JSON-RPC both ways, events as notifications. */
export class NativeSocket {
  readonly #gate: Gate
  readonly #dispatcher: Dispatcher
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false), // never echoes the secret
  })

  constructor(gate: Gate, dispatcher: Dispatcher) {
    this.#gate = gate
    this.#dispatcher = dispatcher
  }

  get clients(): number {
    return this.#server.clients.size
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => {}) // a client that vanishes during the handshake
    const { host, origin, 'sec-fetch-site': fetchSite } = request.headers
    // Browsers send Sec-Fetch-Site with a WebSocket too; there the Origin always tells more.
    const site = origin === undefined && typeof fetchSite === 'string' ? fetchSite : undefined
    const admission = this.#gate.admit({ host, origin, fetchSite: site, bearer: bearerOf(request) })
    if (!admission.admitted) return refuse(stream, admission.status)
    if (request.url !== '/rpc') return refuse(stream, 404)
    if (this.clients >= MOST_CLIENTS) return refuse(stream, 503)
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#serve(socket, admission.right !== 'token', whoIs(admission)))
  }

  close(): void {
    for (const socket of this.#server.clients) socket.close(1001, 'the daemon stops')
    this.#server.close()
  }

  #serve(socket: WebSocket, isPage: boolean, who: string): void {
    let stopEvents: (() => void) | undefined
    let wantsProgress = false
    const progressOf = (id: RequestId) => !wantsProgress ? undefined : (stage: Stage) => {
      send(JSON.stringify({ jsonrpc: '2.0', method: 'progress', params: { id, stage } }))
    }
    const wantProgress = () => {
      wantsProgress = true
    }
    const gone = () => socket.readyState !== socket.OPEN
    const send = (text: string, sent?: (error?: Error) => void): void => {
      if (gone()) return
      if (socket.bufferedAmount > LONGEST_BACKLOG) return socket.terminate()
      socket.send(text, sent)
    }
    const notify = (event: NumberedEvent) => send(JSON.stringify({ jsonrpc: '2.0', method: 'event', params: event }))
    socket.on('message', (data: RawData, binary: boolean) => {
      if (binary) {
        send(JSON.stringify({ jsonrpc: '2.0', id: null, error: errorObject(new NhicardError('FRAME_BINARY', {})) }))
        return
      }
      // Events wait until the answer that gives their first number has left.
      let held: NumberedEvent[] | undefined = []
      const subscribe = (listen: (send: (event: NumberedEvent) => void) => () => void) => {
        stopEvents ??= listen((event) => void (held === undefined ? notify(event) : held.push(event)))
      }
      const whenSent: (() => void)[] = []
      const onSent = (callback: () => void) => void whenSent.push(callback)
      const caller = { subscribe, gone, progressOf, wantProgress, onSent, isPage, who }
      void this.#dispatcher.answer(data.toString(), caller).then(({ text }) => {
        if (text !== undefined) send(text, (error) => error === undefined && whenSent.forEach((callback) => callback()))
        held?.forEach(notify)
        held = undefined
      })
    })
    socket.on('close', () => stopEvents?.())
    socket.on('error', () => {}) // `close` follows; an oversized frame is answered with close code 1009
  }
}
