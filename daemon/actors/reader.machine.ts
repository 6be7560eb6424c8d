import { assign, setup } from 'xstate'

/** One stay of a card: plain JSON, so that a snapshot can be kept and shown. */
export interface Presence {
  readonly epoch: number
  /** The link's own number for this stay. */
  readonly presence: number
  readonly atr: string
  readonly mute: boolean
}

/**
 * - `removed`, `reset`: as the link saw it; a reset is another program's
 * - `changed`: another card answered, or another insertion came, although no removal was seen
 * - `failed`: the card had answered before and does not any more
 * - `resumed`: the PC slept; nobody saw what happened to the card meanwhile
 */
export type EndReason = 'removed' | 'reset' | 'changed' | 'failed' | 'resumed'
export type RemovalReason = EndReason | 'readerLost'

export type ReaderEvent =
  | { type: 'cardInserted', card: Presence }
  | { type: 'cardEnded', reason: EndReason }
  | { type: 'readerLost' }

interface Context {
  card: Presence | null
}

/**
 * The life of one reader (one slot) as the daemon sees it. Leaving `present`, for whatever reason, ends the epoch: the
 * exit actions are the one place where that happens.
 */
export const readerMachine = setup({
  types: { context: {} as Context, events: {} as ReaderEvent },
  actions: {
    keepCard: assign(({ event }) => ('card' in event ? { card: event.card } : {})),
    forgetCard: assign({ card: null }),
    announceInserted: (_, _params: { card: Presence | null }) => {},
    announceRemoved: (_, _params: { card: Presence | null, reason: RemovalReason }) => {},
  },
}).createMachine({
  id: 'reader',
  context: { card: null },
  initial: 'empty',
  states: {
    empty: {
      on: { cardInserted: 'present', readerLost: 'gone' },
    },
    present: {
      entry: ['keepCard', { type: 'announceInserted', params: ({ context }) => ({ card: context.card }) }],
      exit: [
        { type: 'announceRemoved', params: ({ context, event }) => ({ card: context.card, reason: reasonOf(event) }) },
        'forgetCard',
      ],
      on: {
        cardEnded: 'empty',
        // An insertion without a removal before it: the link missed one, the card may be another.
        cardInserted: { target: 'present', reenter: true },
        readerLost: 'gone',
      },
    },
    gone: { type: 'final' },
  },
})

function reasonOf(event: ReaderEvent): RemovalReason {
  if (event.type === 'cardEnded') return event.reason
  return event.type === 'readerLost' ? 'readerLost' : 'changed'
}
