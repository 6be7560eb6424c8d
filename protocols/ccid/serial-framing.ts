import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { decodeHeader, HEADER_LENGTH, MAX_MESSAGE_LENGTH } from './message.ts'

/**
 * CCID over RS-232 as the GemPC Twin speaks it, both directions alike: SYNC `03`, ACK `06`, a CCID message, and LRC,
 * which makes all of them add up to zero (exclusive or). `03 15 16` is NAK: the frame before it came damaged. Between
 * frames the reader may say `50 xx` (the card came or went) and a single byte from `80` on (it needs more time).
 * Source: the public behaviour of libccidtwin, the driver for these readers in libccid.
 */
const SYNC = 0x03
const ACK = 0x06
const NAK = 0x15
const NOTIFY_SLOT_CHANGE = 0x50
const TIME_REQUEST = 0x80
/** Bits of slot 0: present, changed. Other bits make `50 xx` noise: these readers tell of their first slot alone. */
const SLOT_STATE = 0x03
/** SYNC and control before the message, LRC behind it. */
const FRAME_OVERHEAD = 3

/** Tells the other side that its last frame came damaged. */
export const serialNak = Uint8Array.of(SYNC, NAK, SYNC ^ NAK)

/** @throws MalformedError when the bytes are not one CCID message with a 10-byte header */
export function encodeSerialFrame(message: Uint8Array): Uint8Array {
  if (decodeHeader(message).dwLength !== message.length - HEADER_LENGTH) {
    throw new MalformedError('dwLength', 'is not the number of bytes that follow')
  }
  const frame = concat(Uint8Array.of(SYNC, ACK), message)
  return concat(frame, Uint8Array.of(lrc(frame)))
}

export function encodeSlotChange({ present, changed }: { present: boolean, changed: boolean }): Uint8Array {
  return Uint8Array.of(NOTIFY_SLOT_CHANGE, (present ? 1 : 0) | (changed ? 2 : 0))
}

/**
 * Why bytes are no frame.
 * - `noise`: bytes where a frame should begin
 * - `control`: SYNC with neither ACK nor NAK behind it
 * - `length`: a message longer than there are
 * - `lrc`: the frame does not add up
 * - `cutShort`: the line fell silent within a frame
 */
export type Corruption = 'noise' | 'control' | 'length' | 'lrc' | 'cutShort'

export type SerialEvent =
  /** A whole CCID message, from bMessageType on. */
  | { readonly type: 'frame', readonly message: Uint8Array }
  | { readonly type: 'nak' }
  | { readonly type: 'slotChange', readonly present: boolean, readonly changed: boolean }
  | { readonly type: 'timeRequest', readonly value: number }
  /** Once for all bytes up to the next thing that can be read. */
  | { readonly type: 'corrupted', readonly why: Corruption }

/** Where reading a line has got to. Begin with `nothingHeard`. */
export interface SerialPending {
  readonly bytes: Uint8Array
  /** Whether the last event was `corrupted` and nothing was read since. */
  readonly inNoise: boolean
}

export const nothingHeard: SerialPending = { bytes: new Uint8Array(), inNoise: false }

export interface SerialReading {
  readonly events: readonly SerialEvent[]
  readonly pending: SerialPending
}

/**
 * Takes the next chunk of a line. However the line is cut into chunks, the events are the same. After damage reading
 * goes on one byte behind the place where it began, so that no frame behind it is lost to a damaged length; up to the
 * next frame or NAK nothing is believed, so a slot change may be lost with it, and asking for the status finds it.
 * @param maxLength of a message with its header; longer ones are damage
 */
export function readSerial(pending: SerialPending, chunk: Uint8Array, maxLength = MAX_MESSAGE_LENGTH): SerialReading {
  return read(concat(pending.bytes, chunk), pending.inNoise, maxLength, false)
}

/** The line has been silent for too long: what is half there will not come, and frames may hide behind it. */
export function readSilence(pending: SerialPending, maxLength = MAX_MESSAGE_LENGTH): SerialReading {
  return read(pending.bytes, pending.inNoise, maxLength, true)
}

/** One thing read from the front: how many bytes it took, and the event; undefined when more bytes are needed. */
type Step = { readonly length: number, readonly event: SerialEvent } | undefined

function read(bytes: Uint8Array, noise: boolean, maxLength: number, silent: boolean): SerialReading {
  const events: SerialEvent[] = []
  let at = 0
  let inNoise = noise
  while (at < bytes.length) {
    const step = stepOf(bytes.subarray(at), inNoise, maxLength) ?? (silent ? corrupted('cutShort') : undefined)
    if (step === undefined) break
    at += step.length
    const damaged = step.event.type === 'corrupted'
    if (!(damaged && inNoise)) events.push(step.event)
    inNoise = damaged
  }
  return { events, pending: { bytes: bytes.slice(at), inNoise } }
}

function stepOf(bytes: Uint8Array, inNoise: boolean, maxLength: number): Step {
  const [first = 0, second] = bytes
  // within noise only SYNC is looked for: the others would take the beginning of a frame for their own
  if (first !== SYNC && inNoise) return corrupted('noise')
  if (first >= TIME_REQUEST) return { length: 1, event: { type: 'timeRequest', value: first } }
  if (first === NOTIFY_SLOT_CHANGE) {
    if (second === undefined) return undefined
    if (second > SLOT_STATE) return corrupted('noise')
    const event = { type: 'slotChange', present: (second & 1) !== 0, changed: (second & 2) !== 0 } as const
    return { length: 2, event }
  }
  if (first !== SYNC) return corrupted('noise')
  if (second === undefined) return undefined
  if (second === NAK) {
    if (bytes.length < serialNak.length) return undefined
    return bytes[2] === serialNak[2] ? { length: serialNak.length, event: { type: 'nak' } } : corrupted('lrc')
  }
  return second === ACK ? frameStep(bytes, maxLength) : corrupted('control')
}

function frameStep(bytes: Uint8Array, maxLength: number): Step {
  const message = bytes.subarray(2)
  if (message.length < HEADER_LENGTH) return undefined
  const messageLength = HEADER_LENGTH + decodeHeader(message).dwLength
  if (messageLength > maxLength) return corrupted('length')
  const length = messageLength + FRAME_OVERHEAD
  if (bytes.length < length) return undefined
  if (lrc(bytes.subarray(0, length)) !== 0) return corrupted('lrc')
  return { length, event: { type: 'frame', message: message.slice(0, messageLength) } }
}

function corrupted(why: Corruption): Step {
  return { length: 1, event: { type: 'corrupted', why } }
}

function lrc(bytes: Uint8Array): number {
  return bytes.reduce((check, byte) => check ^ byte, 0)
}
