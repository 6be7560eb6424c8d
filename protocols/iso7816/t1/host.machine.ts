import { assign, setup } from 'xstate'
import { errorFor, hearing, type LineEvent } from './frame-event.ts'
import {
  DEFAULT_IFS, hostGuards, other, type T1HostContext, type T1HostEvent, type T1HostInput,
} from './host-context.ts'
import type { RuleMeta, T1RuleLabel } from './rules.ts'

const nothing = () => {}

interface Transition {
  readonly guard?: keyof typeof hostGuards
  readonly target?: string
  readonly reenter?: true
  readonly actions?: readonly Action[]
  readonly meta: RuleMeta
}

const machine = setup({
  types: {
    context: {} as T1HostContext, events: {} as T1HostEvent, input: {} as T1HostInput, meta: {} as RuleMeta,
  },
  guards: hostGuards,
  actions: {
    // Effects, provided by the engine. Each send also starts the wait for an answer.
    /** The part of the command from `from`, `length` bytes, M set if more follows. */
    sendI: nothing,
    sendR: nothing,
    sendIfsRequest: nothing,
    sendResynchRequest: nothing,
    sendAbortRequest: nothing,
    /** The response to the S(request) just received, with its value. */
    sendResponse: nothing,
    /** Wait BWT. */
    setTimer: nothing,
    /** Wait as many BWT as the S(WTX request) asks for. */
    extendTimer: nothing,
    /** Takes the information field of the I-block just received. */
    append: nothing,
    deliver: nothing,
    /** Says `failure`. */
    fail: nothing,

    start: assign(({ event }) => event.type !== 'begin' ? {} : {
      total: event.length, from: 0, length: 0, answered: 0, vain: 0, resynchs: 0, heard: false, complete: false,
      abortWanted: false, failure: null,
    }),
    agreeIfsd: assign({ ifsdAgreed: true, met: true, heard: false, vain: 0 }),
    cut: assign(({ context }) => {
      const length = Math.min(context.ifsc, context.total - context.from)
      const complete = context.complete || context.from + length === context.total
      return { length, complete, vain: 0, repeated: 0, last: 'I' as const }
    }),
    /** The card has our I-block. */
    acknowledge: assign(({ context }) => ({
      ns: other(context.ns), from: context.from + context.length, length: 0, met: true, heard: false,
    })),
    take: assign(({ context, event }) => event.type !== 'I' ? {} : {
      nr: other(context.nr), answered: context.answered + event.length, vain: 0, met: true, heard: false,
      last: 'R' as const, error: 0 as const,
    }),
    takeIfsc: assign(({ event }) => (event.type === 'S(IFS request)' ? { ifsc: event.value } : {})),
    respond: assign({ vain: 0, met: true, heard: false, last: 'S' }),
    countVain: assign(({ context, event }) => ({
      vain: context.vain + 1,
      heard: context.heard || event.type !== 'timedOut',
      met: context.met || (event.type !== 'timedOut' && event.type !== 'invalid'),
    })),
    judge: assign(({ event }) => ({ last: 'R' as const, error: errorFor(event) })),
    repeat: assign(({ context }) => ({
      repeated: context.repeated + 1, vain: 0, met: true, heard: true, last: 'I' as const,
    })),
    countResynch: assign(({ context }) => ({ resynchs: context.resynchs + 1, vain: 0 })),
    synchronise: assign(({ context }) => ({
      ns: 0 as const, nr: 0 as const, from: 0, length: 0, answered: 0, vain: 0, met: true, heard: false,
      // a card that begins anew may have forgotten both sizes
      ifsc: context.firstIfsc, ifsdAgreed: context.ifsd === DEFAULT_IFS,
    })),
    /** N(R) of the card's R-block says with which number to go on. */
    takeTurn: assign(({ event }) => (event.type === 'R' ? { ns: event.nr, met: true, heard: false } : {})),
    giveUp: assign(({ context }) => ({ failure: context.heard ? 'unresponsive' as const : 'mute' as const })),
    doubt: assign({ failure: 'doubtful' }),
    abortedByCard: assign({ failure: 'aborted' }),
    abortedByUs: assign(({ context }) => ({
      failure: context.abortWanted ? 'cancelled' as const : 'tooLong' as const, vain: 0,
    })),
    wantAbort: assign({ abortWanted: true }),
  },
})

