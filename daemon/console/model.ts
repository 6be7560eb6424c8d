import type { NumberedEvent, ResultOf } from '#protocols/native-api/registry'
import {
  answeredCards, askedCards, changedCards, finishedCard, pressedCard, progressedCard, standingCards, unknownCards,
  type ActionAnswer, type Cards,
} from './cards.ts'
import { ENTRY_LIMIT, entryOf, lineEntry, type Entry } from './entry.ts'
import type { Language } from './language.ts'
import type { DoorProblem, Message } from './message.ts'
import { onceCodeIn } from './once-code.ts'
import { aged, answered, asked, hidden, type ReadAnswer } from './presence.ts'
import { mapPresence, mapPresences, mapReader, readersAfter, readersOf, simulated, type Readers } from './readers.ts'
import { answeredSettling, noVisits, settledByPerson, toldVisits, type Visits } from './visits.ts'
import type { WedgeTyping } from './wedge.ts'

/** Whether this page may talk to the daemon, and the one-time code it is trying. */
export interface Door {
  readonly open: boolean
  readonly redeeming: { readonly ticket: number, readonly code: string } | null
  readonly problem: DoorProblem | null
}

export type Line =
  | { readonly state: 'connecting' | 'connected' }
  | { readonly state: 'lost', readonly daemon: 'unknown' | 'silent' | 'answering' }
  /** An event is missing: what the readers hold is not known until the page has subscribed anew. */
  | { readonly state: 'broken', readonly ticket: number }

/** All the page knows. Data of cards exist only inside `readers[].presence`, their states only inside `cards`. */
export interface Model {
  readonly language: Language
  readonly door: Door
  readonly line: Line
  /** Number of the last event taken in; null while there is no subscription. */
  readonly seq: number | null
  readonly readers: Readers
  readonly cards: Cards
  readonly status: ResultOf<'system.status'> | null
  /** How readers wear, and what was counted of them. */
  readonly health: ResultOf<'readers.health'>['readers']
  readonly simulated: ResultOf<'simulator.state'>['cards']
  readonly visits: Visits
  /** Newest first. */
  readonly entries: readonly Entry[]
  /** A scanner in keyboard mode that was seen to type into the page; closed, it is not shown again by this page. */
  readonly wedge: { readonly seen: WedgeTyping | null, readonly closed: boolean }
  /** What screen readers say. */
  readonly announcement: Entry['sentence'] | null
  /** The last ticket given to a piece of work; `workOf` lists the work that is wanted. */
  readonly tickets: number
}

export function initialModel(language: Language): Model {
  return {
    language, door: { open: false, redeeming: null, problem: null }, line: { state: 'connecting' },
    seq: null, readers: [], cards: unknownCards, status: null, health: [], simulated: [], visits: noVisits, entries: [],
    wedge: { seen: null, closed: false }, announcement: null, tickets: 0,
  }
}

