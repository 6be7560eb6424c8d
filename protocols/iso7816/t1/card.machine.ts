import { assign, setup } from 'xstate'
import { blank, cardGuards, type T1CardContext, type T1CardEvent, type T1CardInput } from './card-context.ts'
import { errorFor, hearing, type LineEvent } from './frame-event.ts'
import { DEFAULT_IFS, other } from './host-context.ts'
import type { RuleMeta, T1RuleLabel } from './rules.ts'

const nothing = () => {}

interface Transition {
  readonly guard?: keyof typeof cardGuards
  readonly target?: string
  readonly actions?: readonly Action[]
  readonly meta: RuleMeta
}

const machine = setup({
  types: {
    context: {} as T1CardContext, events: {} as T1CardEvent, input: {} as T1CardInput, meta: {} as RuleMeta,
  },
  guards: cardGuards,
  actions: {
    // Effects, provided by the engine.
    /** The part of the answer from `from`, `length` bytes, M set if more follows. */
    sendI: nothing,
    sendR: nothing,
    sendWtxRequest: nothing,
    sendIfsRequest: nothing,
    sendAbortRequest: nothing,
    /** The response to the S(request) just received, with its value. */
    sendResponse: nothing,
    /** Takes the information field of the I-block just received. */
    append: nothing,
    /** The command is whole: the application may carry it out. */
    execute: nothing,
    /** The host has granted the time asked for. */
    granted: nothing,
    /** The host began anew: the application's answer is not wanted any more. */
    discard: nothing,

    take: assign(({ context, event }) => event.type !== 'I' ? {} : {
      nr: other(context.nr), received: context.received + event.length, whole: !event.more, total: null,
      from: 0, length: 0, vain: 0, last: 'R' as const, error: 0 as const,
    }),
    /** The host has our I-block. */
    acknowledge: assign(({ context }) => ({
      ns: other(context.ns), from: context.from + context.length, length: 0, vain: 0,
    })),
    forgetCommand: assign({ received: 0, whole: false, abortWanted: false }),
    forgetAnswer: assign({ total: null, from: 0, length: 0, abortWanted: false }),
    cut: assign(({ context }) => ({
      length: Math.min(context.ifsd, (context.total ?? 0) - context.from), vain: 0, last: 'I' as const,
    })),
    ready: assign(({ event }) => (event.type === 'answer' ? { total: event.length, from: 0, length: 0 } : {})),
    want: assign(({ event }) => {
      if (event.type === 'extend') return { multiplier: event.multiplier }
      if (event.type === 'announce') return { ifscWanted: event.ifsc }
      return event.type === 'abort' ? { abortWanted: true } : {}
    }),
    agree: assign(({ context }) => ({ ifsc: context.ifscWanted ?? context.ifsc, ifscWanted: null, vain: 0 })),
    acknowledging: assign({ last: 'R', error: 0, vain: 0 }),
    request: assign({ last: 'S', vain: 1 }),
    respond: assign({ last: 'S', vain: 0 }),
    repeated: assign({ last: 'I', vain: 0 }),
    takeIfsd: assign(({ event }) => (event.type === 'S(IFS request)' ? { ifsd: event.value } : {})),
    countVain: assign(({ context }) => ({ vain: context.vain + 1 })),
    judge: assign(({ event }) => ({ last: 'R' as const, error: errorFor(event) })),
    restart: assign(({ context }) => ({ ...blank, last: 'S' as const, ifsc: context.firstIfsc, ifsd: DEFAULT_IFS })),
  },
})

type Action = Extract<Parameters<typeof machine.createMachine>[0]['entry'], string>

const rules = (...labels: T1RuleLabel[]): { readonly meta: RuleMeta } => ({ meta: { rules: labels } })

const listensOnly: Transition = rules('7.4.3')

const ask: readonly Transition[] = [
  { guard: 'repeatsR', actions: ['countVain', 'sendR'], ...rules('7.2') },
  { guard: 'asksAtFirst', actions: ['countVain', 'judge', 'sendR'], ...rules('7.5') },
  { guard: 'asksAfterS', actions: ['countVain', 'judge', 'sendR'], ...rules('7.3') },
  { guard: 'attemptsLeft', actions: ['countVain', 'judge', 'sendR'], ...rules('7.1') },
  listensOnly,
]

/** Time out means nothing to a card; its characters do, and a block cut short is `invalid`. */
const timedOut: readonly Transition[] = [rules()]
const resynch: readonly Transition[] = [
  { target: 'listening', actions: ['restart', 'sendResponse'], ...rules('6.2') },
]
const resynchDiscarding: readonly Transition[] = [
  { target: 'listening', actions: ['discard', 'restart', 'sendResponse'], ...rules('6.2', '6.5') },
]
const ifsd: readonly Transition[] = [{ actions: ['respond', 'takeIfsd', 'sendResponse'], ...rules('4') }]

