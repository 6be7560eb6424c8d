import { assign, setup } from 'xstate'
import type { NumberGiven, NumberRequest, NumberStanding } from '../journal/number-entries.ts'
import type * as z from 'zod'

export type NumberGiven = z.output<typeof NumberGiven>
export type NumberRequest = z.output<typeof NumberRequest>
type Given = NumberGiven

/** What an effect could not be done without. */
type Missing = 'card' | 'centre'

export type NumberContext = Omit<NumberStanding, 'state'> & {
  /** Whether the card’s own count goes on once the centre has taken its own back. */
  readonly goesOn: boolean
  /** Another answer than the number: nobody knows what the centre did, though nothing stands. */
  readonly isLost: boolean
}

export type NumberEvent =
  /** After a crash: whatever was being done, nobody knows what came of it. */
  | { readonly type: 'restarted' }
  /** The centre counted. `isNext`: the card would take its number. */
  | { readonly type: 'counted', readonly given: Given, readonly isNext: boolean }
  /** The centre, the rules or the module refuse; nothing stands anywhere. */
  | { readonly type: 'refused', readonly code: number | null }
  /** Nobody could be reached, so that surely nothing was counted. */
  | { readonly type: 'unreachable' }
  /** The centre was asked, and its answer never came. */
  | { readonly type: 'replyLost' }
  /** The card’s own number, signed. */
  | { readonly type: 'decided', readonly given: Given }
  /** The card has the visit; `isSigned`: and its signature. */
  | { readonly type: 'stands', readonly given: Given, readonly isSigned: boolean }
  /** The card refuses the visit, or does not have it. */
  | { readonly type: 'notOnCard' }
  /** The card does not have it, and would still take it from a caller who wants it. */
  | { readonly type: 'stillToWrite' }
  /** The card’s answer never came. */
  | { readonly type: 'cardLost' }
  /** The centre has no such visit. `isSure`: and will not have it any more. */
  | { readonly type: 'absent', readonly isSure: boolean }
  | { readonly type: 'found', readonly countedAt: string }
  | { readonly type: 'unclear' }
  | { readonly type: 'takenBack' }
  /** The centre has it and does not take it back: a person has to claim it without the card. */
  | { readonly type: 'notTakenBack', readonly owedNumber: string | null }
  | { readonly type: 'missing', readonly what: Missing }
  /** What was missing may be there again. */
  | { readonly type: 'presented' }
  /** A person looked after it. */
  | { readonly type: 'settled' }

/** The visit was not written; it was, without its signature (nhi-facts §3.1). */
const NOT_WRITTEN = 5007, UNSIGNED = 5008

/**
 * One number of one visit, taken once at most. Every state is kept durably before its effect begins (`keep` stands first), so
 * that after a crash the last state that was kept is where the effect may have happened, and `restarted` leads to the state
 * that finds out. The centre is asked in `asking` alone, and no way leads back there.
 *
 * Each state has one effect, which answers with one event. Where a card or the centre is missing the machine stays, and
 * `presented` begins the same effect anew.
 */
