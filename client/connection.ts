import { SESSION_SUBPROTOCOL_PREFIX, SUBPROTOCOL, type RequestId, type Response } from '#protocols/native-api/wire'
import type { Stage } from '#protocols/native-api/method'
import type { NumberedEvent } from '#protocols/native-api/registry'
import { CallError, ConnectionLostError } from './call-error.ts'

/** The part of the WebSocket interface that is used: a browser's own, or `ws` in Node. */
export interface Socket {
  send(text: string): void
  close(): void
  addEventListener(type: 'open' | 'close', listener: () => void): void
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

export type SocketFactory = (url: string, protocols: string[]) => Socket

interface Waiting {
  readonly onProgress: ((stage: Stage) => void) | undefined
  resolve(result: unknown): void
  reject(error: Error): void
}

type Notification =
  | { readonly method: 'event', readonly params: NumberedEvent }
  | { readonly method: 'progress', readonly params: { readonly id: RequestId, readonly stage: Stage } }

/** One WebSocket to the daemon: matches answers and progress to calls, hands events on, and ends once. */
export class Connection {
  readonly opened: Promise<void>
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #ended = false

  constructor(socket: Socket, onEvent: (event: NumberedEvent) => void, onEnd: () => void) {
    this.#socket = socket
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      let cause: string | undefined
      socket.addEventListener('error', (event) => (cause = event.message)) // `close` follows; a browser tells nothing
      socket.addEventListener('close', () => {
        this.#ended = true
        const lost = new ConnectionLostError(`the connection to the daemon ended${cause === undefined ? '' : `: ${cause}`}`)
        reject(lost)
        for (const { reject: fail } of this.#waiting.values()) fail(lost)
        this.#waiting.clear()
        onEnd()
      })
    })
    this.opened.catch(() => {})
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Response | Notification
      if (!('method' in message)) this.#settle(message)
      else if (message.method === 'event') onEvent(message.params)
      else if (message.method === 'progress') this.#progressed(message.params)
    })
  }

  static open(factory: SocketFactory, url: string, session: string | undefined, ...rest: [
    (event: NumberedEvent) => void, () => void,
  ]): Connection {
    const secret = session === undefined ? [] : [SESSION_SUBPROTOCOL_PREFIX + session]
    return new Connection(factory(url, [SUBPROTOCOL, ...secret]), ...rest)
  }

  call(
    method: string, params: object, { onProgress, user }: { readonly onProgress?: Waiting['onProgress'], readonly user?: string } = {},
  ): Promise<unknown> {
    if (this.#ended) return Promise.reject(new ConnectionLostError('the connection to the daemon ended'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress })
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params, ...user === undefined ? {} : { meta: { user } } }))
    })
  }

  close(): void {
    this.#socket.close()
  }

  #progressed({ id, stage }: { readonly id: RequestId, readonly stage: Stage }): void {
    if (typeof id === 'number') this.#waiting.get(id)?.onProgress?.(stage)
  }

  #settle(message: Response): void {
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined
    if (waiting === undefined) return
    this.#waiting.delete(Number(message.id))
    if ('result' in message) waiting.resolve(message.result)
    else waiting.reject(new CallError(message.error.code, message.error.message, message.error.data))
  }
}
