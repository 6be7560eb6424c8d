import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { CardKind } from './cards.ts'
import { texts, type TextKey } from './texts.ts'

/** What a card's state means at the counter, for its colour: `short` of what it can reach, or reached. */
export type Standing = 'none' | 'short' | 'reached' | 'wrong'

const REACHED: Readonly<Record<CardKind, number>> = { sam: 2, hc: 2, hpc: 3 }
const FOREIGN = 9

/** The state of a card in words (nhi-facts §4.5) and what it means. */
export function stateOf(
  states: CardStatesShape, card: CardKind,
): { readonly key: TextKey, readonly standing: Standing } {
  const isReal = card === 'hc' && states.hc.protectedPart === 'unavailable'
  if (isReal) return { key: 'cards.state.hc.real', standing: 'short' }
  if (card === 'hpc' && states.hpc.pin === 'blocked') return { key: 'cards.state.hpc.blocked', standing: 'wrong' }
  const { state } = states[card]
  const key = `cards.state.${card}.${state}`
  if (!isTextKey(key)) return { key: 'cards.state.other', standing: 'wrong' }
  if (state === 0) return { key, standing: 'none' }
  if (state === FOREIGN) return { key, standing: 'wrong' }
  return { key, standing: state < REACHED[card] ? 'short' : 'reached' }
}

/** Whether a card has a session, which logging out would end. */
export function isAuthenticated({ hc, hpc }: CardStatesShape, card: 'hc' | 'hpc'): boolean {
  const { state } = card === 'hc' ? hc : hpc
  return state > 1 && state !== FOREIGN
}

function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(texts, key)
}