/** An expected I-block, after what the state itself has to do with it. */
const commands = (first: readonly Action[], ...labels: T1RuleLabel[]): readonly Transition[] => [
  { guard: 'isUnwantedPart', target: 'aborting', actions: [...first, 'take'], ...rules(...labels, '9') },
  {
    guard: 'isPartBeforeIfsc', target: 'announcing', actions: [...first, 'append', 'take', 'request', 'sendIfsRequest'],
    ...rules(...labels, '4'),
  },
  {
    guard: 'isPart', target: 'listening', actions: [...first, 'append', 'take', 'sendR'],
    ...rules(...labels, '2.2', '5'),
  },
  {
    guard: 'isLastBeforeIfsc', target: 'announcing',
    actions: [...first, 'append', 'take', 'execute', 'request', 'sendIfsRequest'], ...rules(...labels, '4'),
  },
  { guard: 'isLast', target: 'processing', actions: [...first, 'append', 'take', 'execute'], ...rules(...labels) },
]

/** An S(request) of ours is out: send it again, at most twice, for anything but its response. */
function requesting(send: Action, response: Partial<Record<LineEvent['type'], readonly Transition[]>>) {
  const again = (label: T1RuleLabel): Transition =>
    ({ guard: 'attemptsLeft', actions: ['countVain', send], ...rules(label) })
  return hearing<Transition>({
    'S(RESYNCH request)': resynchDiscarding,
    timedOut,
    ...(send === 'sendIfsRequest' ? { R: [again('8')] } : {}),
    ...response,
  }, [again('7.3'), listensOnly])
}

/**
 * T=1 on the side of the card (ISO/IEC 7816-3:2006 §11.6), for simulated cards. Its transitions carry the numbers of
 * the rules they follow. It is strict: what is out of sequence, out of place or longer than IFSC is refused by an
 * R-block.
 */
export const t1CardMachine = machine.createMachine({
  id: 't1Card',
  initial: 'listening',
  context: ({ input }) => ({ ...blank, ...input, firstIfsc: input.ifsc, ifsd: DEFAULT_IFS }),
  states: {
    /** The host has the turn; part of its command may be here. */
    listening: {
      on: {
        ...hearing<Transition>({
          I: commands([]),
          'S(RESYNCH request)': resynch,
          'S(IFS request)': ifsd,
          'S(ABORT request)': [
            { guard: 'isChainOfHost', actions: ['forgetCommand', 'respond', 'sendResponse'], ...rules('9') },
          ],
          timedOut,
        }, ask),
        announce: { actions: 'want' },
        abort: { actions: 'want' },
      },
    },
    /** The application has the turn. */
    processing: {
      on: {
        ...hearing<Transition>({ 'S(RESYNCH request)': resynchDiscarding }, [rules()]),
        answer: { target: 'answering', actions: 'ready' },
        extend: { target: 'extending', actions: ['want', 'request', 'sendWtxRequest'], ...rules('3') },
        announce: { target: 'announcing', actions: ['want', 'request', 'sendIfsRequest'], ...rules('4') },
      },
    },
    extending: {
      on: {
        ...requesting('sendWtxRequest', {
          'S(WTX response)': [
            { guard: 'isGrantedLate', target: 'answering', actions: ['granted'], ...rules('3') },
            { guard: 'isGranted', target: 'processing', actions: ['granted'], ...rules('3') },
          ],
        }),
        answer: { actions: 'ready' },
      },
    },
    announcing: {
      on: {
        ...requesting('sendIfsRequest', {
          'S(IFS response)': [
            { guard: 'isAgreedLate', target: 'answering', actions: ['agree'], ...rules('4') },
            {
              guard: 'isAgreedInCommand', target: 'listening', actions: ['agree', 'acknowledging', 'sendR'],
              ...rules('4', '2.2', '5'),
            },
            { guard: 'isAgreed', target: 'processing', actions: ['agree'], ...rules('4') },
          ],
        }),
        answer: { actions: 'ready' },
      },
    },
    /** Our I-block is out: R asks for the next part or for the same again, I is the next command. */
    answering: {
      entry: ['cut', 'sendI'],
      on: {
        ...hearing<Transition>({
          I: commands(['acknowledge', 'forgetCommand', 'forgetAnswer'], '2.1'),
          R: [
            { guard: 'isAskedAgain', actions: ['repeated', 'sendI'], ...rules('7.1') },
            { guard: 'isAcknowledgedUnwanted', target: 'aborting', actions: ['acknowledge'], ...rules('9') },
            { guard: 'isAcknowledged', actions: ['acknowledge', 'cut', 'sendI'], ...rules('2.2', '5') },
          ],
          'S(RESYNCH request)': resynchDiscarding,
          'S(IFS request)': ifsd,
          'S(ABORT request)': [{
            // whoever ends our chain has received its last block
            guard: 'isChainOfCard', target: 'listening',
            actions: ['acknowledge', 'forgetCommand', 'forgetAnswer', 'respond', 'sendResponse'], ...rules('9'),
          }],
          timedOut,
        }, ask),
        abort: { actions: 'want' },
      },
    },
    /** We ended a chain; an R-block then hands the turn back. */
    aborting: {
      entry: ['forgetCommand', 'forgetAnswer', 'request', 'sendAbortRequest'],
      on: requesting('sendAbortRequest', {
        'S(ABORT response)': [{ target: 'listening', actions: ['acknowledging', 'sendR'], ...rules('9') }],
      }),
    },
  },
})