type Action = Extract<Parameters<typeof machine.createMachine>[0]['entry'], string>

const rules = (...labels: T1RuleLabel[]): { readonly meta: RuleMeta } => ({ meta: { rules: labels } })

/** Attempts are used up (rule 7.4): a card that never spoke needs a reset, another is resynchronised. */
const exhausted: readonly Transition[] = [
  { guard: 'neverMet', target: 'failed', actions: ['countVain', 'giveUp'], ...rules('7.4.1') },
  { guard: 'resynchsLeft', target: 'resynchronising', actions: ['countVain'], ...rules('7.4.2') },
  { target: 'failed', actions: ['countVain', 'giveUp'], ...rules('6.4') },
]

/** What is no sound and expected block: ask for the expected one. */
const ask: readonly Transition[] = [
  { guard: 'repeatsR', actions: ['countVain', 'sendR', 'setTimer'], ...rules('7.2') },
  { guard: 'asksAfterS', actions: ['countVain', 'judge', 'sendR', 'setTimer'], ...rules('7.3') },
  { guard: 'asksAtFirst', actions: ['countVain', 'judge', 'sendR', 'setTimer'], ...rules('7.6') },
  { guard: 'attemptsLeft', actions: ['countVain', 'judge', 'sendR', 'setTimer'], ...rules('7.1') },
  ...exhausted,
]

/** The S-requests of a card that has the turn, in any part of an exchange. */
const requests = {
  'S(WTX request)': [{ actions: ['respond', 'sendResponse', 'extendTimer'], ...rules('3') }],
  'S(IFS request)': [{ actions: ['respond', 'takeIfsc', 'sendResponse', 'setTimer'], ...rules('4') }],
  'S(ABORT request)': [
    { target: 'aborted', actions: ['respond', 'abortedByCard', 'sendResponse', 'setTimer'], ...rules('9') },
  ],
} as const satisfies Partial<Record<LineEvent['type'], readonly Transition[]>>

/** An expected I-block of the card; `first` ones also acknowledge our last I-block. */
const answers = (first: readonly Action[]): readonly Transition[] => [
  { guard: 'isLast', target: 'idle', actions: [...first, 'append', 'take', 'deliver'], ...rules('2.1') },
  { guard: 'isUnwantedPart', target: 'aborting', actions: [...first, 'take', 'abortedByUs'], ...rules('9') },
  {
    guard: 'isPart', target: 'receiving', actions: [...first, 'append', 'take', 'sendR', 'setTimer'],
    ...rules('2.2', '5'),
  },
]

const ignored = hearing<Transition>({}, [rules()])

/**
 * T=1 on the side of the interface device (ISO/IEC 7816-3:2006 §11.6). Its transitions carry the numbers of the rules
 * they follow. It is liberal in what it takes: an INF longer than IFSD and an S(ABORT request) outside a chain are
 * accepted, as libccid accepts them.
 */