export const numberMachine = setup({
  types: {
    context: {} as NumberContext, events: {} as NumberEvent,
    input: {} as Pick<NumberContext, 'request' | 'door' | 'isKeyed' | 'since' | 'onCard' | 'byCentre'>,
  },
  actions: {
    /** Durable when it returns. */
    keep: () => {},
    /** SequelNumber/Next, once. */
    askCentre: () => {},
    /** Asks whether the insurance allows it, counts on from the card’s last number, and has it signed. */
    countByCard: () => {},
    /** Looks for a visit that the centre has and the card has not. */
    lookUp: () => {},
    /** APPEND, then the signature beside it. */
    writeCard: () => {},
    /** Looks whether the card has the visit, and signs it where it has no signature. */
    readCard: () => {},
    /** SequelNumber/Rollback of `countedAt`, which may be repeated. */
    takeBack: () => {},
    take: assign(({ event }) => (event.type === 'stands' ? { given: event.given, code: event.isSigned ? null : UNSIGNED } : {})),
    give: assign(({ event }) => ('given' in event ? { given: event.given } : {})),
    refuse: assign(({ event }) => (event.type === 'refused' ? { code: event.code } : {})),
    lose: assign({ isLost: true }),
    /** The centre's visit is the one that the card does not have. */
    takeBackGiven: assign(({ context }) => ({ countedAt: context.given?.treatmentDateTime ?? null, waitsFor: null })),
    refusedByCard: assign({ code: NOT_WRITTEN }),
    waitFor: assign(({ event }) => (event.type === 'missing' ? { waitsFor: event.what } : {})),
    /** Who waited for the answer has gone by then. */
    waitNoMore: assign({ waitsFor: null, goesOn: false }),
  },
  guards: {
    isNext: ({ event }) => event.type === 'counted' && event.isNext,
    isSure: ({ event }) => event.type === 'absent' && event.isSure,
    isByCentre: ({ context }) => context.byCentre,
    goesOn: ({ context }) => context.goesOn,
  },
}).createMachine({
  id: 'number',
  context: ({ input }) => ({
    ...input, countedAt: null, given: null, code: null, owedNumber: null, waitsFor: null, goesOn: false, isLost: false,
  }),
  initial: 'planned',
  states: {
    /** Nothing was asked and nothing is kept. */
    planned: { always: [{ guard: 'isByCentre', target: 'asking' }, { target: 'deciding' }] },
    asking: {
      entry: ['keep', 'askCentre'],
      on: {
        counted: [
          { guard: 'isNext', target: 'writing', actions: 'give' },
          {
            // one of the two has a visit that the other has not heard of: the card's own count goes on
            target: 'takingBack',
            actions: assign(({ event }) => ({ countedAt: event.given.treatmentDateTime, goesOn: true })),
          },
        ],
        refused: { target: 'none', actions: 'refuse' },
        unreachable: { target: 'deciding', actions: assign({ byCentre: false }) },
        replyLost: { target: 'unknown', actions: 'lose' },
        restarted: { target: 'unknown', actions: 'lose' },
      },
    },
    /** Nothing stands yet; a crash here leaves what was kept before. */
    deciding: {
      entry: 'countByCard',
      on: {
        decided: { target: 'writing', actions: ['give', assign({ byCentre: false, countedAt: null })] },
        refused: { target: 'none', actions: 'refuse' },
      },
    },
    unknown: {
      entry: ['keep', 'lookUp'],
      on: {
        found: { target: 'takingBack', actions: assign(({ event }) => ({ countedAt: event.countedAt })) },
        absent: [
          { guard: 'isSure', target: 'none' },
          // what is still on its way could be counted yet
          { actions: [assign({ waitsFor: 'time' }), 'keep'] },
        ],
        unclear: 'forPerson',
        missing: { actions: ['waitFor', 'keep'] },
        presented: { target: 'unknown', reenter: true, actions: 'waitNoMore' },
        restarted: { target: 'unknown', reenter: true, actions: 'waitNoMore' },
        settled: 'none',
      },
    },
    writing: {
      entry: ['keep', 'writeCard'],
      on: {
        stands: { target: 'taken', actions: 'take' },
        notOnCard: [
          { guard: 'isByCentre', target: 'takingBack', actions: ['refusedByCard', 'takeBackGiven'] },
          { target: 'none', actions: 'refusedByCard' },
        ],
        cardLost: 'cardUnknown',
        restarted: 'cardUnknown',
      },
    },
    cardUnknown: {
      entry: ['keep', 'readCard'],
      on: {
        stands: { target: 'taken', actions: 'take' },
        stillToWrite: { target: 'writing', actions: 'waitNoMore' },
        notOnCard: [
          { guard: 'isByCentre', target: 'takingBack', actions: ['refusedByCard', 'takeBackGiven'] },
          { target: 'none', actions: 'refusedByCard' },
        ],
        unclear: 'forPerson',
        missing: { actions: ['waitFor', 'keep'] },
        presented: { target: 'cardUnknown', reenter: true, actions: 'waitNoMore' },
        restarted: { target: 'cardUnknown', reenter: true, actions: 'waitNoMore' },
        settled: 'none',
      },
    },
    takingBack: {
      entry: ['keep', 'takeBack'],
      on: {
        takenBack: [{ guard: 'goesOn', target: 'deciding' }, { target: 'none' }],
        notTakenBack: { target: 'forPerson', actions: assign(({ event }) => ({ owedNumber: event.owedNumber })) },
        missing: { actions: ['waitFor', 'keep'] },
        presented: { target: 'takingBack', reenter: true, actions: 'waitNoMore' },
        restarted: { target: 'takingBack', reenter: true, actions: 'waitNoMore' },
        settled: 'none',
      },
    },
    taken: { entry: [assign({ waitsFor: null }), 'keep'], type: 'final' },
    none: { entry: [assign({ waitsFor: null }), 'keep'], type: 'final' },
    forPerson: { entry: [assign({ waitsFor: 'person' }), 'keep'], on: { settled: 'none' } },
  },
})
