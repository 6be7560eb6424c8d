import { concat } from '../bytes/byte-array.ts'
import type { ScannedCode } from '../port/scanner-link.ts'
import { splitAim } from './aim.ts'
import { CODE_LIMIT, type DropReason } from './multi-part.machine.ts'

/** How a serial scanner marks its codes; what it does is set in the scanner, with its maker's setting codes. */
export interface LineFraming {
  /** Stands before every code; empty for none. */
  readonly prefix: Uint8Array
  /** Any of these stands behind every code; none is empty. */
  readonly suffixes: readonly Uint8Array[]
  /**
   * What ends a code. With `suffix` one without is dropped when the line falls silent; with `silence` the suffix may be
   * missing, and may stand within the code.
   */
  readonly end: 'suffix' | 'silence'
  /** Whether a listed AIM identifier at the beginning is taken off; off where codes begin with `]` by themselves. */
  readonly aim: boolean
  /** Longest code in bytes, with its identifier. */
  readonly limit: number
}

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes)

/** As scanners come from their makers: one of CR LF, CR, LF and TAB behind each code. */
export const usualFraming: LineFraming = {
  prefix: bytesOf(),
  suffixes: [bytesOf(0x0d, 0x0a), bytesOf(0x0d), bytesOf(0x0a), bytesOf(0x09)],
  end: 'suffix',
  aim: true,
  limit: CODE_LIMIT,
}

/** Milliseconds without a byte after which a code has ended, or will not; assumed, 100 bytes at 9,600 bit/s. */
export const LINE_SILENCE = 100

export type LineEvent =
  | { readonly type: 'scanned', readonly code: ScannedCode }
  | { readonly type: 'dropped', readonly why: DropReason }

/** Where reading a line has got to. Begin with `lineOpened`. */
export interface LinePending {
  readonly bytes: Uint8Array
  /**
   * - `opened`: the scanner may have been in the middle of a code: nothing counts before a silence
   * - `noise`: bytes without the prefix, which were reported
   * - `skipping`: the rest of a code that was given up
   */
  readonly state: 'opened' | 'reading' | 'noise' | 'skipping'
}

export const lineOpened: LinePending = { bytes: bytesOf(), state: 'opened' }

export interface LineReading {
  readonly events: readonly LineEvent[]
  readonly pending: LinePending
}

/** One thing read from the front; undefined when more bytes are needed. */
type Step = { readonly length: number, readonly state: LinePending['state'], readonly event?: LineEvent } | undefined

/**
 * Takes the next chunk of a line. However the line is cut into chunks, the events are the same; what is between the
 * marks is bytes of any kind. A code that is too long is given up with everything up to its suffix.
 */
export function readLine(pending: LinePending, chunk: Uint8Array, framing: LineFraming): LineReading {
  if (pending.state === 'opened') {
    const first: LineEvent[] = pending.bytes.length === 0 && chunk.length > 0 ? [dropped('incomplete')] : []
    return { events: first, pending: { ...pending, bytes: chunk.length > 0 ? chunk.slice(-1) : pending.bytes } }
  }
  const bytes = concat(pending.bytes, chunk)
  const events: LineEvent[] = []
  let at = 0
  let state: LinePending['state'] = pending.state
  while (at < bytes.length) {
    const rest = bytes.subarray(at)
    const step: Step = state === 'skipping' ? skip(rest, framing) : next(rest, state === 'noise', framing)
    if (step === undefined) break
    at += step.length
    state = step.state
    if (step.event !== undefined) events.push(step.event)
  }
  return { events, pending: { bytes: bytes.slice(at), state } }
}

