import type { NumberedEvent } from '#protocols/native-api/registry'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import type { Basic, MaskedBasic } from './masked-basic.ts'
import type { Message } from './message.ts'
import { initialModel, reduce, type Model } from './model.ts'
import type { Work } from './work.ts'

export const AT = '2026-01-15T01:00:00.000Z'
export const ATR = '3bfa1800008131fe4550564a434f503453494493'

/** A text that can come from one card in one reader only, and that no other text of the page contains. */
export function markOf(reader: string, epoch: number, form: 'masked' | 'full' | 'states'): string {
  return `<${form}-${reader}-${epoch}>`
}

export function maskedOf(reader: string, epoch: number): MaskedBasic {
  const mark = markOf(reader, epoch, 'masked')
  return { name: mark, nameComplete: true, idCardNum: mark, birthYear: 1990, cardSn: mark, cancelled: false }
}

export function fullOf(reader: string, epoch: number): Basic {
  const mark = markOf(reader, epoch, 'full')
  return {
    cardSn: mark, name: mark, nameComplete: true, idCardNum: mark, birthday: '1990-01-01', sex: 'M',
    dateIssue: '2020-06-01', cancelled: false,
  }
}

export function reader(id: string, epoch: number | null, mute = false) {
  const card = epoch === null ? null : { epoch, atr: ATR, mute }
  return { reader: id, name: `Simulated Reader ${id}`, link: 'simulated' as const, slot: 0, quirks: [], card }
}

type BodyOf<Event> = Event extends NumberedEvent ? Pick<Event, 'event' | 'data'> : never
type EventBody = BodyOf<NumberedEvent>

export function happened(seq: number, body: EventBody): Message {
  return { type: 'happened', event: { seq, at: AT, ...body } as NumberedEvent }
}

export function inserted(seq: number, id: string, epoch: number, mute = false): Message {
  return happened(seq, { event: 'card.inserted', data: { reader: id, epoch, atr: ATR, mute } })
}

export function removed(seq: number, id: string, epoch: number): Message {
  return happened(seq, { event: 'card.removed', data: { reader: id, epoch, reason: 'removed' } })
}

/** The daemon's answer to a read, with data of `epoch`. */
export function answer({ reader: id, ticket, full }: Extract<Work, { kind: 'read' }>, epoch: number, now = 0): Message {
  const masked = maskedOf(id, epoch)
  const outcome = full ? { masked, full: fullOf(id, epoch), now } : { masked }
  return { type: 'readAnswered', answer: { reader: id, epoch, ticket, outcome } }
}

export const problem = { message: { zh: '讀取失敗', en: 'It failed.' }, remedy: { zh: '再試', en: 'Try again.' } }

export function failure({ reader: id, ticket, epoch }: Extract<Work, { kind: 'read' }>): Message {
  return { type: 'readAnswered', answer: { reader: id, epoch, ticket, outcome: { problem } } }
}

export function after(...messages: readonly Message[]): Model {
  return messages.reduce(reduce, initialModel('en'))
}

/** Of a cloud SAM, a health card of epoch 1 in r1, and no professional card. */
export const cardStates: CardStatesShape = {
  sam: {
    kind: 'cloud', place: null, state: 1, samId: 'TESTSAM00001', hospitalId: '9900000013', hospitalName: 'Test Clinic',
    problem: null,
  },
  hc: { place: { reader: 'r1', epoch: 1 }, state: 1, protectedPart: 'open-profile', pin: 'unknown', hpc: null },
  hpc: { place: null, state: 0, profession: null, pin: 'unknown', triesLeft: null, validTo: null },
}

/** Of a professional card, by default one that nobody has authenticated. */
export function hpcAt(
  id: string, epoch: number, changed: Partial<CardStatesShape['hpc']> = {},
): Pick<CardStatesShape, 'hpc'> {
  const place = { reader: id, epoch }
  const told = { state: 1, profession: 'physician', pin: 'unknown', triesLeft: null, validTo: '2028-12-31' } as const
  return { hpc: { place, ...told, ...changed } }
}

export function cardsChanged(seq: number, changed: Partial<CardStatesShape>): Message {
  return happened(seq, { event: 'cards.changed', data: { ...cardStates, ...changed } })
}

/**
 * A page that is let in, connected and subscribed: a card of epoch 1 in r1, none in r2, events up to number 3. The
 * cards were asked for under ticket 3.
 */
export const opened: readonly Message[] = [
  { type: 'admitted' },
  { type: 'lineUp', at: AT },
  { type: 'subscribed', state: { seq: 3, readers: [reader('r1', 1), reader('r2', null)] } },
  { type: 'cardsAnswered', ticket: 3, outcome: { states: cardStates } },
]
