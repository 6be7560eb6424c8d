import { assign, fromCallback, setup } from 'xstate'
import { ChildExit } from './envelope.ts'

/** Why a child is no more. */
export type ChildLoss =
  | 'notStarted' | 'helloMissing' | 'hung' | 'deadlinePassed' | 'exited' | 'successorWanted' | 'bindingMissing'
  | 'closed'

export type ChildLifeEvent =
  | { readonly type: 'hello' }
  | { readonly type: 'pong' }
  | { readonly type: 'exited', readonly code: number | null }
  /** A request passed its deadline, and the child is to be replaced for it. */
  | { readonly type: 'deadlinePassed' }
  /** Nobody waits for an answer any more. */
  | { readonly type: 'drained' }
  /** Something changed outside that makes another try worth while: a USB event, a resume. */
  | { readonly type: 'hinted' }
  | { readonly type: 'closed' }

export interface ChildLifeContext {
  /** Failures since the last child that ran well. */
  readonly failures: number
}

/** Milliseconds. */
export const childDelays = {
  helloDeadline: 5_000,
  heartbeat: 2_000,
  pongDeadline: 5_000,
  /** A child this old ran well: the next failure starts the backoff anew. */
  settling: 10_000,
  recheck: 10_000,
  /** How long what is under way beside a hung call may take before the child is killed. */
  drain: 2_000,
  /** How long a child may take to give back its cards when it is asked to end. */
  farewell: 2_000,
}

export type ChildDelays = Readonly<typeof childDelays>

const provided = () => {
  throw new Error('the actor childProcess is to be provided')
}

/**
 * The life of a child process that owns native code. Native code may hang or crash, so nothing in it is waited for
 * without a deadline, leaving `alive` kills the process (by the stop of `childProcess`), and no number of failures ends
 * the trying. Every effect comes by `provide`.
 */
export const nativeChildMachine = setup({
  types: { context: {} as ChildLifeContext, events: {} as ChildLifeEvent },
  actors: { childProcess: fromCallback<ChildLifeEvent>(provided) },
  actions: {
    ping: () => {},
    sayFarewell: () => {},
    reportLoss: (_, _params: { loss: ChildLoss }) => {},
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
  },
  guards: {
    /** Whether a start has any chance. */
    bindingMayBeThere: () => true,
    /** Somebody waits for answers. */
    requestsPending: () => false,
    /** A native call under way may delay a pong; the request it is for has its own deadline. */
    callMayBlock: () => false,
    bindingMissing: ({ event }) => event.type === 'exited' && event.code === ChildExit.bindingMissing,
    firstSuccessorWanted: ({ context, event }) =>
      event.type === 'exited' && event.code === ChildExit.successorWanted && context.failures === 0,
    successorWanted: ({ event }) => event.type === 'exited' && event.code === ChildExit.successorWanted,
  },
  delays: { ...childDelays, backoff: 100 },
}).createMachine({
  id: 'nativeChild',
  initial: 'alive',
  context: { failures: 0 },
  on: { closed: '.closed' },
  states: {
    alive: {
      initial: 'starting',
      invoke: { src: 'childProcess', onError: { target: 'backingOff', actions: loss('notStarted') } },
      on: {
        exited: [
          { guard: 'bindingMissing', target: 'absent', actions: loss('bindingMissing') },
          {
            guard: 'firstSuccessorWanted', target: 'alive', reenter: true,
            actions: ['countFailure', loss('successorWanted')],
          },
          { guard: 'successorWanted', target: 'backingOff', actions: loss('successorWanted') },
          { target: 'backingOff', actions: loss('exited') },
        ],
        deadlinePassed: [
          { guard: 'requestsPending', target: '.draining' },
          { target: 'backingOff', actions: loss('deadlinePassed') },
        ],
        closed: '.leaving',
      },
      states: {
        starting: {
          after: { helloDeadline: { target: '#nativeChild.backingOff', actions: loss('helloMissing') } },
          on: { hello: 'running' },
        },
        running: {
          type: 'parallel',
          states: {
            pulse: {
              initial: 'resting',
              states: {
                resting: { after: { heartbeat: 'asking' } },
                asking: {
                  entry: 'ping',
                  on: { pong: 'resting' },
                  after: {
                    pongDeadline: [
                      { guard: 'callMayBlock', target: 'asking', reenter: true },
                      { target: '#nativeChild.backingOff', actions: loss('hung') },
                    ],
                  },
                },
              },
            },
            age: {
              initial: 'young',
              states: {
                young: { after: { settling: 'settled' } },
                settled: { entry: 'forgetFailures' },
              },
            },
          },
        },
        // One call hangs; the others are let finish, and no new ones begun.
        draining: {
          on: {
            drained: { target: '#nativeChild.backingOff', actions: loss('deadlinePassed') },
            deadlinePassed: [
              { guard: 'requestsPending' },
              { target: '#nativeChild.backingOff', actions: loss('deadlinePassed') },
            ],
          },
          after: { drain: { target: '#nativeChild.backingOff', actions: loss('deadlinePassed') } },
        },
        leaving: {
          entry: 'sayFarewell',
          on: { exited: '#nativeChild.closed', deadlinePassed: '#nativeChild.closed', closed: {} },
          after: { farewell: '#nativeChild.closed' },
        },
      },
    },
    backingOff: {
      entry: 'countFailure',
      after: { backoff: 'alive' },
      on: { hinted: 'alive' },
    },
    absent: {
      after: { recheck: [{ guard: 'bindingMayBeThere', target: 'alive' }, { target: 'absent', reenter: true }] },
      on: { hinted: 'alive' },
    },
    closed: { type: 'final', entry: loss('closed') },
  },
})

function loss(reason: ChildLoss) {
  return { type: 'reportLoss', params: { loss: reason } } as const
}
