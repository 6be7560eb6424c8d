import type { NhiaStatusShape } from '#protocols/native-api/nhia'
import type { NumberedEvent } from '#protocols/native-api/registry'
import type { Sentence } from './language.ts'

/** How many rows the list of events keeps. */
export const ENTRY_LIMIT = 100

/** A row of the list of events; `seq` is null for what the page noticed itself. It never holds personal data. */
export interface Entry {
  readonly seq: number | null
  /** UTC, ISO 8601. */
  readonly at: string
  readonly event: EnteredEvent['event'] | 'line.connected' | 'line.lost'
  /** Reader or scanner; null for what is of none. */
  readonly device: string | null
  readonly sentence: Sentence
}

/** What is told of the three cards and of visits is shown where they are, and is no entry. */
export type EnteredEvent = Exclude<NumberedEvent, { event: 'cards.changed' | 'visit.changed' }>

function deviceOf({ data }: Exclude<EnteredEvent, { event: 'nhia.changed' }>): string {
  return 'reader' in data ? data.reader : data.scanner
}

export function sentenceOf(event: EnteredEvent): Sentence {
  if (event.event === 'nhia.changed') return { key: `event.nhia.changed.${nhiaWord(event.data)}`, details: {} }
  const device = deviceOf(event)
  switch (event.event) {
    case 'reader.added':
      return { key: 'event.reader.added', details: { reader: device, name: event.data.name } }
    case 'reader.removed':
      return { key: 'event.reader.removed', details: { reader: device } }
    case 'card.inserted':
      return { key: event.data.mute ? 'event.card.inserted.mute' : 'event.card.inserted', details: { reader: device } }
    case 'card.removed':
      return { key: `event.card.removed.${event.data.reason}`, details: { reader: device } }
    case 'scanner.added':
      return { key: 'event.scanner.added', details: { scanner: device, name: event.data.name } }
    case 'scanner.removed':
      return { key: 'event.scanner.removed', details: { scanner: device } }
    case 'code.scanned': // that something was scanned, never what
      return { key: 'event.code.scanned', details: { scanner: device } }
    case 'scan.dropped':
      return { key: `event.scan.dropped.${event.data.why}`, details: { scanner: device } }
  }
}

function nhiaWord({ sites, clock }: NhiaStatusShape): 'answers' | 'someDown' | 'allDown' | 'clockWrong' {
  const down = sites.filter(({ state }) => state === 'down').length
  if (down > 0) return down === sites.length ? 'allDown' : 'someDown'
  return clock === 'wrong' ? 'clockWrong' : 'answers'
}

export function entryOf(event: EnteredEvent): Entry {
  const { seq, at } = event
  return { seq, at, event: event.event, device: event.event === 'nhia.changed' ? null : deviceOf(event), sentence: sentenceOf(event) }
}

export function lineEntry(state: 'connected' | 'lost', at: string): Entry {
  return { seq: null, at, event: `line.${state}`, device: null, sentence: { key: `event.line.${state}`, details: {} } }
}
