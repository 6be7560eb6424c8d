import { and, setup } from 'xstate'
import type { AuthenticatingKind } from '../port/idc.ts'
import type { EntryVerdict } from './pin-entry.ts'
import type { PinFailure } from './pin-outcomes.ts'

export type PinOperation = 'verify' | 'change' | 'unlock' | 'enable' | 'disable'

/** How things stand with the PIN of a card; `unknown` when the card is gone or says nothing. */
export type PinState = 'unverified' | 'verified' | 'blocked' | 'notSet' | 'unknown'

export interface PinInput {
  readonly card: AuthenticatingKind
  /** `unlock` is for an HPC, `enable` and `disable` are for an HC. */
  readonly operation: PinOperation
  /** At the reader's pad, where the digits go to the card and never come here; or typed at the PC. */
  readonly entry: 'pad' | 'typed'
  /** The reader shows its pad to one card: an HPC has to leave before the PIN of an HC is changed. */
  readonly hpcInTheWay?: boolean
}

/** No PIN, and nothing from which one could be told. */
export interface PinContext {
  readonly card: AuthenticatingKind
  readonly operation: PinOperation
  readonly entry: 'pad' | 'typed'
  readonly hpcInTheWay: boolean
  /** As the card last said; null when it has not. */
  readonly triesLeft: number | null
  /** How things stood when the operation began. */
  readonly before: PinState
  readonly failure: PinFailure | null
  /** The card's last status word. */
  readonly sw: number | null
  /** The state the PIN is in at the end. */
  readonly pin: PinState
}

export type PinEvent =
  | { readonly type: 'answered', readonly sw: number }
  /** Typed; the digits stay with whoever asked for them. */
  | { readonly type: 'entered', readonly verdict: EntryVerdict }
  | { readonly type: 'cancelled' }
  /** The card, or the person. */
  | { readonly type: 'timedOut' }
  | { readonly type: 'cardRemoved' }

export interface PinOutput {
  readonly pin: PinState
  readonly triesLeft: number | null
  readonly failure: PinFailure | null
  readonly sw: number | null
}

const OK = 0x9000, BLOCKED = 0x6983, NOT_SET = 0x6984, SECURITY_STATUS = 0x6982, WRONG_DATA = 0x6a80
/** Not in time, cancelled, new PINs that differ, wrong length: of a PIN pad (PC/SC part 10 rev 2.02 §2.6.2). */
const PAD_TIMED_OUT = 0x6400, PAD_CANCELLED = 0x6401, PAD_DIFFERENT = 0x6402, PAD_LENGTH = 0x6403

const frame = setup({
  types: { context: {} as PinContext, events: {} as PinEvent, input: {} as PinInput, output: {} as PinOutput },
  actions: {
    /** Of the card: VERIFY without data. */
    askState: () => {},
    /** Of the person: what `operation` wants. */
    askPerson: (_, _params: { card: AuthenticatingKind, operation: PinOperation }) => {},
    /** To the card, with what was typed, which is forgotten then. */
    send: (_, _params: { operation: PinOperation }) => {},
    /** Entry at the reader's pad and the command to the card in one. */
    sendFromPad: (_, _params: { operation: PinOperation }) => {},
  },
  guards: {
    says: ({ event }, { sw }: { sw: number }) => event.type === 'answered' && event.sw === sw,
    hasTries: ({ event }) => event.type === 'answered' && triesIn(event.sw) !== null && triesIn(event.sw) !== 0,
    hasNoTries: ({ event }) => event.type === 'answered' && (event.sw === BLOCKED || triesIn(event.sw) === 0),
    countsTries: ({ event }) => event.type === 'answered' && (event.sw === BLOCKED || triesIn(event.sw) !== null),
    judged: ({ event }, { verdict }: { verdict: EntryVerdict }) => event.type === 'entered' && event.verdict === verdict,
    is: ({ context }, { operation }: { operation: PinOperation }) => context.operation === operation,
    isTypedHpc: ({ context }) => context.card === 'hpc' && context.entry === 'typed',
    atPad: ({ context }) => context.entry === 'pad',
    hpcInTheWay: ({ context }) => context.card === 'hc' && context.hpcInTheWay,
    wasVerified: ({ context }) => context.before === 'verified',
    wasNotSet: ({ context }) => context.before === 'notSet',
    wasBlocked: ({ context }) => context.before === 'blocked',
  },
})

