import type { SecurityStatus } from '../nhi-card/access.ts'
import type { ThreeCard, ThreeCardSnapshot } from './three-card.machine.ts'

/** The type of a card as hisGetCardStatus numbers them (nhi-facts §4.5). */
export const cardTypes = { sam: 1, hc: 2, hpc: 3 } as const satisfies Record<ThreeCard, number>

/** 0 not inserted to 5 with IDC; 9 another card. */
export type CardStatusNumber = 0 | 1 | 2 | 3 | 4 | 5 | 9

/**
 * The number hisGetCardStatus has for a card (nhi-facts §4.5). A health card's numbers stand for facts that do not follow
 * from each other; it has that of the highest one that stands, within its session with the SAM (docs/adr/0014). A card
 * that is not identified yet counts as not authenticated.
 */
export function cardStatusOf({ value, context }: ThreeCardSnapshot, card: ThreeCard): CardStatusNumber {
  const place = value[card]
  if (place === 'absent') return 0
  if (place === 'foreign') return 9
  if (card === 'sam') return samAuthenticated(value) ? 2 : 1
  if (card === 'hpc') {
    if (value.hpc === 'absent' || value.hpc === 'foreign' || value.hpc === 'unidentified') return 1
    if (value.hpc.present.session === 'closed') return 1
    return value.hpc.present.pin === 'verified' ? 3 : 2
  }
  if (typeof value.hc === 'string' || value.hc.present.session === 'closed') return 1
  const { pin, centre } = value.hc.present
  if (centre === 'proved') return 5
  if (pin === 'verified') return 4
  return context.profession === null ? 2 : 3
}

/** What the session of the health card has reached; every right is decided by it and none by a number. */
export function securityStatusOf({ value: { hc }, context: { profession } }: ThreeCardSnapshot): SecurityStatus {
  if (typeof hc === 'string') return { sam: false, pin: false, hpc: null, idc: false }
  const { session, pin, centre } = hc.present
  return {
    sam: session === 'open', pin: pin === 'verified' || pin === 'notSet', hpc: profession, idc: centre === 'proved',
  }
}

function samAuthenticated({ sam }: ThreeCardSnapshot['value']): boolean {
  return typeof sam !== 'string' && sam.present === 'authenticated'
}

/**
 * The states as CS 6 tells them, `sam`, `hc` and `hpc`: the same numbers. Public are sam 2 (authenticated), hpc 3 (verified)
 * and 0 (no card) alone (nhi-facts §4.5); the rest is assumed.
 */
export function cs6StatusOf(snapshot: ThreeCardSnapshot): Readonly<Record<ThreeCard, CardStatusNumber>> {
  return {
    sam: cardStatusOf(snapshot, 'sam'), hc: cardStatusOf(snapshot, 'hc'), hpc: cardStatusOf(snapshot, 'hpc'),
  }
}
