import type { EventName, NumberedEvent } from '#protocols/native-api/registry'
import type { Sentence } from './language.ts'

/** How many rows the list of events keeps. */
export const ENTRY_LIMIT = 100

/** A row of the list of events; `seq` is null for what the page noticed itself. It never holds personal data. */
export interface Entry {
  readonly seq: number | null
  /** UTC, ISO 8601. */
  readonly at: string
  readonly event: EventName | 'line.connected' | 'line.lost'
  readonly reader: string | null
  readonly sentence: Sentence
}

export function sentenceOf(event: NumberedEvent): Sentence {
  const { reader } = event.data
  switch (event.event) {
    case 'reader.added':
      return { key: 'event.reader.added', details: { reader, name: event.data.name } }
    case 'reader.removed':
      return { key: 'event.reader.removed', details: { reader } }
    case 'card.inserted':
      return { key: event.data.mute ? 'event.card.inserted.mute' : 'event.card.inserted', details: { reader } }
    case 'card.removed':
      return { key: `event.card.removed.${event.data.reason}`, details: { reader } }
  }
}

export function entryOf(event: NumberedEvent): Entry {
  const { seq, at, data: { reader } } = event
  return { seq, at, event: event.event, reader, sentence: sentenceOf(event) }
}

export function lineEntry(state: 'connected' | 'lost', at: string): Entry {
  return { seq: null, at, event: `line.${state}`, reader: null, sentence: { key: `event.line.${state}`, details: {} } }
}
