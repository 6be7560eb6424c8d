import { and, assign, setup } from 'xstate'
import { isStatus, NULL, type Direction } from './tpdu.ts'

/**
 * Why an exchange came to no answer. T=0 cannot find its place again, so every failure asks for a reset of the card.
 * - `workWaitingTime`: the card said nothing for WT
 * - `illegalProcedureByte`: neither NULL, INS, its complement nor SW1, or an acknowledge with nothing left to move
 * - `dataIncomplete`: success, although data the card acknowledged or needed were not moved
 * - `parity`: a character came damaged and so did its repetitions
 * - `surplusBytes`: the card spoke when it had nothing to say
 * - `resetNeeded`: an exchange was begun after a failure and before a reset
 */
export type T0Failure =
  | 'workWaitingTime' | 'illegalProcedureByte' | 'dataIncomplete' | 'parity' | 'surplusBytes' | 'resetNeeded'

export interface T0HostContext {
  readonly ins: number
  readonly direction: Direction
  /** Data bytes to move, 0 to 256. */
  readonly length: number
  /** Data bytes moved. */
  readonly moved: number
  /** Data bytes the last acknowledge announced and that have not come yet. */
  readonly expected: number
  readonly sw1: number
  /** Repetitions asked for the present character. */
  readonly repetitions: number
}

export type T0HostEvent =
  | { readonly type: 'begun', readonly ins: number, readonly direction: Direction, readonly length: number }
  | { readonly type: 'procedureByte', readonly byte: number }
  /** `count` of the `expected` data bytes came. */
  | { readonly type: 'data', readonly count: number }
  | { readonly type: 'sw2', readonly byte: number }
  /** Bytes came that nobody waits for. */
  | { readonly type: 'surplus' }
  /** A character came with wrong parity, and the driver did not have it repeated itself. */
  | { readonly type: 'parityError' }
  /** WT passed. */
  | { readonly type: 'timedOut' }
  | { readonly type: 'reset' }

/** The standard sets no limit (ISO/IEC 7816-3:2006 §7.3); assumed: after three repetitions the contact is bad. */
export const MAX_REPETITIONS = 3

const nothing: T0HostContext = {
  ins: 0, direction: 'none', length: 0, moved: 0, expected: 0, sw1: 0, repetitions: 0,
}

/** SW1 that say the command was carried out: 90, 61 and the warnings. */
const isDone = (sw1: number) => sw1 === 0x90 || (sw1 >= 0x61 && sw1 <= 0x63)
/** SW1 that say the answer is whole. */
const isWhole = (sw1: number) => sw1 === 0x90 || sw1 === 0x61

/**
 * The host's side of one exchange of T=0 (ISO/IEC 7816-3:2006 §10.3). It counts the data and never holds them; the
 * engine beside it does. Every wait has the same limit, WT, counted anew by `restartWait`.
 */
export const t0HostMachine = setup({
  types: { context: {} as T0HostContext, events: {} as T0HostEvent },
  actions: {
    sendHeader: () => {},
    sendData: (_, _params: { from: number, to: number }) => {},
    restartWait: () => {},
    askRepetition: () => {},
    answer: (_, _params: { sw: number }) => {},
    fail: (_, _params: { failure: T0Failure }) => {},
    countSent: assign((_, { to }: { to: number }) => ({ moved: to, repetitions: 0 })),
    expectAll: assign(({ context }) => ({ expected: context.length - context.moved, repetitions: 0 })),
    expectOne: assign({ expected: 1, repetitions: 0 }),
    countReceived: assign(({ context, event }) => event.type !== 'data' ? {} : {
      moved: context.moved + event.count, expected: context.expected - event.count, repetitions: 0,
    }),
    keepSw1: assign(({ event }) => event.type !== 'procedureByte' ? {} : { sw1: event.byte, repetitions: 0 }),
  },
  guards: {
    isNull: ({ event }) => event.type === 'procedureByte' && event.byte === NULL,
    acknowledgesAll: ({ context, event }) =>
      event.type === 'procedureByte' && event.byte === context.ins && context.moved < context.length,
    acknowledgesOne: ({ context, event }) =>
      event.type === 'procedureByte' && event.byte === (context.ins ^ 0xff) && context.moved < context.length,
    isSw1: ({ event }) => event.type === 'procedureByte' && isStatus(event.byte),
    sends: ({ context }) => context.direction === 'send',
    leavesDataOver: ({ context: { direction, moved, length }, event }) => {
      if (event.type !== 'procedureByte' || moved === length) return false
      return direction === 'send' ? isDone(event.byte) : moved > 0 && isWhole(event.byte)
    },
    isLastExpected: ({ context, event }) => event.type === 'data' && event.count >= context.expected,
    mayRepeat: ({ context }) => context.repetitions < MAX_REPETITIONS,
  },
}).createMachine({
  id: 't0Host',
  initial: 'idle',
  context: nothing,
  on: { reset: '.idle' },
  states: {
    idle: {
      on: {
        begun: {
          target: 'busy',
          actions: [
            assign(({ event: { ins, direction, length } }) => ({ ...nothing, ins, direction, length })),
            'sendHeader', 'restartWait',
          ],
        },
        surplus: { target: 'spoilt', actions: failure('surplusBytes') },
      },
    },
    busy: {
      initial: 'procedure',
      on: {
        timedOut: { target: 'spoilt', actions: failure('workWaitingTime') },
        parityError: [
          {
            guard: 'mayRepeat',
            actions: [
              assign({ repetitions: ({ context }) => context.repetitions + 1 }), 'askRepetition', 'restartWait',
            ],
          },
          { target: 'spoilt', actions: failure('parity') },
        ],
      },
      states: {
        procedure: {
          on: {
            procedureByte: [
              { guard: 'isNull', actions: [assign({ repetitions: 0 }), 'restartWait'] },
              { guard: and(['sends', 'acknowledgesAll']), actions: sending((_moved, length) => length) },
              { guard: and(['sends', 'acknowledgesOne']), actions: sending((moved) => moved + 1) },
              { guard: 'acknowledgesAll', target: 'receiving', actions: ['expectAll', 'restartWait'] },
              { guard: 'acknowledgesOne', target: 'receiving', actions: ['expectOne', 'restartWait'] },
              { guard: 'leavesDataOver', target: '#t0Host.spoilt', actions: failure('dataIncomplete') },
              { guard: 'isSw1', target: 'sw2', actions: ['keepSw1', 'restartWait'] },
              { target: '#t0Host.spoilt', actions: failure('illegalProcedureByte') },
            ],
          },
        },
        receiving: {
          on: {
            data: [
              { guard: 'isLastExpected', target: 'procedure', actions: ['countReceived', 'restartWait'] },
              { actions: ['countReceived', 'restartWait'] },
            ],
          },
        },
        sw2: {
          on: {
            sw2: {
              target: '#t0Host.idle',
              actions: { type: 'answer', params: ({ context, event }) => ({ sw: (context.sw1 << 8) | event.byte }) },
            },
          },
        },
      },
    },
    spoilt: {
      on: { begun: { actions: failure('resetNeeded') } },
    },
  },
})

function failure(name: T0Failure) {
  return { type: 'fail', params: { failure: name } } as const
}

/** Sends command data up to where the acknowledge allows. */
function sending(upTo: (moved: number, length: number) => number) {
  const params = ({ context: { moved, length } }: { context: T0HostContext }) =>
    ({ from: moved, to: upTo(moved, length) })
  return [{ type: 'sendData', params }, { type: 'countSent', params }, 'restartWait'] as const
}
