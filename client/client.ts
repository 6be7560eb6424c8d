import type { CshisName } from '#protocols/cshis/index'
import type { CshisParams, CshisResult } from '#protocols/cshis/native'
import type {
  CallParams, MethodName, NumberedEvent, ResultOf,
} from '#protocols/native-api/registry'
import type { Stage } from '#protocols/native-api/method'
import { API_VERSIONS } from '#protocols/native-api/wire'
import { CallError, ConnectionLostError } from './call-error.ts'
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

export interface CallOptions {
  /** Told what the daemon is doing for this call, before its result; many calls are over without any stage. */
  readonly onProgress?: (stage: Stage) => void
  /** Who sits before the HIS, as it says itself, 1 to 64 printable characters: the audit keeps it sealed. */
  readonly user?: string
}

/** `refused`: the daemon speaks no version of the API that this client speaks; trying again would not help. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused' | 'closed'

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
  /** Events that came before the state they follow; undefined while there is no need to hold any. */
  #early: NumberedEvent[] | undefined
  /** Why the line was lost or refused, where that is known. */
  #cause: Error | undefined
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
  call<Name extends MethodName>(method: Name, params: CallParams<Name>, options?: CallOptions): Promise<ResultOf<Name>>
  /** A function of the official control software: its code, and what stands in its buffers. */
  call<Name extends CshisName>(
    method: `cshis.${Name}`, params: CshisParams<Name>, options?: CallOptions,
  ): Promise<CshisResult<Name>>
  async call(
    method: string, params: object, options: CallOptions = {},
  ): Promise<unknown> {
    if (this.#state === 'refused' && this.#cause !== undefined) throw this.#cause
    if (this.#state !== 'connecting' && this.#state !== 'connected') {
      throw new ConnectionLostError('not connected to the daemon', { cause: this.#cause })
    }
    const connection = await this.#ready
    return connection.call(method, params, options)
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
      (event) => this.#deliver(event),
      () => this.#lost(),
    )
    this.#connection = connection
    const ready = this.#greet(connection)
    ready.catch((error: Error) => {
      this.#cause = error
      if (error instanceof CallError) this.#enter('refused')
      connection.close()
    })
    return ready
  }

  async #greet(connection: Connection): Promise<Connection> {
    await connection.opened
    await connection.call('system.hello', { client: this.#options.name, api: API_VERSIONS, progress: true })
    this.#failures = 0
    this.#cause = undefined
    this.#enter('connected')
    return connection
  }

  async #startSubscription(connection: Connection): Promise<void> {
    this.#early = []
    const state = await connection.call('events.subscribe', {}) as ResultOf<'events.subscribe'>
    this.#subscriber?.state(state)
    const early = this.#early
    this.#early = undefined
    for (const event of early) if (event.seq > state.seq) this.#subscriber?.event(event)
  }

  /** `ws` may hand over an answer and the events behind it in one turn, before the answer's promise is looked at. */
  #deliver(event: NumberedEvent): void {
    if (this.#early === undefined) this.#subscriber?.event(event)
    else this.#early.push(event)
  }

  #lost(): void {
    if (this.#state === 'closed' || this.#state === 'refused') return
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
