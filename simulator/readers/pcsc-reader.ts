import {
  SCARD_STATE_CHANGED, SCARD_STATE_EMPTY, SCARD_STATE_MUTE, SCARD_STATE_PRESENT,
} from '#protocols/pcsc/reader-state'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { PcscPad } from './pcsc-pad.ts'

/** What the next call does instead of its work: fails with a SCARD code, or never ends. */
export type PcscFault = number | 'hang'

export type PcscCall = 'connect' | 'transmit' | 'probe' | 'control'

/** A reader of the simulated service, as it is now. */
export interface SimulatedReader {
  readonly name: string
  card: SimulatedCard | undefined
  /** Insertions and removals so far, as pcsc-lite counts them. */
  events: number
  resets: number
  /** Another program holds the card for itself alone. */
  taken: boolean
  /** The card did not answer its reset and would answer the next. */
  dazed: boolean
  reported: number | undefined
  readonly faults: Record<PcscCall, PcscFault[]>
  readonly pad: PcscPad
  stall: { readonly over: Promise<void>, readonly end: () => void } | undefined
}

const isMute = ({ card, dazed }: SimulatedReader) => dazed || card?.atr.length === 0

/** As the service reports it. */
export function dwEventState(reader: SimulatedReader): number {
  const { card, events } = reader
  const flags = card
    ? SCARD_STATE_PRESENT | (isMute(reader) ? SCARD_STATE_MUTE : 0)
    : SCARD_STATE_EMPTY
  return (((events & 0xffff) << 16) | SCARD_STATE_CHANGED | flags) >>> 0
}

/** Empty where the state has none. */
export const atrOf = (reader: SimulatedReader) => Uint8Array.from(isMute(reader) ? [] : reader.card?.atr ?? [])