/** The next state of the page. Every way a presence can end goes through here and takes its data along. */
export function reduce(model: Model, message: Message): Model {
  const { door, line, readers, cards } = model
  const ticket = model.tickets + 1
  switch (message.type) {
    case 'languageChosen':
      return { ...model, language: message.language }
    case 'codeGiven': {
      const code = onceCodeIn(message.text)
      if (code === null) return { ...model, door: { ...door, problem: 'codeMalformed' } }
      return { ...model, tickets: ticket, door: { ...door, redeeming: { ticket, code }, problem: null } }
    }
    case 'codeFailed':
      if (door.redeeming?.ticket !== message.ticket) return model
      return { ...model, door: { ...door, redeeming: null, problem: message.problem } }
    case 'noticeClosed':
      return { ...model, door: { ...door, problem: null } }
    case 'wedgeSeen': {
      const { seen, closed } = model.wedge
      // once it was seen to be mangled, a scan that came through whole does not make it better
      if (closed || seen === 'mangled' || seen === message.how) return model
      return {
        ...model, wedge: { seen: message.how, closed }, announcement: { key: `wedge.${message.how}`, details: {} },
      }
    }
    case 'wedgeClosed':
      return { ...model, wedge: { ...model.wedge, closed: true } }
    case 'admitted': {
      const problem = door.problem === 'sessionEnded' ? null : door.problem
      return { ...forgotten(model), line: { state: 'connecting' }, door: { open: true, redeeming: null, problem } }
    }
    case 'sessionRefused':
      return { ...forgotten(model), door: { ...door, open: false, problem: door.problem ?? 'sessionEnded' } }

    case 'lineUp':
      return entered({ ...forgotten(model), line: { state: 'connected' } }, lineEntry('connected', message.at))
    case 'lineLost': {
      if (line.state === 'lost') return forgotten(model)
      const lost: Model = { ...forgotten(model), line: { state: 'lost', daemon: 'unknown' } }
      return line.state === 'connected' ? entered(lost, lineEntry('lost', message.at)) : lost
    }
    case 'probed':
      return line.state === 'lost' ? { ...model, line: { state: 'lost', daemon: message.daemon } } : model

    case 'subscribed': {
      if (line.state === 'lost' || line.state === 'connecting') return model
      const { seq, readers: statuses } = message.state
      const tickets = model.tickets + statuses.length + 1
      return {
        ...model, line: { state: 'connected' }, seq, readers: readersOf(statuses, model.tickets),
        cards: askedCards(unknownCards, tickets), tickets,
      }
    }
    case 'happened':
      return happened(model, message.event)
    case 'statusTold':
      return { ...model, status: message.status }
    case 'healthTold':
      return { ...model, health: message.readers }
    case 'visitsTold':
      return { ...model, visits: toldVisits(model.visits, message.visits) }
    case 'settlePressed':
      return { ...model, tickets: ticket, visits: settledByPerson(model.visits, { ...message, ticket }) }
    case 'settleAnswered': {
      const visits = answeredSettling(model.visits, message.ticket, message.problem)
      if (visits === model.visits || message.problem !== null) return { ...model, visits }
      return { ...model, visits, announcement: { key: 'announce.settled', details: {} } }
    }
    case 'simulatorTold':
      return { ...model, simulated: message.cards }

    case 'showPressed':
    case 'againPressed': {
      const full = message.type === 'showPressed'
      return {
        ...model, tickets: ticket,
        readers: mapPresence(readers, message.reader, (presence) => (
          presence.epoch === message.epoch ? asked(presence, ticket, full) : presence
        )),
      }
    }
    case 'hidePressed':
      return {
        ...model, readers: mapPresence(readers, message.reader, hidden),
        announcement: { key: 'announce.hidden', details: { reader: message.reader } },
      }
    case 'readAnswered':
      return readAnswered(model, message.answer)
    case 'ticked':
      return { ...model, readers: mapPresences(readers, (presence) => aged(presence, message.now)) }

    case 'cardsAnswered':
      return { ...model, cards: standingCards(answeredCards(cards, message.ticket, message.outcome), readers) }
    case 'lookPressed':
      return { ...model, tickets: ticket, cards: askedCards(cards, ticket) }
    case 'cardPressed':
      return { ...model, tickets: ticket, cards: pressedCard(cards, message, ticket) }
    case 'cardProgressed':
      return { ...model, cards: progressedCard(cards, message.ticket, message.stage) }
    case 'cardAnswered':
      return cardAnswered(model, message.answer)

    case 'cardChosen':
      return {
        ...model,
        readers: mapReader(readers, message.reader, (reader) => (
          { ...reader, desk: { ...reader.desk, chosen: message.card } }
        )),
      }
    case 'simulatePressed': {
      const doing = { ticket, action: message.action, card: message.card }
      return {
        ...model, tickets: ticket,
        readers: mapReader(readers, message.reader, (reader) => (
          reader.desk.doing === null ? { ...reader, desk: { ...reader.desk, doing, problem: null } } : reader
        )),
      }
    }
    case 'simulated':
      return {
        ...model, tickets: ticket,
        readers: mapReader(readers, message.reader, (reader) => simulated(reader, message, ticket)),
      }
  }
}

/** Nothing the daemon told survives the end of a line or of a subscription. */
function forgotten(model: Model): Model {
  return { ...model, seq: null, readers: [], cards: unknownCards, status: null, health: [], simulated: [], visits: noVisits }
}

function entered(model: Model, entry: Entry): Model {
  return { ...model, entries: [entry, ...model.entries].slice(0, ENTRY_LIMIT), announcement: entry.sentence }
}

function happened(model: Model, event: NumberedEvent): Model {
  if (model.seq === null) return model
  const ticket = model.tickets + 1
  const { seq } = event
  if (seq !== model.seq + 1) return { ...forgotten(model), line: { state: 'broken', ticket }, tickets: ticket }
  if (event.event === 'cards.changed') {
    const cards = standingCards(changedCards(model.cards, event.data, ticket), model.readers)
    return { ...model, seq, cards, tickets: ticket }
  }
  if (event.event === 'visit.changed') return { ...model, seq }
  if (event.event === 'nhia.changed') {
    const status = model.status === null ? null : { ...model.status, nhia: event.data }
    return entered({ ...model, seq, status, tickets: ticket }, entryOf(event))
  }
  const readers = readersAfter(model.readers, event, ticket)
  const ofCard = event.event === 'card.inserted' || event.event === 'card.removed'
  const cards = ofCard ? askedCards(model.cards, ticket + 1) : model.cards
  return entered({ ...model, seq, readers, cards: standingCards(cards, readers), tickets: ticket + 1 }, entryOf(event))
}

/** An action on a card has ended; the cards are asked anew, also where nothing about them was told. */
function cardAnswered(model: Model, answer: ActionAnswer): Model {
  const { doing } = model.cards
  if (doing?.ticket !== answer.ticket) return model
  const tickets = model.tickets + 1
  const done: Model = { ...model, tickets, cards: askedCards(finishedCard(model.cards, answer), tickets) }
  if (answer.problem !== null) return done
  return { ...done, announcement: { key: `announce.${doing.action}`, details: {} } }
}

function readAnswered(model: Model, answer: ReadAnswer): Model {
  const before = model.readers.find(({ reader }) => reader === answer.reader)?.presence
  if (before?.wanted?.ticket !== answer.ticket) return model
  const readers = mapPresence(model.readers, answer.reader, (presence) => answered(presence, answer))
  const after = readers.find(({ reader }) => reader === answer.reader)?.presence?.reading.state
  const key = after === 'shown' ? 'announce.shown' : after === 'masked' ? 'announce.read' : null
  if (key === null) return { ...model, readers }
  return { ...model, readers, announcement: { key, details: { reader: answer.reader } } }
}