const keepAnswer = frame.assign(({ context, event }) => {
  if (event.type !== 'answered') return {}
  const { sw } = event
  return { sw, triesLeft: sw === BLOCKED ? 0 : triesIn(sw) ?? context.triesLeft }
})
/** After a right or a new PIN the card counts anew; how far is the card's own affair. */
const forgetTries = frame.assign({ triesLeft: null })

/**
 * One operation with a PIN, of a health or of a professional card (docs/open-profile.md §7): the card is asked how things
 * stand, then the person, then the card again. It ends in the state the PIN is in. The digits never come into it.
 */
export const pinMachine = frame.createMachine({
  id: 'pin',
  initial: 'beginning',
  context: ({ input: { hpcInTheWay = false, ...input } }) =>
    ({ ...input, hpcInTheWay, triesLeft: null, before: 'unknown', failure: null, sw: null, pin: 'unknown' }),
  on: { cardRemoved: { target: '.unknown', actions: failed('cardLost') } },
  states: {
    beginning: {
      always: [
        { guard: 'hpcInTheWay', target: 'unknown', actions: failed('removeHpc') },
        { target: 'asking' },
      ],
    },
    asking: {
      entry: 'askState',
      on: {
        answered: [
          { guard: and([says(OK), is('verify')]), target: 'verified', actions: keepAnswer },
          { guard: and([says(OK), is('enable')]), target: 'verified', actions: [keepAnswer, failed('oldPinNotVerified')] },
          { guard: says(OK), target: 'preparing', actions: [keepAnswer, stood('verified')] },
          {
            guard: and(['hasNoTries', is('unlock')]), target: 'preparing', actions: [keepAnswer, stood('blocked')],
          },
          { guard: 'hasNoTries', target: 'blocked', actions: [keepAnswer, failed('pinLocked')] },
          { guard: and([says(NOT_SET), is('enable')]), target: 'preparing', actions: [keepAnswer, stood('notSet')] },
          { guard: and([says(NOT_SET), is('verify')]), target: 'notSet', actions: keepAnswer },
          { guard: says(NOT_SET), target: 'notSet', actions: [keepAnswer, refusedAsSuch()] },
          {
            guard: and(['hasTries', is('enable')]), target: 'unverified',
            actions: [keepAnswer, failed('oldPinNotVerified')],
          },
          { guard: 'hasTries', target: 'preparing', actions: [keepAnswer, stood('unverified')] },
          { target: 'unknown', actions: [keepAnswer, failed('rightMissing')] },
        ],
        timedOut: { target: 'unknown', actions: failed('cardSilent') },
      },
    },
    preparing: { always: [{ guard: 'atPad', target: 'atPad' }, { target: 'entering' }] },
    entering: {
      entry: { type: 'askPerson', params: ({ context: { card, operation } }) => ({ card, operation }) },
      on: {
        entered: [
          { guard: judged('fits'), target: 'sending' },
          { guard: judged('blank'), target: 'unchanged', actions: failed('pinBlank') },
          { guard: judged('newPinsDiffer'), target: 'unchanged', actions: failed('newPinsDiffer') },
          { target: 'unchanged', actions: failed('lengthWrong') },
        ],
        cancelled: { target: 'unchanged', actions: failed('cancelled') },
        timedOut: { target: 'unchanged', actions: failed('personSilent') },
      },
    },
    atPad: {
      entry: { type: 'sendFromPad', params: ({ context: { operation } }) => ({ operation }) },
      on: {
        answered: [
          { guard: says(PAD_TIMED_OUT), target: 'unchanged', actions: failed('personSilent') },
          { guard: says(PAD_CANCELLED), target: 'unchanged', actions: failed('cancelled') },
          { guard: says(PAD_DIFFERENT), target: 'unchanged', actions: failed('newPinsDiffer') },
          { guard: says(PAD_LENGTH), target: 'unchanged', actions: failed('lengthWrong') },
          ...verdictsOfCard(),
        ],
        cancelled: { target: 'unchanged', actions: failed('cancelled') },
        timedOut: { target: 'unknown', actions: failed('cardSilent') },
      },
    },
    sending: {
      entry: { type: 'send', params: ({ context: { operation } }) => ({ operation }) },
      on: {
        answered: verdictsOfCard(),
        // whether a try is spent is not known
        timedOut: { target: 'unknown', actions: [frame.assign({ triesLeft: null }), failed('cardSilent')] },
      },
    },
    /** Nothing reached the card: the PIN is as it was. */
    unchanged: {
      always: [
        { guard: 'wasVerified', target: 'verified' },
        { guard: 'wasNotSet', target: 'notSet' },
        { guard: 'wasBlocked', target: 'blocked' },
        { target: 'unverified' },
      ],
    },
    verified: ended('verified'),
    unverified: ended('unverified'),
    blocked: ended('blocked'),
    notSet: ended('notSet'),
    unknown: ended('unknown'),
  },
  output: ({ context: { pin, triesLeft, failure, sw } }) => ({ pin, triesLeft, failure, sw }),
})

