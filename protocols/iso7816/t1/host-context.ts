import type { RError, Sequence } from './block.ts'
import type { LineEvent } from './frame-event.ts'

/** Why an exchange ended without an answer. After `mute` and `unresponsive` only a reset of the card helps. */
export type T1Failure =
  /** Nothing came back, or not any more, to whatever was tried. */
  | 'mute'
  /** What came back was never sound, or never what was asked for, and resynchronisation did not help. */
  | 'unresponsive'
  /** The card had the whole command when the protocol was resynchronised: whether it carried it out is not known. */
  | 'doubtful'
  /** The card ended the chain. */
  | 'aborted'
  /** We ended the chain because we were asked to. */
  | 'cancelled'
  /** We ended the chain because no response APDU is that long. */
  | 'tooLong'

export type T1HostEvent =
  | LineEvent
  /** A command APDU of so many bytes is to be exchanged. */
  | { readonly type: 'begin', readonly length: number }
  /** A chain under way is to be ended. */
  | { readonly type: 'abort' }
  /** The first block of the command never left, and the exchange is not wanted any more. */
  | { readonly type: 'withdraw' }

export interface T1HostInput {
  /** Most information bytes the card takes, 1 to 254, from its ATR. */
  readonly ifsc: number
  /** Information bytes we announce to take, 1 to 254; 32 is what a card assumes and needs no announcement. */
  readonly ifsd: number
  /** Whether a command that the card may have carried out is sent again after a resynchronisation. */
  readonly repeatInDoubt: boolean
}

/** Numbers and positions only: the bytes of command and answer stay with the engine. */
export interface T1HostContext extends T1HostInput {
  /** IFSC of the ATR, in force again after a resynchronisation. */
  readonly firstIfsc: number
  readonly ifsdAgreed: boolean
  /** N(S) of our next, or last unacknowledged, I-block. */
  readonly ns: Sequence
  /** N(S) of the I-block expected from the card. */
  readonly nr: Sequence
  /** Bytes of the command, and the part of it that the current I-block carries. */
  readonly total: number
  readonly from: number
  readonly length: number
  /** Bytes of the answer so far. */
  readonly answered: number
  /** The kind of the block sent last, and the error code if it was an R-block. */
  readonly last: 'I' | 'R' | 'S'
  readonly error: RError
  /** Attempts in vain since the last progress. */
  readonly vain: number
  /** How often the current I-block was sent again because the card asked for it. */
  readonly repeated: number
  /** S(RESYNCH request) sent in this exchange. */
  readonly resynchs: number
  /** Whether the card ever sent a sound block since its reset. */
  readonly met: boolean
  /** Whether the card sent anything, sound or not, since the exchange last got on: silence alone is a mute card. */
  readonly heard: boolean
  /** Whether the last block of the command was ever sent: the card may have carried it out. */
  readonly complete: boolean
  readonly abortWanted: boolean
  readonly failure: T1Failure | null
}

const ATTEMPTS = 3
const RESYNCHS = 3
export const DEFAULT_IFS = 32
/** 65,536 bytes of data and SW1-SW2. */
const MAX_ANSWER = 0x1_0002

export const other = (bit: Sequence): Sequence => (bit === 0 ? 1 : 0)
const sendsMore = ({ from, length, total }: T1HostContext) => from + length < total
type Args = { readonly context: T1HostContext, readonly event: T1HostEvent }

const isExpected = ({ context, event }: Args) =>
  event.type === 'I' && event.ns === context.nr && !sendsMore(context)
const isPart = (args: Args) => isExpected(args) && args.event.type === 'I' && args.event.more
const isTooLong = ({ context, event }: Args) =>
  event.type === 'I' && context.answered + event.length > MAX_ANSWER
const isAcknowledged = ({ context, event }: Args) => event.type === 'R' && event.nr !== context.ns && sendsMore(context)
const isFirst = ({ context }: Args) => context.from === 0
const attemptsLeft = ({ context }: Args) => context.vain + 1 < ATTEMPTS

export const hostGuards = {
  attemptsLeft,
  isFirst,
  ifsdAgreed: ({ context }: Args) => context.ifsdAgreed,
  ifsdEchoed: ({ context, event }: Args) => event.type === 'S(IFS response)' && event.value === context.ifsd,
  isLast: (args: Args) => isExpected(args) && args.event.type === 'I' && !args.event.more,
  isPart,
  isUnwantedPart: (args: Args) => isPart(args) && (args.context.abortWanted || isTooLong(args)),
  isAcknowledged,
  isAcknowledgedUnwanted: (args: Args) => isAcknowledged(args) && args.context.abortWanted,
  isAskedAgain: ({ context, event }: Args) =>
    event.type === 'R' && event.nr === context.ns && context.repeated + 1 < ATTEMPTS,
  isAskedTooOften: ({ context, event }: Args) =>
    event.type === 'R' && event.nr === context.ns && context.resynchs < RESYNCHS,
  repeatsR: (args: Args) => attemptsLeft(args) && args.context.last === 'R',
  asksAfterS: (args: Args) => attemptsLeft(args) && args.context.last === 'S',
  asksAtFirst: (args: Args) => attemptsLeft(args) && !args.context.met && args.event.type === 'timedOut',
  neverMet: ({ context, event }: Args) => !context.met && (event.type === 'timedOut' || event.type === 'invalid'),
  resynchsLeft: ({ context }: Args) => context.resynchs < RESYNCHS,
  isLost: ({ context }: Args) => context.failure !== null,
  isInDoubt: ({ context }: Args) => context.complete && !context.repeatInDoubt,
}
