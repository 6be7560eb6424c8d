import { assign, setup } from 'xstate'
import { NULL } from './tpdu.ts'

/** How a card acknowledges at one procedure byte: everything left, one byte, or not yet. */
export type ProcedureStyle = 'all' | 'one' | 'null'

export interface T0CardContext {
  /** One style for each procedure byte of an exchange in turn, and `all` when it is used up. */
  readonly plan: readonly ProcedureStyle[]
  readonly step: number
  readonly ins: number
  readonly length: number
  readonly moved: number
  /** Command data bytes acknowledged and not come yet. */
  readonly expected: number
  readonly sw: number
}

export type T0CardEvent =
  /** Five bytes came. */
  | { readonly type: 'header', readonly ins: number }
  /** The command takes `length` data bytes, 1 to 255. */
  | { readonly type: 'takes', readonly length: number }
  /** The command is answered with `length` data bytes, 0 to 256, and a status word. */
  | { readonly type: 'answers', readonly length: number, readonly sw: number }
  | { readonly type: 'data', readonly count: number }
  /** The host fell silent within what it was sending, or reset the card. */
  | { readonly type: 'abandoned' }

/**
 * The card's side of T=0 (ISO/IEC 7816-3:2006 §10.3), for simulated cards behind a reader that speaks characters. It
 * asks what the command does (`consult`, then `process` when its data have come) and is told by an event.
 */
export const t0CardMachine = setup({
  types: {
    context: {} as T0CardContext, events: {} as T0CardEvent, input: {} as { plan: readonly ProcedureStyle[] },
  },
  actions: {
    consult: () => {},
    process: () => {},
    sendProcedure: (_, _params: { byte: number }) => {},
    sendData: (_, _params: { from: number, to: number }) => {},
    sendStatus: (_, _params: { sw: number }) => {},
    nextStep: assign({ step: ({ context }) => context.step + 1 }),
    keepAnswer: assign(({ event }) => event.type !== 'answers' ? {} : { length: event.length, moved: 0, sw: event.sw }),
  },
  guards: {
    waits: ({ context }) => context.plan[context.step] === 'null',
    oneByOne: ({ context }) => context.plan[context.step] === 'one',
    allMoved: ({ context }) => context.moved === context.length,
    isLastExpected: ({ context, event }) => event.type === 'data' && event.count >= context.expected,
  },
}).createMachine({
  id: 't0Card',
  initial: 'idle',
  context: ({ input: { plan } }) => ({ plan, step: 0, ins: 0, length: 0, moved: 0, expected: 0, sw: 0 }),
  on: { abandoned: '.idle' },
  states: {
    idle: {
      on: {
        header: {
          target: 'deciding',
          actions: assign(({ event }) => ({ ins: event.ins, step: 0, length: 0, moved: 0, expected: 0 })),
        },
      },
    },
    deciding: {
      entry: 'consult',
      on: {
        takes: { target: 'asking', actions: assign(({ event }) => ({ length: event.length })) },
        answers: { target: 'giving', actions: 'keepAnswer' },
      },
    },
    asking: {
      always: [
        { guard: 'allMoved', target: 'working' },
        { guard: 'waits', target: 'asking', reenter: true, actions: ['nextStep', procedure(() => NULL)] },
        {
          guard: 'oneByOne', target: 'taking',
          actions: ['nextStep', assign({ expected: 1 }), procedure((ins) => ins ^ 0xff)],
        },
        {
          target: 'taking',
          actions: [
            'nextStep', assign({ expected: ({ context }) => context.length - context.moved }), procedure((ins) => ins),
          ],
        },
      ],
    },
    taking: {
      on: {
        data: [
          { guard: 'isLastExpected', target: 'asking', actions: count() },
          { actions: count() },
        ],
      },
    },
    working: {
      entry: 'process',
      on: { answers: { target: 'giving', actions: 'keepAnswer' } },
    },
    giving: {
      always: [
        { guard: 'waits', target: 'giving', reenter: true, actions: ['nextStep', procedure(() => NULL)] },
        {
          guard: 'allMoved', target: 'idle',
          actions: { type: 'sendStatus', params: ({ context: { sw } }) => ({ sw }) },
        },
        {
          guard: 'oneByOne', target: 'giving', reenter: true,
          actions: [
            'nextStep', procedure((ins) => ins ^ 0xff),
            { type: 'sendData', params: ({ context: { moved } }) => ({ from: moved, to: moved + 1 }) },
            assign({ moved: ({ context }) => context.moved + 1 }),
          ],
        },
        {
          target: 'giving', reenter: true,
          actions: [
            'nextStep', procedure((ins) => ins),
            { type: 'sendData', params: ({ context: { moved, length } }) => ({ from: moved, to: length }) },
            assign({ moved: ({ context }) => context.length }),
          ],
        },
      ],
    },
  },
})

function procedure(byteFor: (ins: number) => number) {
  return {
    type: 'sendProcedure',
    params: ({ context }: { context: T0CardContext }) => ({ byte: byteFor(context.ins) }),
  } as const
}

function count() {
  return assign<T0CardContext, Extract<T0CardEvent, { type: 'data' }>, undefined, T0CardEvent, never>(
    ({ context, event }) => ({ moved: context.moved + event.count, expected: context.expected - event.count }),
  )
}
