import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { Stage } from '#protocols/native-api/method'
import type { Problem } from './presence.ts'
import type { Readers } from './readers.ts'

export type CardKind = keyof CardStatesShape
export type Place = NonNullable<CardStatesShape['hc']['place']>
export type CardAction = 'verifySam' | 'verifyPin' | 'logout'

/** What a person asked of a card. It holds no PIN: that goes from its field to the daemon. */
export interface Doing {
  readonly ticket: number
  readonly action: CardAction
  readonly card: CardKind
  /** Where the card was; null for a cloud SAM. */
  readonly place: Place | null
  readonly stage: Stage | null
}

/** What the page knows of the three cards: nothing personal, and nothing of a card that is not present. */
export interface Cards {
  readonly states: CardStatesShape | null
  /** Ticket of the question about them that waits for its answer. */
  readonly asked: number | null
  /** Why that question could not be answered. */
  readonly problem: Problem | null
  readonly doing: Doing | null
  readonly failed: { readonly card: CardKind, readonly place: Place | null, readonly problem: Problem } | null
}

/** How what a person asked of a card ended. */
export interface ActionAnswer {
  readonly ticket: number
  readonly problem: Problem | null
}

export const unknownCards: Cards = { states: null, asked: null, problem: null, doing: null, failed: null }

const absent = {
  sam: { kind: 'none', place: null, state: 0, samId: null, hospitalId: null, hospitalName: null, problem: null },
  hc: { place: null, state: 0, protectedPart: null, pin: 'unknown', hpc: null },
  hpc: { place: null, state: 0, profession: null, pin: 'unknown', triesLeft: null, validTo: null },
} as const satisfies CardStatesShape

export function askedCards(cards: Cards, ticket: number): Cards {
  return { ...cards, asked: ticket }
}

/** Takes in what an event told. An answer under way may be older than that, so the question is asked anew. */
export function changedCards(cards: Cards, states: CardStatesShape, ticket: number): Cards {
  return { ...cards, states, problem: null, asked: cards.asked === null ? null : ticket }
}

/** Takes in the answer to the question, unless it was asked anew since. */
export function answeredCards(
  cards: Cards, ticket: number, outcome: { readonly states: CardStatesShape } | { readonly problem: Problem },
): Cards {
  if (cards.asked !== ticket) return cards
  if ('problem' in outcome) return { ...cards, states: null, asked: null, problem: outcome.problem }
  return { ...cards, states: outcome.states, asked: null, problem: null }
}

/** Begins what a person asked for, when nothing else is under way and the card is still the one they saw. */
export function pressedCard(
  cards: Cards, pressed: Pick<Doing, 'action' | 'card' | 'place'>, ticket: number,
): Cards {
  const { states, doing } = cards
  if (states === null || doing !== null || !samePlace(states[pressed.card].place, pressed.place)) return cards
  const { action, card, place } = pressed
  return { ...cards, doing: { ticket, action, card, place, stage: null }, failed: null }
}

export function progressedCard(cards: Cards, ticket: number, stage: Stage): Cards {
  return cards.doing?.ticket === ticket ? { ...cards, doing: { ...cards.doing, stage } } : cards
}

export function finishedCard(cards: Cards, { ticket, problem }: ActionAnswer): Cards {
  const { doing } = cards
  if (doing?.ticket !== ticket) return cards
  const { card, place } = doing
  return { ...cards, doing: null, failed: problem === null ? null : { card, place, problem } }
}

/** Without anything of a card that is not in its reader any more, whoever told of it and whenever. */
export function standingCards(cards: Cards, readers: Readers): Cards {
  const { states, doing, failed } = cards
  const stands = (place: Place | null): boolean => place === null || readers.some(({ reader, presence }) => (
    reader === place.reader && presence?.epoch === place.epoch
  ))
  return {
    ...cards,
    states: states === null ? null : standingStates(states, stands),
    doing: doing !== null && stands(doing.place) ? doing : null,
    failed: failed !== null && stands(failed.place) ? failed : null,
  }
}

function standingStates(states: CardStatesShape, stands: (place: Place | null) => boolean): CardStatesShape {
  const sam = stands(states.sam.place) ? states.sam : absent.sam
  const hpc = stands(states.hpc.place) ? states.hpc : absent.hpc
  if (!stands(states.hc.place)) return { sam, hpc, hc: absent.hc }
  // what a professional's card had granted is over with its stay
  const revoked = hpc.place === null && states.hc.hpc !== null
  return { sam, hpc, hc: revoked ? { ...states.hc, state: 1, pin: 'unknown', hpc: null } : states.hc }
}

/** Which of the three is in a reader, as far as it was looked at. */
export function kindIn(states: CardStatesShape | null, reader: string): CardKind | null {
  if (states === null) return null
  return (['sam', 'hc', 'hpc'] as const).find((card) => states[card].place?.reader === reader) ?? null
}

function samePlace(one: Place | null, other: Place | null): boolean {
  return one?.reader === other?.reader && one?.epoch === other?.epoch
}
