import { createActor } from 'xstate'
import { concat } from '../../bytes/byte-array.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import type { ResponseApdu } from '../apdu.ts'
import { t0CardMachine, type ProcedureStyle } from './card.machine.ts'
import { decodeHeader, HEADER_LENGTH, type TpduHeader } from './tpdu.ts'

/** What a card does with the exchanges of T=0; `t0Application` makes one of any card that answers APDUs. */
export interface T0Application {
  /** Whether P3 counts data the command takes; otherwise it counts data wanted of it. */
  takesData(header: TpduHeader): boolean
  /** Answers with no data, or with exactly the P3 (00: 256) bytes wanted. */
  answer(header: TpduHeader, data: Uint8Array): ResponseApdu
}

export interface T0Card {
  /** Takes bytes of the host, cut anyhow, and gives what the card says to them. */
  received(bytes: Uint8Array): Uint8Array
  /** The host fell silent within an exchange, or reset the card. */
  abandoned(): void
}

/** The loop around `t0CardMachine`. @throws MalformedError when the application answers with another number of bytes */
export function createT0Card(application: T0Application, plan: readonly ProcedureStyle[] = []): T0Card {
  let out: Uint8Array[] = []
  let incoming: Uint8Array = new Uint8Array()
  let header: TpduHeader = { cla: 0, ins: 0, p1: 0, p2: 0, p3: 0 }
  let data: Uint8Array = new Uint8Array()
  let answer: Uint8Array = new Uint8Array()

  const actor = createActor(t0CardMachine.provide({
    actions: {
      sendProcedure: (_, { byte }) => void out.push(Uint8Array.of(byte)),
      sendData: (_, { from, to }) => void out.push(answer.subarray(from, to)),
      sendStatus: (_, { sw }) => void out.push(Uint8Array.of(sw >> 8, sw & 0xff)),
    },
  }), { input: { plan } }).start()

  const answerWith = (data: Uint8Array) => {
    const response = application.answer(header, data)
    const { length } = response.data
    if (length > 0 && (data.length > 0 || length !== (header.p3 || 0x100))) {
      throw new MalformedError('response data', `${length} bytes, which this exchange of T=0 cannot carry`)
    }
    answer = Uint8Array.from(response.data)
    actor.send({ type: 'answers', length, sw: response.sw })
  }

  /** Takes from the front of `incoming` what the present state can use; false when it needs more. */
  const step = (): boolean => {
    const { value, context } = actor.getSnapshot()
    const wanted = value === 'taking' ? context.expected : HEADER_LENGTH
    if (incoming.length < wanted) return false
    if (value === 'taking') {
      data = concat(data, incoming.subarray(0, wanted))
      incoming = incoming.slice(wanted)
      actor.send({ type: 'data', count: wanted })
    } else {
      header = decodeHeader(incoming.subarray(0, HEADER_LENGTH))
      incoming = incoming.slice(HEADER_LENGTH)
      data = new Uint8Array()
      actor.send({ type: 'header', ins: header.ins })
      if (header.p3 > 0 && application.takesData(header)) actor.send({ type: 'takes', length: header.p3 })
    }
    const now = actor.getSnapshot().value
    if (now === 'deciding' || now === 'working') answerWith(data)
    return true
  }

  return {
    received: (bytes) => {
      incoming = concat(incoming, bytes)
      while (step()) { /* one header or one stretch of data at a time */ }
      const said = concat(...out)
      out = []
      return said
    },
    abandoned: () => {
      incoming = new Uint8Array()
      actor.send({ type: 'abandoned' })
    },
  }
}
