import type { CommandApdu, ResponseApdu } from '../apdu.ts'
import { commandPipeline } from '../pipeline.ts'
import { createT0Card, type T0Card } from './card-engine.ts'
import { t0Application } from './application.ts'
import type { ProcedureStyle } from './card.machine.ts'
import { createT0Host, type T0Effect, type T0Host } from './engine.ts'
import type { T0Failure } from './machine.ts'
import { tpduOf, type Tpdu } from './tpdu.ts'

export type Outcome = { readonly response: ResponseApdu } | { readonly failure: T0Failure }

/** What the line does to bytes on their way; the default is nothing. */
export interface Line {
  toCard(bytes: Uint8Array): Uint8Array
  /** The chunks that arrive. */
  toHost(bytes: Uint8Array): readonly Uint8Array[]
}

export const goodLine: Line = { toCard: (bytes) => bytes, toHost: (bytes) => [bytes] }

/** Bytes one at a time, with one of them lost or one put in before it, counted over the whole exchange. */
export function faultyLine(direction: keyof Line, at: number, extra: number | undefined): Line {
  let passed = 0
  const damaged = (bytes: Uint8Array) => Uint8Array.from([...bytes].flatMap((byte) => {
    if (passed++ !== at) return [byte]
    return extra === undefined ? [] : [extra, byte]
  }))
  return {
    toCard: (bytes) => direction === 'toCard' ? damaged(bytes) : bytes,
    toHost: (bytes) => [...direction === 'toHost' ? damaged(bytes) : bytes].map((byte) => Uint8Array.of(byte)),
  }
}

/** Runs one exchange to its end; where nothing moves any more, time passes. */
export function exchange(
  tpdu: Tpdu, card: T0Card, { host = createT0Host(), line = goodLine }: { host?: T0Host, line?: Line } = {},
): { outcome: Outcome, heard: Uint8Array } {
  const heard: number[] = []
  const onTheWay: Uint8Array[] = []
  let outcome: Outcome | undefined
  const perform = (effects: readonly T0Effect[]) => {
    for (const effect of effects) {
      if (effect.type === 'send') onTheWay.push(...line.toHost(card.received(line.toCard(effect.bytes))))
      if (effect.type === 'answered') outcome = { response: effect.response }
      if (effect.type === 'failed') outcome = { failure: effect.failure }
    }
  }
  perform(host.begin(tpdu))
  for (;;) {
    const chunk = onTheWay.shift()
    if (chunk) {
      heard.push(...chunk)
      perform(host.received(chunk))
    } else if (outcome) return { outcome, heard: Uint8Array.from(heard) }
    else perform(host.timedOut())
  }
}

/** A whole APDU through pipeline, host and card; throws the name of a failure. */
export function throughT0(
  apdu: CommandApdu, card: (apdu: CommandApdu) => ResponseApdu, plan: readonly ProcedureStyle[],
): ResponseApdu {
  const t0Card = createT0Card(t0Application(card, ({ ins }) => takesData(ins)), plan)
  const host = createT0Host()
  const pipeline = commandPipeline(apdu)
  let step = pipeline.next()
  while (!step.done) {
    const { outcome } = exchange(tpduOf(step.value), t0Card, { host })
    if ('failure' in outcome) throw new Error(outcome.failure)
    step = pipeline.next(outcome.response)
  }
  return step.value
}

/** In these tests a command takes data when bit 2 of INS is set. */
export const takesData = (ins: number) => (ins & 0x02) !== 0
