import { createActor, type Actor, type AnyStateMachine, type InspectionEvent } from 'xstate'
import { concat } from '../../bytes/byte-array.ts'
import { answeringNad, decodeBlock, encodeBlock, type Block, type Sequence } from './block.ts'
import { BlockReceiver, faultOf } from './block-receiver.ts'
import type { Edc } from './edc.ts'
import { eventOf, type LineEvent } from './frame-event.ts'
import type { RuleMeta, T1RuleLabel } from './rules.ts'

export interface T1LinkOptions {
  /** How blocks are checked, from the ATR. */
  readonly edc: Edc
  /** NAD of the blocks we send, 0 when the ends have no addresses; that of received ones is its mirror. */
  readonly nad?: number
  /** Told the rules each transition follows, for traces; slows the engine down. */
  readonly observe?: (rules: readonly T1RuleLabel[]) => void
}

/** A chunked byte string that grows by information fields. */
export class Parts {
  #parts: Uint8Array[] = []

  add(part: Uint8Array): void {
    this.#parts.push(part)
  }

  take(): Uint8Array {
    const [only] = this.#parts
    const whole = this.#parts.length === 1 && only !== undefined ? only : concat(...this.#parts)
    this.#parts = []
    return whole
  }

  clear(): void {
    this.#parts = []
  }
}

/** What both ends of a T=1 link share: bytes in, events to the machine, effects out. No I/O, no timer. */
export abstract class T1Link<Effect> {
  readonly #edc: Edc
  readonly #nad: number
  readonly #receiver: BlockReceiver
  #outbox: Effect[] = []
  /** The information field of the I-block in hand; the machine sees only its length. */
  protected inf: Uint8Array = new Uint8Array()

  constructor({ edc, nad = 0 }: T1LinkOptions) {
    this.#edc = edc
    this.#nad = nad
    this.#receiver = new BlockReceiver(edc, answeringNad(nad))
  }

  protected abstract hear(event: LineEvent): void

  /** Whether a block has begun to come and is not complete and sound: wait CWT for the next byte, not BWT. */
  get midBlock(): boolean {
    return this.#receiver.midBlock
  }

  /** Bytes of a serial line, in whatever pieces they come. */
  received(bytes: Uint8Array): void {
    const block = this.#receiver.push(bytes)
    if (block !== undefined) this.#hearBlock(block)
  }

  /** Exactly one block, from a link that keeps blocks apart by itself, as CCID in TPDU mode does. */
  receivedWhole(bytes: Uint8Array): void {
    let block: Block
    try {
      block = decodeBlock(bytes, this.#edc, answeringNad(this.#nad))
    } catch (error) {
      this.hear({ type: 'invalid', fault: faultOf(error) })
      return
    }
    this.#hearBlock(block)
  }

  /** The line was silent: for CWT if `midBlock`, else for the time last asked for. */
  timedOut(): void {
    const fault = this.#receiver.silence()
    this.hear(fault === undefined ? { type: 'timedOut' } : { type: 'invalid', fault })
  }

  /** The effects since the last call, in order. */
  drain(): readonly Effect[] {
    const effects = this.#outbox
    this.#outbox = []
    return effects
  }

  protected effect(effect: Effect): void {
    this.#outbox.push(effect)
  }

  protected encode(block: Block): Uint8Array {
    return encodeBlock(block, this.#edc, this.#nad)
  }

  protected encodePart(bytes: Uint8Array, ns: Sequence, from: number, length: number): Uint8Array {
    const end = from + length
    return this.encode({ kind: 'I', ns, more: end < bytes.length, inf: bytes.subarray(from, end) })
  }

  /** Bytes of an old block must not open a new one. */
  protected forgetLine(): void {
    this.#receiver.clear()
  }

  #hearBlock(block: Block): void {
    if (block.kind === 'I') this.inf = block.inf
    this.hear(eventOf(block))
  }
}

/**
 * Which engine runs which actor. Actions are provided to a machine once for all its engines, because XState then reads
 * the machine anew, which takes as long as dozens of APDUs; so the actions find their engine by the actor.
 */
export class Engines<Engine extends object> {
  readonly #byActor = new WeakMap<object, Engine>()

  /** An action of whichever engine runs the actor. */
  readonly act = <Args extends { readonly self: object }>(
    action: (engine: Engine, args: Args) => void,
  ) => (args: Args): void => {
    const engine = this.#byActor.get(args.self)
    if (engine === undefined) throw new Error('an actor without an engine')
    action(engine, args)
  }

  /** Runs the machine for an engine; `observe` is told the labels of every transition taken. */
  start<Machine extends AnyStateMachine>(
    engine: Engine, machine: Machine, input: object, observe: T1LinkOptions['observe'],
  ): Actor<Machine> {
    const inspect = observe === undefined ? undefined : (event: InspectionEvent) => {
      if (event.type !== '@xstate.microstep') return
      for (const { meta } of event._transitions) {
        if (meta !== undefined) observe((meta as RuleMeta).rules)
      }
    }
    const actor = createActor<AnyStateMachine>(machine, { input, ...(inspect === undefined ? {} : { inspect }) })
    this.#byActor.set(actor, engine)
    return actor.start() as Actor<Machine>
  }
}

/** The response to an S(request), with its value. */
export function responseTo(event: { readonly type: string, readonly value?: number }): Block {
  const { value } = event
  if (event.type === 'S(WTX request)' || event.type === 'S(IFS request)') {
    const type = event.type === 'S(WTX request)' ? 'WTX' : 'IFS'
    return { kind: 'S', type, response: true, ...(value === undefined ? {} : { value }) }
  }
  return { kind: 'S', type: event.type === 'S(RESYNCH request)' ? 'RESYNCH' : 'ABORT', response: true }
}
