import type { Actor } from 'xstate'
import { t1CardMachine } from './card.machine.ts'
import { Parts, responseTo, started, T1Link, type T1LinkOptions } from './engine.ts'
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

  constructor(options: T1CardOptions) {
    super(options)
    const { ifsc, observe } = options
    const machine = t1CardMachine.provide({
      actions: {
        sendI: ({ context: { ns, from, length } }) => this.#send(this.encodePart(this.#answer, ns, from, length)),
        sendR: ({ context: { nr, error } }) => this.#send(this.encode({ kind: 'R', nr, error })),
        sendWtxRequest: ({ context }) =>
          this.#send(this.encode({ kind: 'S', type: 'WTX', response: false, value: context.multiplier })),
        sendIfsRequest: ({ context }) => {
          const { ifsc, ifscWanted } = context
          this.#send(this.encode({ kind: 'S', type: 'IFS', response: false, value: ifscWanted ?? ifsc }))
        },
        sendAbortRequest: () => {
          this.#command.clear()
          this.#send(this.encode({ kind: 'S', type: 'ABORT', response: false }))
        },
        sendResponse: ({ event }) => {
          if (event.type !== 'S(IFS request)') this.#command.clear()
          this.#send(this.encode(responseTo(event)))
        },
        append: () => this.#command.add(this.inf),
        execute: () => {
          this.#exchange += 1
          this.effect({ type: 'execute', exchange: this.#exchange, apdu: this.#command.take() })
        },
        granted: () => this.effect({ type: 'granted' }),
        discard: () => this.effect({ type: 'discard', exchange: this.#exchange }),
      },
    })
    this.#actor = started(machine, { ifsc }, observe)
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
