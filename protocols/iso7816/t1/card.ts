import type { Actor } from 'xstate'
import { t1CardMachine } from './card.machine.ts'
import { Engines, Parts, responseTo, T1Link, type T1LinkOptions } from './engine.ts'
import type { LineEvent } from './frame-event.ts'

/** What the simulated card does next, in this order. */
export type T1CardEffect =
  | { readonly type: 'send', readonly bytes: Uint8Array }
  /** A command APDU for the application, which answers by `answer` with the same number. */
  | { readonly type: 'execute', readonly exchange: number, readonly apdu: Uint8Array }
  /** The host granted the time asked for by `extend`. */
  | { readonly type: 'granted' }
  /** The host began anew: nobody waits for the answer of this exchange. */
  | { readonly type: 'discard', readonly exchange: number }

export interface T1CardOptions extends T1LinkOptions {
  /** Most information bytes the card takes, 1 to 254, as its ATR says. */
  readonly ifsc: number
}

/** The card's end of T=1, from one reset to the next. Does nothing itself: drain it. */
export class T1Card extends T1Link<T1CardEffect> {
  readonly #actor: Actor<typeof t1CardMachine>
  readonly #command = new Parts()
  #answer = new Uint8Array()
  #exchange = 0

  static readonly #engines = new Engines<T1Card>()
  static readonly #machine = t1CardMachine.provide({
    actions: {
      sendI: T1Card.#engines.act((engine, { context: { ns, from, length } }) =>
        engine.#send(engine.encodePart(engine.#answer, ns, from, length))),
      sendR: T1Card.#engines.act((engine, { context: { nr, error } }) =>
        engine.#send(engine.encode({ kind: 'R', nr, error }))),
      sendWtxRequest: T1Card.#engines.act((engine, { context }) =>
        engine.#send(engine.encode({ kind: 'S', type: 'WTX', response: false, value: context.multiplier }))),
      sendIfsRequest: T1Card.#engines.act((engine, { context: { ifsc, ifscWanted } }) =>
        engine.#send(engine.encode({ kind: 'S', type: 'IFS', response: false, value: ifscWanted ?? ifsc }))),
      sendAbortRequest: T1Card.#engines.act((engine) => {
        engine.#command.clear()
        engine.#send(engine.encode({ kind: 'S', type: 'ABORT', response: false }))
      }),
      sendResponse: T1Card.#engines.act((engine, { event }) => {
        if (event.type !== 'S(IFS request)') engine.#command.clear()
        engine.#send(engine.encode(responseTo(event)))
      }),
      append: T1Card.#engines.act((engine) => engine.#command.add(engine.inf)),
      execute: T1Card.#engines.act((engine) => {
        engine.#exchange += 1
        engine.effect({ type: 'execute', exchange: engine.#exchange, apdu: engine.#command.take() })
      }),
      granted: T1Card.#engines.act((engine) => engine.effect({ type: 'granted' })),
      discard: T1Card.#engines.act((engine) => engine.effect({ type: 'discard', exchange: engine.#exchange })),
    },
  })

  constructor(options: T1CardOptions) {
    super(options)
    const { ifsc, observe } = options
    this.#actor = T1Card.#engines.start(this, T1Card.#machine, { ifsc }, observe)
  }

  /** The response APDU of an exchange; an answer to an exchange that is over is dropped. */
  answer(exchange: number, apdu: Uint8Array): void {
    const { value } = this.#actor.getSnapshot()
    const awaited = value === 'processing' || value === 'extending' || value === 'announcing'
    if (exchange !== this.#exchange || !awaited) return
    this.#answer = Uint8Array.from(apdu)
    this.#actor.send({ type: 'answer', length: apdu.length })
  }

  /** Asks the host for `multiplier` (1 to 255) times BWT while a command is carried out. */
  extend(multiplier: number): void {
    this.#actor.send({ type: 'extend', multiplier })
  }

  /** Says, when the card next has the turn in a command, that it takes INF of `ifsc` (1 to 254) bytes. */
  announceIfsc(ifsc: number): void {
    this.#actor.send({ type: 'announce', ifsc })
  }

  /** Ends a chain under way, the host's or its own, as soon as the card has the turn. */
  abort(): void {
    this.#actor.send({ type: 'abort' })
  }

  protected hear(event: LineEvent): void {
    this.#actor.send(event)
  }

  #send(bytes: Uint8Array): void {
    this.effect({ type: 'send', bytes })
  }
}