/** The line has been silent for `LINE_SILENCE`: a code without its suffix has ended, or will not come. */
export function readSilence(pending: LinePending, framing: LineFraming): LineReading {
  const { bytes, state } = pending
  const quiet = { bytes: bytesOf(), state: 'reading' } as const
  const { prefix, end } = framing
  const begun = startsWith(bytes, prefix)
  const known = state === 'opened' || state === 'skipping' || (state === 'noise' && !begun)
  if (known || bytes.length === 0) return { events: [], pending: quiet }
  if (end === 'suffix' || !begun) return { events: [dropped('incomplete')], pending: quiet }
  const content = bytes.subarray(prefix.length)
  const suffix = longestFirst(framing.suffixes).find((mark) => endsWith(content, mark))
  return { events: codeIn(content.slice(0, content.length - (suffix?.length ?? 0)), framing), pending: quiet }
}

/** From a place where a code may begin. */
function next(bytes: Uint8Array, inNoise: boolean, framing: LineFraming): Step {
  const { prefix, suffixes, end, limit } = framing
  // the second half of CR LF, or an empty line
  const leading = end === 'suffix' ? suffixes.find((mark) => startsWith(bytes, mark)) : undefined
  if (leading !== undefined) return { length: leading.length, state: inNoise ? 'noise' : 'reading' }
  if (!startsWith(bytes, prefix)) {
    const mayStillCome = [prefix, ...end === 'suffix' ? suffixes : []].some((mark) => startsWith(mark, bytes))
    if (mayStillCome) return undefined
    return { length: 1, state: 'noise', ...(inNoise ? {} : { event: dropped('malformed') }) }
  }
  const content = bytes.subarray(prefix.length)
  const found = end === 'suffix' ? firstOf(suffixes, content) : undefined
  const certain = found?.at ?? content.length - (end === 'suffix' ? unclear(suffixes) : 0)
  if (certain > limit) return { length: prefix.length + limit, state: 'skipping', event: dropped('tooLong') }
  if (found === undefined) return undefined
  const [event] = codeIn(content.slice(0, found.at), framing)
  const length = prefix.length + found.at + found.length
  return { length, state: 'reading', ...(event === undefined ? {} : { event }) }
}

function skip(bytes: Uint8Array, { suffixes, end }: LineFraming): Step {
  const found = end === 'suffix' ? firstOf(suffixes, bytes) : undefined
  if (found !== undefined) return { length: found.at + found.length, state: 'reading' }
  const length = bytes.length - (end === 'suffix' ? unclear(suffixes) : 0)
  return length > 0 ? { length, state: 'skipping' } : undefined
}

/** A code, or what is wrong with it; nothing for nothing at all. */
function codeIn(content: Uint8Array, { aim, limit }: LineFraming): LineEvent[] {
  if (content.length === 0) return []
  if (content.length > limit) return [dropped('tooLong')]
  const code = aim ? splitAim(content) : { data: content }
  return [code.data.length === 0 ? dropped('malformed') : { type: 'scanned', code }]
}

/** The earliest suffix, the shortest of those at the same place: the rest of a longer one is an empty line. */
function firstOf(suffixes: readonly Uint8Array[], bytes: Uint8Array): { at: number, length: number } | undefined {
  const found = suffixes.map((mark) => ({ at: indexOf(bytes, mark), length: mark.length })).filter(({ at }) => at >= 0)
  return found.sort((one, other) => one.at - other.at || one.length - other.length)[0]
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  const [first = 0] = mark
  let at = bytes.indexOf(first)
  while (at >= 0 && !startsWith(bytes.subarray(at), mark)) at = bytes.indexOf(first, at + 1)
  return at
}

/** Bytes at the end that may still turn out to be a suffix. */
function unclear(suffixes: readonly Uint8Array[]): number {
  return Math.max(...suffixes.map(({ length }) => length)) - 1
}

function longestFirst(marks: readonly Uint8Array[]): Uint8Array[] {
  return [...marks].sort((one, other) => other.length - one.length)
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return bytes.length >= mark.length && mark.every((byte, index) => bytes[index] === byte)
}

function endsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return bytes.length >= mark.length && startsWith(bytes.subarray(bytes.length - mark.length), mark)
}

function dropped(why: DropReason): LineEvent {
  return { type: 'dropped', why }
}
