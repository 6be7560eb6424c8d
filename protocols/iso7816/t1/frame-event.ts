import type { Block, RError, Sequence } from './block.ts'
import type { Fault } from './block-receiver.ts'

/**
 * A sound block as an event, named as the standard writes it. It carries the length of an information field, never its
 * bytes: the machines count positions, so that their context is small, JSON, and holds nothing of a patient.
 */
export type BlockEvent =
  | { readonly type: 'I', readonly ns: Sequence, readonly more: boolean, readonly length: number }
  | { readonly type: 'R', readonly nr: Sequence, readonly error: RError }
  | { readonly type: 'S(RESYNCH request)' | 'S(RESYNCH response)' | 'S(ABORT request)' | 'S(ABORT response)' }
  | {
    readonly type: 'S(IFS request)' | 'S(IFS response)' | 'S(WTX request)' | 'S(WTX response)'
    readonly value: number
  }

/** What the line brings: a sound block, an unsound one, or nothing in time. */
export type LineEvent =
  | BlockEvent
  | { readonly type: 'invalid', readonly fault: Fault }
  | { readonly type: 'timedOut' }

export const lineEventTypes = [
  'I', 'R', 'S(RESYNCH request)', 'S(RESYNCH response)', 'S(IFS request)', 'S(IFS response)', 'S(ABORT request)',
  'S(ABORT response)', 'S(WTX request)', 'S(WTX response)', 'invalid', 'timedOut',
] as const satisfies readonly LineEvent['type'][]

export function eventOf(block: Block): BlockEvent {
  if (block.kind === 'I') return { type: 'I', ns: block.ns, more: block.more, length: block.inf.length }
  if (block.kind === 'R') return { type: 'R', nr: block.nr, error: block.error }
  const way = block.response ? 'response' : 'request'
  if (block.type === 'RESYNCH' || block.type === 'ABORT') return { type: `S(${block.type} ${way})` }
  return { type: `S(${block.type} ${way})`, value: block.value ?? 0 }
}

/** The error code with which an R-block answers this event: 2 for silence and for blocks out of place. */
export function errorFor(event: { readonly type: string, readonly fault?: Fault }): Fault {
  return event.fault ?? 2
}

/** The transitions of a state for each event of the line: the expected, and behind them `otherwise` for all events. */
export function hearing<Transition>(
  expected: Readonly<Partial<Record<LineEvent['type'], readonly Transition[]>>>, otherwise: readonly Transition[],
): Record<LineEvent['type'], readonly Transition[]> {
  const entries = lineEventTypes.map((type) => [type, [...(expected[type] ?? []), ...otherwise]])
  return Object.fromEntries(entries) as Record<LineEvent['type'], readonly Transition[]>
}
