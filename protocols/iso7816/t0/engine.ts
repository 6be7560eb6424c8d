import { createActor } from 'xstate'
import type { ResponseApdu } from '../apdu.ts'
import { t0HostMachine, type T0Failure } from './machine.ts'
import { encodeHeader, type Tpdu } from './tpdu.ts'

/** What whoever owns the line is to do next, in this order. */
export type T0Effect =
  /** Bytes for the card, GT apart. */
  | { readonly type: 'send', readonly bytes: Uint8Array }
  /** From now the card has WT for its next character: begin the timer, or begin it anew. */
  | { readonly type: 'restartWait' }
  /** The character with wrong parity is to be asked for again (ISO/IEC 7816-3:2006 §7.3). */
  | { readonly type: 'askRepetition' }
  /** The exchange is over: stop the timer. */
  | { readonly type: 'answered', readonly response: ResponseApdu }
  /** The exchange is over without an answer: stop the timer; nothing works before the card is reset. */
  | { readonly type: 'failed', readonly failure: T0Failure }

export interface T0Host {
  /** Begins an exchange. @throws Error when one is under way: exchanges wait outside */
  begin(tpdu: Tpdu): readonly T0Effect[]
  /** Any number of bytes from the card, cut anyhow. */
  received(bytes: Uint8Array): readonly T0Effect[]
  timedOut(): readonly T0Effect[]
  parityError(): readonly T0Effect[]
  /** Bytes of the card the present step waits for: what to ask a reader for that moves so many characters at a time. */
  readonly wanted: number
  /** The card was reset: a new beginning. */
  reset(): void
}

/**
 * The loop around `t0HostMachine`: it holds the data and asks for no I/O of its own.
 *
 * What T=0 can notice is noticed; it carries no check of its own beside the parity of each character, so a character
 * that is damaged and keeps its parity, or that is lost where the count still comes out, is not.
 */
export function createT0Host(): T0Host {
  let outbox: T0Effect[] = []
  let tpdu: Tpdu | undefined
  let answer = new Uint8Array()
  let filled = 0

  const actor = createActor(t0HostMachine.provide({
    actions: {
      sendHeader: () => void (tpdu && outbox.push({ type: 'send', bytes: encodeHeader(tpdu) })),
      sendData: (_, { from, to }) => void (tpdu && outbox.push({ type: 'send', bytes: tpdu.data.slice(from, to) })),
      restartWait: () => {
        // one begin of the timer in a row is as good as many
        if (outbox.at(-1)?.type !== 'restartWait') outbox.push({ type: 'restartWait' })
      },
      askRepetition: () => void outbox.push({ type: 'askRepetition' }),
      answer: (_, { sw }) => void outbox.push({ type: 'answered', response: { data: answer.slice(0, filled), sw } }),
      fail: (_, { failure }) => void outbox.push({ type: 'failed', failure }),
    },
  })).start()

  const emptied = () => {
    const effects = outbox
    outbox = []
    return effects
  }

  const waiting = () => {
    const { value } = actor.getSnapshot()
    return typeof value === 'object' ? value.busy : value
  }

  /** Hands over as many bytes as the present state can take, and says how many. */
  const take = (bytes: Uint8Array): number => {
    const { context } = actor.getSnapshot()
    const [byte = 0] = bytes
    switch (waiting()) {
      case 'procedure':
        actor.send({ type: 'procedureByte', byte })
        return 1
      case 'receiving': {
        const count = Math.min(context.expected, bytes.length)
        answer.set(bytes.subarray(0, count), filled)
        filled += count
        actor.send({ type: 'data', count })
        return count
      }
      case 'sw2':
        actor.send({ type: 'sw2', byte })
        return 1
      default:
        // an answer with bytes behind it was none
        outbox = outbox.filter(({ type }) => type !== 'answered')
        actor.send({ type: 'surplus' })
        return bytes.length
    }
  }

  return {
    begin: (begun) => {
      const { ins, direction, length } = begun
      if (typeof actor.getSnapshot().value === 'object') throw new Error('an exchange of T=0 is under way')
      tpdu = begun
      answer = new Uint8Array(direction === 'receive' ? length : 0)
      filled = 0
      actor.send({ type: 'begun', ins, direction, length })
      return emptied()
    },
    received: (bytes) => {
      for (let read = 0; read < bytes.length;) read += take(bytes.subarray(read))
      return emptied()
    },
    timedOut: () => {
      actor.send({ type: 'timedOut' })
      return emptied()
    },
    parityError: () => {
      actor.send({ type: 'parityError' })
      return emptied()
    },
    get wanted() {
      const step = waiting()
      if (step === 'receiving') return actor.getSnapshot().context.expected
      return step === 'procedure' || step === 'sw2' ? 1 : 0
    },
    reset: () => actor.send({ type: 'reset' }),
  }
}
