import type { NumberedEvent } from '#protocols/native-api/registry'
import type { ReaderStatusShape } from '#protocols/native-api/schemas'
import type { SimulatorAction } from './message.ts'
import { arrived, asked, type Presence, type Problem } from './presence.ts'

/** The simulated desk of one reader: what somebody chose, what is under way, what went wrong. */
export interface Desk {
  readonly chosen: string | null
  readonly doing: { readonly ticket: number, readonly action: SimulatorAction, readonly card: string } | null
  readonly problem: Problem | null
}

export interface Reader {
  readonly reader: string
  readonly name: string
  readonly link: ReaderStatusShape['link']
  readonly presence: Presence | null
  readonly desk: Desk
}

export type Readers = readonly Reader[]

const idleDesk: Desk = { chosen: null, doing: null, problem: null }

/** The readers of a new subscription, each card to be read anew under the tickets after `ticket`. */
export function readersOf(statuses: readonly ReaderStatusShape[], ticket: number): Readers {
  return statuses.map(({ reader, name, link, card }, index) => (
    { reader, name, link, presence: card === null ? null : arrived(card, ticket + 1 + index), desk: idleDesk }
  ))
}

export function mapReader(readers: Readers, id: string, change: (reader: Reader) => Reader): Readers {
  return readers.map((reader) => (reader.reader === id ? change(reader) : reader))
}

function changed(reader: Reader, change: (presence: Presence) => Presence): Reader {
  return reader.presence === null ? reader : { ...reader, presence: change(reader.presence) }
}

export function mapPresence(readers: Readers, id: string, change: (presence: Presence) => Presence): Readers {
  return mapReader(readers, id, (reader) => changed(reader, change))
}

export function mapPresences(readers: Readers, change: (presence: Presence) => Presence): Readers {
  return readers.map((reader) => changed(reader, change))
}

/**
 * The readers after an event; a card that comes is to be read under `ticket`. A desk is free again when its card has
 * come or gone, even before the simulator's own answer.
 */
export function readersAfter(readers: Readers, event: NumberedEvent, ticket: number): Readers {
  const id = 'reader' in event.data ? event.data.reader : ''
  switch (event.event) {
    case 'reader.added': {
      const { name, link } = event.data
      const others = readers.filter(({ reader }) => reader !== id)
      return [...others, { reader: id, name, link, presence: null, desk: idleDesk }]
    }
    case 'reader.removed':
      return readers.filter(({ reader }) => reader !== id)
    case 'card.inserted': {
      const { epoch, atr, mute } = event.data
      return mapReader(readers, id, (reader) => (
        { ...reader, presence: arrived({ epoch, atr, mute }, ticket), desk: idleDesk }
      ))
    }
    case 'card.removed': {
      // Epochs grow: the end of a later presence than the one shown means that the one shown is over too.
      const { epoch } = event.data
      return mapReader(readers, id, (reader) => (
        reader.presence === null || reader.presence.epoch > epoch
          ? reader
          : { ...reader, presence: null, desk: { ...idleDesk, chosen: reader.desk.chosen } }
      ))
    }
    default: // of a scanner
      return readers
  }
}

/**
 * A simulator button has done its work, or not. Nobody tells of a quick swap until the card is read, so the page, which
 * knows that it asked for one, drops what it holds and reads under `ticket`.
 */
export function simulated(
  reader: Reader, answer: { readonly ticket: number, readonly problem: Problem | null }, ticket: number,
): Reader {
  const { desk, presence } = reader
  if (desk.doing?.ticket !== answer.ticket) return reader
  const settled: Reader = { ...reader, desk: { ...desk, doing: null, problem: answer.problem } }
  if (desk.doing.action !== 'swap' || answer.problem !== null || presence === null) return settled
  return { ...settled, desk: idleDesk, presence: asked({ ...presence, reading: { state: 'unread' } }, ticket, false) }
}
