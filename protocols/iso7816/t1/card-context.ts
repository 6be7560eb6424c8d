import type { RError, Sequence } from './block.ts'
import type { LineEvent } from './frame-event.ts'

export type T1CardEvent =
  | LineEvent
  /** The application has carried the command out; its response APDU has so many bytes. */
  | { readonly type: 'answer', readonly length: number }
  /** The application needs `multiplier` times BWT more. */
  | { readonly type: 'extend', readonly multiplier: number }
  /** The card takes information fields of another size from now on; said when it next has the turn. */
  | { readonly type: 'announce', readonly ifsc: number }
  /** The chain under way is to be ended when the card next has the turn. */
  | { readonly type: 'abort' }

export interface T1CardInput {
  /** Most information bytes the card takes, 1 to 254, as its ATR says. */
  readonly ifsc: number
}

/** Numbers and positions only: the bytes of command and answer stay with the engine. */
export interface T1CardContext extends T1CardInput {
  readonly firstIfsc: number
  /** Most information bytes the host takes. */
  readonly ifsd: number
  /** N(S) of our next, or last unacknowledged, I-block. */
  readonly ns: Sequence
  /** N(S) of the I-block expected from the host. */
  readonly nr: Sequence
  /** Bytes of the command so far. */
  readonly received: number
  /** Whether those are all: the application has the command. */
  readonly whole: boolean
  /** Bytes of the answer, null before the application gave it, and the part that the current I-block carries. */
  readonly total: number | null
  readonly from: number
  readonly length: number
  readonly last: 'none' | 'I' | 'R' | 'S'
  readonly error: RError
  /** Blocks sent in vain since the last progress. */
  readonly vain: number
  readonly multiplier: number
  readonly ifscWanted: number | null
  readonly abortWanted: boolean
}

/** First transmission and two repetitions. */
const ATTEMPTS = 3
/** The longest command APDU: header, extended Lc and Le, 65,535 bytes of data. */
const MAX_COMMAND = 65_544

const sendsMore = ({ from, length, total }: T1CardContext) => from + length < (total ?? 0)
type Args = { readonly context: T1CardContext, readonly event: T1CardEvent }

/** Strict: in sequence, no longer than IFSC, and not while we have more to send. */
const isExpected = ({ context, event }: Args) =>
  event.type === 'I' && event.ns === context.nr && event.length <= context.ifsc && !sendsMore(context)
const isPart = (args: Args) => isExpected(args) && args.event.type === 'I' && args.event.more
const isLast = (args: Args) => isExpected(args) && args.event.type === 'I' && !args.event.more
const isAcknowledged = ({ context, event }: Args) => event.type === 'R' && event.nr !== context.ns && sendsMore(context)
const attemptsLeft = ({ context }: Args) => context.vain < ATTEMPTS

export const cardGuards = {
  attemptsLeft,
  isPart,
  isUnwantedPart: (args: Args) => isPart(args) && (args.context.abortWanted
    || (args.event.type === 'I' && args.context.received + args.event.length > MAX_COMMAND)),
  isPartBeforeIfsc: (args: Args) => isPart(args) && args.context.ifscWanted !== null,
  isLast,
  isLastBeforeIfsc: (args: Args) => isLast(args) && args.context.ifscWanted !== null,
  isAcknowledged,
  isAcknowledgedUnwanted: (args: Args) => isAcknowledged(args) && args.context.abortWanted,
  isAskedAgain: ({ context, event }: Args) => event.type === 'R' && event.nr === context.ns,
  isChainOfHost: ({ context }: Args) => context.received > 0 && !context.whole,
  isChainOfCard: ({ context }: Args) => sendsMore(context),
  repeatsR: (args: Args) => attemptsLeft(args) && args.context.last === 'R',
  asksAtFirst: (args: Args) => attemptsLeft(args) && args.context.last === 'none',
  asksAfterS: (args: Args) => attemptsLeft(args) && args.context.last === 'S',
  isGranted: ({ context, event }: Args) =>
    event.type === 'S(WTX response)' && event.value === context.multiplier,
  isGrantedLate: ({ context, event }: Args) =>
    event.type === 'S(WTX response)' && event.value === context.multiplier && context.total !== null,
  isAgreed: ({ context, event }: Args) => event.type === 'S(IFS response)' && event.value === context.ifscWanted,
  isAgreedInCommand: ({ context, event }: Args) =>
    event.type === 'S(IFS response)' && event.value === context.ifscWanted && !context.whole,
  isAgreedLate: ({ context, event }: Args) =>
    event.type === 'S(IFS response)' && event.value === context.ifscWanted && context.total !== null,
}

/** A card after its reset. */
export const blank = {
  ns: 0, nr: 0, received: 0, whole: false, total: null, from: 0, length: 0, last: 'none', error: 0, vain: 0,
  multiplier: 1, ifscWanted: null, abortWanted: false,
} as const satisfies Partial<T1CardContext>
