import { setup } from 'xstate'
import type { CardAuthenticationFailure } from './card-authentication-outcomes.ts'
import type { AuthenticatingKind } from '../port/idc.ts'

export interface CardAuthenticationInput {
  readonly kind: AuthenticatingKind
  /** 12 bytes in hex. */
  readonly cardId: string
}

/** Bytes in hex; emptied at the end. The keys of the session are no part of it. */
export interface CardAuthenticationContext extends CardAuthenticationInput {
  readonly challenge: string
  readonly cryptogram: string
  readonly answer: string
  readonly failure: CardAuthenticationFailure | null
  /** With which the card or the SAM refused. */
  readonly sw: number | null
}

/** What happened; where it does not say who, it was whoever had been asked. */
export type CardAuthenticationEvent =
  | { readonly type: 'challengeGiven', readonly challenge: string }
  | { readonly type: 'cryptogramGiven', readonly cryptogram: string }
  | { readonly type: 'answerGiven', readonly answer: string }
  /** They stay with whoever asked for them. */
  | { readonly type: 'keysGiven' }
  | { readonly type: 'refused', readonly sw: number }
  /** An answer came that is none. */
  | { readonly type: 'malformed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'cardLost' }
  | { readonly type: 'samLost' }
  /** For a cloud SAM. */
  | { readonly type: 'centreUnreachable' }
  /** For a cloud SAM: the data centre says that this one has not shown itself. */
  | { readonly type: 'samUnknown' }
  /** For a cloud SAM: the data centre says that the card is cancelled or suspended. */
  | { readonly type: 'cardSuspended' }

export type CardAuthenticationOutput =
  | { readonly authenticated: true }
  | { readonly authenticated: false, readonly failure: CardAuthenticationFailure, readonly sw: number | null }

/** Hex digits. */
const CHALLENGE = 32, CRYPTOGRAM = 176, ANSWER = 144
const SECURITY_STATUS = 0x6982

const frame = setup({
  types: {
    context: {} as CardAuthenticationContext, events: {} as CardAuthenticationEvent,
    input: {} as CardAuthenticationInput, output: {} as CardAuthenticationOutput,
  },
  actions: {
    /** Of the card: GET CHALLENGE. */
    askChallenge: () => {},
    /** Of the SAM: GENERAL AUTHENTICATE, or of the data centre for a cloud SAM. */
    askCryptogram: (_, _params: { kind: AuthenticatingKind, cardId: string, challenge: string }) => {},
    /** To the card: MUTUAL AUTHENTICATE. Whatever session it had is over. */
    showCryptogram: (_, _params: { cryptogram: string }) => {},
    /** To the SAM, which gives the keys of the session for it. */
    showAnswer: (_, _params: { kind: AuthenticatingKind, answer: string }) => {},
  },
  guards: {
    isChallenge: ({ event }) => event.type === 'challengeGiven' && event.challenge.length === CHALLENGE,
    isCryptogram: ({ event }) => event.type === 'cryptogramGiven' && event.cryptogram.length === CRYPTOGRAM,
    isAnswer: ({ event }) => event.type === 'answerGiven' && event.answer.length === ANSWER,
    wantsCentre: ({ event }) => event.type === 'refused' && event.sw === SECURITY_STATUS,
  },
})

const forget = frame.assign({ challenge: '', cryptogram: '', answer: '' })

/**
 * Mutual authentication of a health or professional card with a SAM: four exchanges, the card and the SAM in turn
 * (docs/open-profile.md §5). The host understands none of the bytes. The card's challenge is spent either way, so a
 * failure begins again from the start, in a new run.
 */
export const cardAuthenticationMachine = frame.createMachine({
  id: 'cardAuthentication',
  initial: 'challenging',
  context: ({ input }) => ({ ...input, challenge: '', cryptogram: '', answer: '', failure: null, sw: null }),
  on: { cardLost: failed('cardLost'), samLost: failed('samLost') },
  states: {
    challenging: {
      entry: 'askChallenge',
      on: {
        challengeGiven: [
          {
            guard: 'isChallenge', target: 'beginning',
            actions: frame.assign(({ event }) => event.type === 'challengeGiven' ? { challenge: event.challenge } : {}),
          },
          failed('cardUnable'),
        ],
        refused: failed('cardUnable'), malformed: failed('cardUnable'), timedOut: failed('cardSilent'),
      },
    },
    beginning: {
      entry: {
        type: 'askCryptogram',
        params: ({ context: { kind, cardId, challenge } }) => ({ kind, cardId, challenge }),
      },
      on: {
        cryptogramGiven: [
          {
            guard: 'isCryptogram', target: 'proving',
            actions: frame.assign(({ event }) =>
              event.type === 'cryptogramGiven' ? { cryptogram: event.cryptogram } : {}),
          },
          failed('samUnable'),
        ],
        ...refusalsOfSam('samUnable'),
      },
    },
    proving: {
      entry: { type: 'showCryptogram', params: ({ context: { cryptogram } }) => ({ cryptogram }) },
      on: {
        answerGiven: [
          {
            guard: 'isAnswer', target: 'finishing',
            actions: frame.assign(({ event }) => event.type === 'answerGiven' ? { answer: event.answer } : {}),
          },
          failed('cardUnable'),
        ],
        refused: failed('samRejected'), malformed: failed('cardUnable'), timedOut: failed('cardSilent'),
      },
    },
    finishing: {
      entry: { type: 'showAnswer', params: ({ context: { kind, answer } }) => ({ kind, answer }) },
      on: { keysGiven: 'authenticated', ...refusalsOfSam('cardRejected') },
    },
    authenticated: { type: 'final', entry: forget },
    failed: { type: 'final', entry: forget },
  },
  output: ({ context: { failure, sw } }) =>
    failure === null ? { authenticated: true } : { authenticated: false, failure, sw },
})

/** What the SAM or, for a cloud SAM, the data centre may answer instead. */
function refusalsOfSam(refusal: CardAuthenticationFailure) {
  return {
    refused: [{ guard: 'wantsCentre', ...failed('samNotAuthenticated') }, failed(refusal)],
    malformed: failed('samUnable'), timedOut: failed('samSilent'),
    centreUnreachable: failed('centreUnreachable'), samUnknown: failed('samNotAuthenticated'),
    cardSuspended: failed('cardSuspended'),
  } as const
}

function failed(failure: CardAuthenticationFailure) {
  return {
    target: '#cardAuthentication.failed',
    actions: frame.assign(({ event }) => ({ failure, sw: event.type === 'refused' ? event.sw : null })),
  } as const
}
