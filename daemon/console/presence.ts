import type { Bilingual } from '#protocols/bilingual'
import type { ReaderStatusShape } from '#protocols/native-api/schemas'
import { texts } from './texts.ts'
import type { Basic, MaskedBasic } from './masked-basic.ts'

/** How long full data stay on the screen unless somebody hides them earlier, in milliseconds. */
export const SHOWN_MS = 60_000

/** Something that went wrong, and what a person can do about it. */
export interface Problem {
  readonly message: Bilingual
  readonly remedy: Bilingual
}

/** What is known of the card in a reader. It lives inside the presence, so it ends with it. */
export type Reading =
  | { readonly state: 'unread' }
  | { readonly state: 'masked', readonly masked: MaskedBasic }
  | {
    readonly state: 'shown', readonly masked: MaskedBasic, readonly full: Basic,
    /** Milliseconds since 1970, and whole seconds from now. */
    readonly until: number, readonly left: number,
  }
  | { readonly state: 'failed', readonly problem: Problem }

/** A read the page waits for. An answer under another ticket is nobody's and is dropped. */
export interface WantedRead {
  readonly ticket: number
  readonly full: boolean
}

/** One stay of a card in a reader. */
export interface Presence {
  readonly epoch: number
  readonly atr: string
  readonly mute: boolean
  readonly reading: Reading
  readonly wanted: WantedRead | null
}

/** The answer to a read, as it comes back: masked at once unless full data were asked for. */
export interface ReadAnswer {
  readonly reader: string
  readonly epoch: number
  readonly ticket: number
  readonly outcome:
    | { readonly masked: MaskedBasic }
    | { readonly masked: MaskedBasic, readonly full: Basic, readonly now: number }
    | { readonly problem: Problem }
}

/** A card that has just come, or that a new subscription found. A mute card is not read: it would only time out. */
export function arrived(card: NonNullable<ReaderStatusShape['card']>, ticket: number): Presence {
  return { ...card, reading: { state: 'unread' }, wanted: card.mute ? null : { ticket, full: false } }
}

/** Asks again: the masked form, or the full data for someone who pressed Show. A failure is forgotten, data are not. */
export function asked(presence: Presence, ticket: number, full: boolean): Presence {
  const reading: Reading = presence.reading.state === 'failed' ? { state: 'unread' } : presence.reading
  return { ...presence, reading, wanted: { ticket, full } }
}

export function hidden(presence: Presence): Presence {
  const { reading } = presence
  const masked: Reading = reading.state === 'shown' ? { state: 'masked', masked: reading.masked } : reading
  return { ...presence, reading: masked, wanted: presence.wanted?.full === true ? null : presence.wanted }
}

/** Time passes; a clock set back hides too, because nobody can say any more how long the data have been shown. */
export function aged(presence: Presence, now: number): Presence {
  const { reading } = presence
  if (reading.state !== 'shown') return presence
  const leftMs = reading.until - now
  if (leftMs <= 0 || leftMs > SHOWN_MS) return hidden(presence)
  return { ...presence, reading: { ...reading, left: Math.ceil(leftMs / 1000) } }
}

/**
 * Takes an answer in, or drops it: only the read that is waited for counts, and only data of the present epoch are
 * kept. A failed read leaves nothing of what was read before.
 */
export function answered(presence: Presence, answer: ReadAnswer): Presence {
  if (presence.wanted?.ticket !== answer.ticket) return presence
  return { ...presence, wanted: null, reading: readingOf(answer, presence.epoch, presence.wanted.full) }
}

const stale: Problem = { message: texts['read.stale'], remedy: texts['read.stale.remedy'] }

function readingOf({ epoch, outcome }: ReadAnswer, present: number, mayShow: boolean): Reading {
  if (epoch !== present) return { state: 'failed', problem: stale }
  if ('problem' in outcome) return { state: 'failed', problem: outcome.problem }
  if (!('full' in outcome) || !mayShow) return { state: 'masked', masked: outcome.masked }
  const { masked, full, now } = outcome
  return { state: 'shown', masked, full, until: now + SHOWN_MS, left: SHOWN_MS / 1000 }
}
