import type {
  CallParams, MethodName, NumberedEvent, ResultOf,
} from '#protocols/native-api/registry'
import { API_VERSIONS } from '#protocols/native-api/wire'
import { ConnectionLostError } from './call-error.ts'
import { Connection, type SocketFactory } from './connection.ts'

export interface ClientOptions {
  /** WebSocket address of the daemon; default `ws://127.0.0.1:6440/rpc`. */
  readonly url?: string
  /** Session secret of a console page. Node programs use the token (see `connect` of `nhicardd/client` in Node). */
  readonly session?: string
  /** Name and version of the program, shown in the daemon's status. */
  readonly name?: string
  /** Longest pause between two attempts to reconnect, in milliseconds; default 2,000. */
  readonly longestPauseMs?: number
}

export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'closed'

/** What a subscriber is told. After every reconnection `state` comes first, so nothing old survives an interruption. */
export interface Subscriber {
  state(state: ResultOf<'events.subscribe'>): void
  event(event: NumberedEvent): void
  /** The line is down: whatever was shown from a card must go. */
  lost?(): void
}

/**
 * A connection to nhicardd that survives restarts of the daemon: it reconnects with a capped, jittered pause, agrees on
 * the version again and renews the subscription. A call under way when the line is lost fails; it is never repeated.
 */
export class NhicardClient {
  readonly #options: Required<Pick<ClientOptions, 'url' | 'name' | 'longestPauseMs'>> & { session: string | undefined }
  readonly #factory: SocketFactory
  readonly #watchers = new Set<(state: ConnectionState) => void>()
  #subscriber: Subscriber | undefined
  #connection: Connection | undefined
  #ready: Promise<Connection>
  #state: ConnectionState = 'connecting'
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(factory: SocketFactory, options: ClientOptions = {}) {
    this.#factory = factory
    this.#options = {
      url: options.url ?? 'ws://127.0.0.1:6440/rpc',
      name: options.name ?? 'nhicardd/client',
      longestPauseMs: options.longestPauseMs ?? 2_000,
      session: options.session,
    }
    this.#ready = this.#open()
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Reports every change of the connection; the returned function ends it. */
  watch(watcher: (state: ConnectionState) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /**
   * Calls a method. Waits for the first connection; while the line is lost it fails at once.
   * @throws CallError with the daemon's named error; ConnectionLostError
   */
  async call<Name extends MethodName>(method: Name, params: CallParams<Name>): Promise<ResultOf<Name>> {
    if (this.#state === 'lost' || this.#state === 'closed') throw new ConnectionLostError('not connected to the daemon')
    const connection = await this.#ready
    return await connection.call(method, params) as ResultOf<Name>
  }

  /** The whole state at once, then every event. One subscriber a client. */
  async subscribe(subscriber: Subscriber): Promise<void> {
    this.#subscriber = subscriber
    await this.#startSubscription(await this.#ready)
  }

  close(): void {
    this.#enter('closed')
    clearTimeout(this.#retry)
    this.#connection?.close()
  }

  #open(): Promise<Connection> {
    const connection = Connection.open(
      this.#factory, this.#options.url, this.#options.session,
      (event) => this.#subscriber?.event(event),
      () => this.#lost(),
    )
    this.#connection = connection
    const ready = this.#greet(connection)
    ready.catch(() => connection.close())
    return ready
  }

  async #greet(connection: Connection): Promise<Connection> {
    await connection.opened
    await connection.call('system.hello', { client: this.#options.name, api: API_VERSIONS })
    this.#failures = 0
    this.#enter('connected')
    return connection
  }

  async #startSubscription(connection: Connection): Promise<void> {
    const state = await connection.call('events.subscribe', {}) as ResultOf<'events.subscribe'>
    this.#subscriber?.state(state)
  }

  #lost(): void {
    if (this.#state === 'closed') return
    this.#enter('lost')
    this.#subscriber?.lost?.()
    const longest = Math.min(100 * 2 ** this.#failures++, this.#options.longestPauseMs)
    this.#retry = setTimeout(() => {
      if (this.#state === 'closed') return
      this.#ready = this.#open()
      this.#ready.then(async (connection) => {
        if (this.#subscriber !== undefined) await this.#startSubscription(connection)
      }).catch(() => {}) // the end of that connection brings us back here
    }, longest * (0.5 + Math.random() / 2))
  }

  #enter(state: ConnectionState): void {
    this.#state = state
    for (const watcher of this.#watchers) watcher(state)
  }
}