/** The status word to `verify`, `change`, `unlock`, `enable` or `disable`. */
function verdictsOfCard() {
  return [
    { guard: and([says(OK), is('disable')]), target: 'notSet', actions: [keepAnswer, forgetTries] },
    { guard: and([says(OK), is('unlock')]), target: 'unverified', actions: [keepAnswer, forgetTries] },
    { guard: says(OK), target: 'verified', actions: [keepAnswer, forgetTries] },
    // tries of the unblocking code, not of the PIN
    { guard: and([is('unlock'), 'countsTries']), target: 'unchanged', actions: [keepSw(), failed('stillLocked')] },
    { guard: 'hasNoTries', target: 'blocked', actions: [keepAnswer, failed('pinLocked')] },
    {
      guard: and(['hasTries', is('verify'), 'isTypedHpc']), target: 'unverified',
      actions: [keepAnswer, failed('typedPinWrong')],
    },
    { guard: and(['hasTries', is('verify')]), target: 'unverified', actions: [keepAnswer, failed('pinWrong')] },
    { guard: 'hasTries', target: 'unverified', actions: [keepAnswer, failed('oldPinNotVerified')] },
    { guard: says(NOT_SET), target: 'notSet', actions: [keepAnswer, refusedAsSuch()] },
    { guard: says(SECURITY_STATUS), target: 'unchanged', actions: [keepSw(), failed('rightMissing')] },
    { guard: says(WRONG_DATA), target: 'unchanged', actions: [keepSw(), failed('lengthWrong')] },
    { target: 'unchanged', actions: [keepSw(), refusedAsSuch()] },
  ] as const
}

/** 63Cx; null for any other. */
function triesIn(sw: number): number | null {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0x0f : null
}

function says(sw: number) {
  return { type: 'says', params: { sw } } as const
}

function is(operation: PinOperation) {
  return { type: 'is', params: { operation } } as const
}

function judged(verdict: EntryVerdict) {
  return { type: 'judged', params: { verdict } } as const
}

function stood(before: PinState) {
  return frame.assign({ before })
}

function ended(pin: PinState) {
  return { type: 'final', entry: frame.assign({ pin }) } as const
}

function keepSw() {
  return frame.assign(({ event }) => event.type === 'answered' ? { sw: event.sw } : {})
}

function failed(failure: PinFailure) {
  return frame.assign({ failure })
}

const failureOf = {
  verify: 'rightMissing', change: 'changeFailed', enable: 'changeFailed', disable: 'disableFailed', unlock: 'stillLocked',
} as const satisfies Record<PinOperation, PinFailure>

function refusedAsSuch() {
  return frame.assign(({ context }) => ({ failure: failureOf[context.operation] }))
}
