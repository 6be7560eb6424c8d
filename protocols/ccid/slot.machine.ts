import { and, assign, setup } from 'xstate'
import type { CommandStatus } from './slot-status.ts'

/**
 * Why a command to a slot came to no answer.
 * - `notSent`: the transfer to the reader failed
 * - `timedOut`, `cancelled`, `hardwareError` (told on the interrupt pipe): given up, and the reader took the abort; the
 *   slot can be used on
 * - `abortFailed`: given up, and the reader did not take the abort
 * - `malformedAnswer`: too short, garbage, or a status that is reserved
 * - `unexpectedAnswer`: an answer of another kind than the command has
 * - `answersOutOfStep`: answers to other commands, one after the other
 * - `timeExtensionStorm`: more time wanted without end
 * - `slotUnusable`: begun after another failure than the first three
 * - `readerRemoved`: the device is gone
 */
export type SlotFailure =
  | GivenUp | 'notSent' | 'abortFailed' | 'malformedAnswer' | 'unexpectedAnswer' | 'answersOutOfStep'
  | 'timeExtensionStorm' | 'slotUnusable' | 'readerRemoved'
type GivenUp = 'timedOut' | 'cancelled' | 'hardwareError'

/** What limits patience; both assumed, no standard sets them. */
export interface SlotLimits {
  /** Time extensions of one command: a key generated on a card takes minutes, a broken reader asks for ever. */
  readonly timeExtensions: number
  /** Answers that belong to no command, in a row. */
  readonly strayAnswers: number
}

export const defaultLimits: SlotLimits = { timeExtensions: 1000, strayAnswers: 16 }

export interface SlotContext {
  readonly bSlot: number
  readonly limits: SlotLimits
  /** Of the present command; counts up by one a command, modulo 256 (CCID rev 1.1 §6.1). */
  readonly bSeq: number
  /** bMessageType of the answer the present command has. */
  readonly answerType: number
  readonly extensions: number
  /** Dropped since the last answer that was in step. */
  readonly strays: number
  /** Why the command was given up, while the reader is asked to abort it. */
  readonly givenUp: GivenUp
}

export interface SlotAnswer {
  readonly bMessageType: number
  readonly bSlot: number
  readonly bSeq: number
  readonly command: CommandStatus
  readonly bError: number
}