export const t1HostMachine = machine.createMachine({
  id: 't1Host',
  initial: 'idle',
  context: ({ input }) => ({
    ...input, firstIfsc: input.ifsc, ifsdAgreed: input.ifsd === DEFAULT_IFS, ns: 0, nr: 0, total: 0, from: 0, length: 0,
    answered: 0, last: 'I', error: 0, vain: 0, repeated: 0, resynchs: 0, met: false, heard: false, complete: false,
    abortWanted: false, failure: null,
  }),
  states: {
    idle: {
      // what comes now is the echo of an exchange that is over
      on: {
        ...ignored,
        begin: [
          { guard: 'ifsdAgreed', target: 'sending', actions: 'start', ...rules('1') },
          { target: 'negotiating', actions: 'start', ...rules('1') },
        ],
      },
    },
    negotiating: {
      entry: ['sendIfsRequest', 'setTimer'],
      on: hearing<Transition>(
        { 'S(IFS response)': [{ guard: 'ifsdEchoed', target: 'sending', actions: ['agreeIfsd'], ...rules('4') }] },
        [
          { guard: 'attemptsLeft', actions: ['countVain', 'sendIfsRequest', 'setTimer'], ...rules('7.3') },
          ...exhausted,
        ],
      ),
    },
    /** Our I-block is out: R acknowledges a part, I the last one. */
    sending: {
      entry: ['cut', 'sendI', 'setTimer'],
      on: {
        ...hearing<Transition>({
          ...requests,
          I: answers(['acknowledge']),
          R: [
            { guard: 'isAskedAgain', actions: ['repeat', 'sendI', 'setTimer'], ...rules('7.1') },
            { guard: 'isAskedTooOften', target: 'resynchronising', actions: ['countVain'], ...rules('7.4.2') },
            {
              guard: 'isAcknowledgedUnwanted', target: 'aborting', actions: ['acknowledge', 'abortedByUs'],
              ...rules('9'),
            },
            {
              guard: 'isAcknowledged', target: 'sending', reenter: true, actions: ['acknowledge'],
              ...rules('2.2', '5'),
            },
          ],
        }, ask),
        abort: { actions: 'wantAbort' },
        withdraw: { guard: 'isFirst', target: 'idle' },
      },
    },
    /** The card sends a chain and our R-block asked for its next part. */
    receiving: {
      on: { ...hearing<Transition>({ ...requests, I: answers([]) }, ask), abort: { actions: 'wantAbort' } },
    },
    /** We ended a chain. */
    aborting: {
      entry: ['sendAbortRequest', 'setTimer'],
      on: hearing<Transition>(
        { 'S(ABORT response)': [{ target: 'idle', actions: ['fail'], ...rules('9') }] },
        [
          { guard: 'attemptsLeft', actions: ['countVain', 'sendAbortRequest', 'setTimer'], ...rules('7.3') },
          ...exhausted,
        ],
      ),
    },
    /** The card ended a chain, and hands the turn back by an R-block. */
    aborted: {
      on: hearing<Transition>({
        R: [{ target: 'idle', actions: ['takeTurn', 'fail'], ...rules('9') }],
        'S(ABORT request)': [
          { guard: 'attemptsLeft', actions: ['countVain', 'sendResponse', 'setTimer'], ...rules('9') },
        ],
      }, ask),
    },
    resynchronising: {
      entry: ['countResynch', 'sendResynchRequest', 'setTimer'],
      on: hearing<Transition>({
        'S(RESYNCH response)': [
          { guard: 'isLost', target: 'idle', actions: ['synchronise', 'fail'], ...rules('6.2', '6.3') },
          { guard: 'isInDoubt', target: 'idle', actions: ['synchronise', 'doubt', 'fail'], ...rules('6.2', '6.3') },
          { target: 'restarting', actions: ['synchronise'], ...rules('6.2', '6.3') },
        ],
        timedOut: [
          {
            guard: 'resynchsLeft', target: 'resynchronising', reenter: true, actions: ['countVain'],
            ...rules('6.1', '7.3'),
          },
        ],
      }, [
        { guard: 'resynchsLeft', target: 'resynchronising', reenter: true, actions: ['countVain'], ...rules('7.3') },
        { target: 'failed', actions: ['countVain', 'giveUp'], ...rules('6.4') },
      ]),
    },
    restarting: { always: [{ guard: 'ifsdAgreed', target: 'sending' }, { target: 'negotiating' }] },
    /** Only a reset of the card, and with it a new machine, leads on. */
    failed: {
      entry: 'fail',
      on: { ...ignored, begin: { actions: 'fail' } },
    },
  },
})
