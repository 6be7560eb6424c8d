import type { NumberedEvent, ResultOf } from '#protocols/native-api/registry'
import type { Stage } from '#protocols/native-api/method'
import type { ActionAnswer, CardAction, CardKind, Place } from './cards.ts'
import type { Language } from './language.ts'
import type { Problem, ReadAnswer } from './presence.ts'
import type { KeptVisits } from './visits.ts'
import type { WedgeTyping } from './wedge.ts'

export type DoorProblem = 'codeMalformed' | 'codeRefused' | 'unanswered' | 'sessionEnded'
export type SimulatorAction = 'insert' | 'remove' | 'swap'

export type CardsOutcome = { readonly states: ResultOf<'card.status'> } | { readonly problem: Problem }

/** Everything that can happen to the page: pressed by a person, told by the daemon, or noticed on the line. */
export type Message =
  // a person
  | { readonly type: 'languageChosen', readonly language: Language }
  | { readonly type: 'codeGiven', readonly text: string }
  | { readonly type: 'noticeClosed' }
  | { readonly type: 'showPressed', readonly reader: string, readonly epoch: number }
  | { readonly type: 'hidePressed', readonly reader: string }
  | { readonly type: 'againPressed', readonly reader: string, readonly epoch: number }
  | { readonly type: 'cardChosen', readonly reader: string, readonly card: string }
  | {
    readonly type: 'simulatePressed', readonly reader: string, readonly action: SimulatorAction, readonly card: string,
  }
  | { readonly type: 'cardPressed', readonly action: CardAction, readonly card: CardKind, readonly place: Place | null }
  | { readonly type: 'lookPressed' }
  | { readonly type: 'settlePressed', readonly visitId: string, readonly note: string }
  | { readonly type: 'wedgeSeen', readonly how: WedgeTyping }
  | { readonly type: 'wedgeClosed' }
  // admission
  | { readonly type: 'admitted' }
  | { readonly type: 'codeFailed', readonly ticket: number, readonly problem: 'codeRefused' | 'unanswered' }
  | { readonly type: 'sessionRefused' }
  // the line
  | { readonly type: 'lineUp', readonly at: string }
  | { readonly type: 'lineLost', readonly at: string }
  | { readonly type: 'probed', readonly daemon: 'silent' | 'answering' }
  // the daemon
  | { readonly type: 'subscribed', readonly state: ResultOf<'events.subscribe'> }
  | { readonly type: 'happened', readonly event: NumberedEvent }
  | { readonly type: 'statusTold', readonly status: ResultOf<'system.status'> }
  | { readonly type: 'healthTold', readonly readers: ResultOf<'readers.health'>['readers'] }
  | { readonly type: 'simulatorTold', readonly cards: ResultOf<'simulator.state'>['cards'] }
  | { readonly type: 'visitsTold', readonly visits: KeptVisits }
  | { readonly type: 'settleAnswered', readonly ticket: number, readonly problem: Problem | null }
  | { readonly type: 'readAnswered', readonly answer: ReadAnswer }
  | { readonly type: 'simulated', readonly ticket: number, readonly reader: string, readonly problem: Problem | null }
  | { readonly type: 'cardsAnswered', readonly ticket: number, readonly outcome: CardsOutcome }
  | { readonly type: 'cardProgressed', readonly ticket: number, readonly stage: Stage }
  | { readonly type: 'cardAnswered', readonly answer: ActionAnswer }
  // the clock, in milliseconds since 1970
  | { readonly type: 'ticked', readonly now: number }

export type Send = (message: Message) => void

/** Takes a PIN from its field to the daemon. It is in no message and no state, so nothing of the page can keep it. */
export type EnterPin = (card: 'hc' | 'hpc', place: Place, pin: string) => void
