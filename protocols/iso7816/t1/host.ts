import type { Actor } from 'xstate'
import { Engines, Parts, responseTo, T1Link, type T1LinkOptions } from './engine.ts'
import type { LineEvent } from './frame-event.ts'
import type { T1Failure } from './host-context.ts'
import { t1HostMachine } from './host.machine.ts'

/** What the driver does next, in this order. */
export type T1HostEffect =
  | { readonly type: 'send', readonly bytes: Uint8Array }
  /** Call `timedOut` when no byte came within `bwt` block waiting times after the last byte sent. */
  | { readonly type: 'setTimer', readonly bwt: number }
  /** The response APDU. */
  | { readonly type: 'deliver', readonly apdu: Uint8Array }
  | { readonly type: 'fail', readonly reason: T1Failure }

export interface T1HostOptions extends T1LinkOptions {
  /** Most information bytes the card takes, 1 to 254, from its ATR. */
  readonly ifsc: number
  /** Information bytes to announce by S(IFS request) before the first command; 32 announces nothing. Default 254. */
  readonly ifsd?: number
  /**
   * Whether a command that the card had whole is sent again after a resynchronisation, as libccid does. By default the
   * exchange then fails as `doubtful`: the card may have carried the command out, and must not do so twice.
   */
  readonly repeatInDoubt?: boolean
}

/** The interface device's end of T=1, from one reset of the card to the next. Does nothing itself: drain it. */
export class T1Host extends T1Link<T1HostEffect> {
  readonly #actor: Actor<typeof t1HostMachine>
  readonly #answer = new Parts()
  #command = new Uint8Array()

  static readonly #engines = new Engines<T1Host>()
  static readonly #machine = t1HostMachine.provide({
    actions: {
      sendI: T1Host.#engines.act((engine, { context: { ns, from, length } }) =>
        engine.#send(engine.encodePart(engine.#command, ns, from, length))),
      sendR: T1Host.#engines.act((engine, { context: { nr, error } }) =>
        engine.#send(engine.encode({ kind: 'R', nr, error }))),
      sendIfsRequest: T1Host.#engines.act((engine, { context }) =>
        engine.#send(engine.encode({ kind: 'S', type: 'IFS', response: false, value: context.ifsd }))),
      sendResynchRequest: T1Host.#engines.act((engine) => {
        engine.#answer.clear()
        engine.#send(engine.encode({ kind: 'S', type: 'RESYNCH', response: false }))
      }),
      sendAbortRequest: T1Host.#engines.act((engine) => {
        engine.#answer.clear()
        engine.#send(engine.encode({ kind: 'S', type: 'ABORT', response: false }))
      }),
      sendResponse: T1Host.#engines.act((engine, { event }) => engine.#send(engine.encode(responseTo(event)))),
      setTimer: T1Host.#engines.act((engine) => engine.effect({ type: 'setTimer', bwt: 1 })),
      extendTimer: T1Host.#engines.act((engine, { event }) =>
        engine.effect({ type: 'setTimer', bwt: event.type === 'S(WTX request)' ? Math.max(1, event.value) : 1 })),
      append: T1Host.#engines.act((engine) => engine.#answer.add(engine.inf)),
      deliver: T1Host.#engines.act((engine) => engine.effect({ type: 'deliver', apdu: engine.#answer.take() })),
      fail: T1Host.#engines.act((engine, { context }) => {
        engine.#answer.clear()
        engine.effect({ type: 'fail', reason: context.failure ?? 'unresponsive' })
      }),
    },
  })

  constructor(options: T1HostOptions) {
    super(options)
    const { ifsc, ifsd = 254, repeatInDoubt = false, observe } = options
    this.#actor = T1Host.#engines.start(this, T1Host.#machine, { ifsc, ifsd, repeatInDoubt }, observe)
  }

  /** Whether `begin` may be called: nothing is under way, and the card is not given up. */
  get idle(): boolean {
    return this.#actor.getSnapshot().value === 'idle'
  }

  /** Whether the card is given up: it is to be reset, and spoken to through a new engine. */
  get failed(): boolean {
    return this.#actor.getSnapshot().value === 'failed'
  }

  /**
   * Begins to exchange a command APDU. Ends in one `deliver` or one `fail`.
   * @throws Error when an exchange is under way
   */
  begin(apdu: Uint8Array): void {
    if (!this.idle && !this.failed) throw new Error('an exchange is under way')
    this.#command = Uint8Array.from(apdu)
    this.#answer.clear()
    this.forgetLine()
    this.#actor.send({ type: 'begin', length: apdu.length })
  }

  /** Ends a chain under way as soon as we have the turn; the exchange then fails as `cancelled`. */
  abort(): void {
    this.#actor.send({ type: 'abort' })
  }

  /**
   * Takes an exchange back whose first block was handed out and did not reach the card, because whoever was to carry it
   * gave up before: there is neither a `deliver` nor a `fail`, and the numbers of the blocks stay as they were.
   */
  withdraw(): void {
    this.#actor.send({ type: 'withdraw' })
  }

  protected hear(event: LineEvent): void {
    this.#actor.send(event)
  }

  #send(bytes: Uint8Array): void {
    this.effect({ type: 'send', bytes })
  }
}