export type SlotEvent =
  | { readonly type: 'begun', readonly answerType: number }
  /** The transfer to the reader failed. */
  | { readonly type: 'notSent' }
  | { readonly type: 'answer' } & SlotAnswer
  | { readonly type: 'malformed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'cancelled' }
  /** The control request ABORT went through, or did not. */
  | { readonly type: 'abortRequested' }
  | { readonly type: 'abortRefused' }
  /** RDR_to_PC_HardwareError for this slot. */
  | { readonly type: 'hardwareError' }
  | { readonly type: 'removed' }

const SLOT_STATUS = 0x81

/**
 * The host's side of one slot of a CCID, one command at a time. Bytes and messages stay with the engine beside it.
 *
 * A command that is given up is aborted in the two steps of CCID rev 1.1 §5.3.1: the control request, then the bulk
 * message with the same bSeq, whose answer says that the slot is free. What the given-up command still answers is
 * dropped. Any other failure leaves `unusable` behind: what the reader is doing is not known, and only a reset of the
 * device, which means a new machine, goes on. A reader without a control pipe is told `abortRequested` at once.
 */
export const slotMachine = setup({
  types: {
    context: {} as SlotContext, events: {} as SlotEvent,
    input: {} as { bSlot: number, limits?: SlotLimits, bSeq?: number },
  },
  actions: {
    sendCommand: (_, _params: { bSeq: number }) => {},
    /** Begin the timer of the present step anew; with a multiplier when the reader asked for more time. */
    restartTimer: (_, _params: { multiplier: number }) => {},
    requestAbort: (_, _params: { bSeq: number }) => {},
    sendAbort: (_, _params: { bSeq: number }) => {},
    answer: () => {},
    refuse: (_, _params: { bError: number }) => {},
    fail: (_, _params: { failure: SlotFailure }) => {},
    nextSequence: assign({ bSeq: ({ context }) => (context.bSeq + 1) & 0xff }),
    countStray: assign({ strays: ({ context }) => context.strays + 1 }),
    countExtension: assign({ extensions: ({ context }) => context.extensions + 1, strays: 0 }),
  },
  guards: {
    isStray: ({ context, event }) =>
      event.type === 'answer' && (event.bSlot !== context.bSlot || event.bSeq !== context.bSeq),
    hasManyStrays: ({ context }) => context.strays >= context.limits.strayAnswers,
    wantsTime: ({ event }) => event.type === 'answer' && event.command === 'timeExtension',
    hadMuchTime: ({ context }) => context.extensions >= context.limits.timeExtensions,
    isReserved: ({ event }) => event.type === 'answer' && event.command === 'reserved',
    isRefused: ({ event }) => event.type === 'answer' && event.command === 'failed',
    isOfItsKind: ({ context, event }) => event.type === 'answer' && event.bMessageType === context.answerType,
    endsAbort: ({ event }) => event.type === 'answer' && event.bMessageType === SLOT_STATUS && event.command === 'ok',
  },
}).createMachine({
  id: 'slot',
  initial: 'idle',
  context: ({ input: { bSlot, limits = defaultLimits, bSeq = 0xff } }) => ({
    bSlot, limits, bSeq, answerType: 0, extensions: 0, strays: 0, givenUp: 'timedOut',
  }),
  on: {
    removed: '.gone',
  },
  states: {
    idle: {
      on: {
        begun: {
          target: 'busy',
          actions: [
            'nextSequence',
            assign(({ event }) => ({ answerType: event.answerType, extensions: 0, strays: 0 })),
            { type: 'sendCommand', params: sequence },
            timer(1),
          ],
        },
        malformed: 'unusable',
      },
    },
    busy: {
      initial: 'awaiting',
      on: {
        removed: { target: 'gone', actions: failure('readerRemoved') },
        malformed: { target: 'unusable', actions: failure('malformedAnswer') },
      },
      states: {
        awaiting: {
          on: {
            notSent: spoilt('notSent'),
            timedOut: { target: 'requestingAbort', actions: assign({ givenUp: 'timedOut' }) },
            cancelled: { target: 'requestingAbort', actions: assign({ givenUp: 'cancelled' }) },
            hardwareError: { target: 'requestingAbort', actions: assign({ givenUp: 'hardwareError' }) },
            answer: [
              { guard: and(['isStray', 'hasManyStrays']), ...spoilt('answersOutOfStep') },
              { guard: 'isStray', actions: 'countStray' },
              { guard: and(['wantsTime', 'hadMuchTime']), ...spoilt('timeExtensionStorm') },
              {
                guard: 'wantsTime',
                actions: [
                  'countExtension',
                  { type: 'restartTimer', params: ({ event }) => ({ multiplier: Math.max(1, event.bError) }) },
                ],
              },
              { guard: 'isReserved', ...spoilt('malformedAnswer') },
              {
                guard: 'isRefused', target: '#slot.idle',
                actions: { type: 'refuse', params: ({ event }) => ({ bError: event.bError }) },
              },
              { guard: 'isOfItsKind', target: '#slot.idle', actions: 'answer' },
              spoilt('unexpectedAnswer'),
            ],
          },
        },
        requestingAbort: {
          entry: [
            'nextSequence', assign({ strays: 0 }), { type: 'requestAbort', params: sequence }, timer(1),
          ],
          on: {
            abortRequested: 'aborting',
            abortRefused: spoilt('abortFailed'),
            timedOut: spoilt('abortFailed'),
          },
        },
        aborting: {
          entry: [{ type: 'sendAbort', params: sequence }, timer(1)],
          on: {
            answer: [
              { guard: and(['isStray', 'hasManyStrays']), ...spoilt('answersOutOfStep') },
              { guard: 'isStray', actions: 'countStray' },
              {
                guard: 'endsAbort', target: '#slot.idle',
                actions: { type: 'fail', params: ({ context }) => ({ failure: context.givenUp }) },
              },
              spoilt('abortFailed'),
            ],
            notSent: spoilt('abortFailed'),
            timedOut: spoilt('abortFailed'),
          },
        },
      },
    },
    unusable: { on: { begun: { actions: failure('slotUnusable') } } },
    gone: { on: { begun: { actions: failure('readerRemoved') } } },
  },
})

function sequence({ context: { bSeq } }: { context: SlotContext }): { bSeq: number } {
  return { bSeq }
}

function timer(multiplier: number) {
  return { type: 'restartTimer', params: { multiplier } } as const
}

/** A failure after which the reader's doings are not known. */
function spoilt(name: SlotFailure) {
  return { target: '#slot.unusable', actions: failure(name) } as const
}

function failure(name: SlotFailure) {
  return { type: 'fail', params: { failure: name } } as const
}
