import { equal } from '../bytes/byte-array.ts'
import { decodeHeader, MAX_MESSAGE_LENGTH } from './message.ts'
import { encodeSerialFrame, nothingHeard, readSerial, readSilence, type SerialReading } from './serial-framing.ts'

/**
 * Why a command came to no answer.
 * - `refusedRepeatedly`: the reader answered the command and every repetition with NAK
 * - `echoDiffers`: the reader sent back another command than the one it was sent
 * - `damaged`: something came that could not be read, and then nothing
 */
export type SerialFailure = 'refusedRepeatedly' | 'echoDiffers' | 'damaged'

/** What whoever owns the port is to do next, or learns. */
export type SerialEffect =
  | { readonly type: 'write', readonly bytes: Uint8Array }
  /** An answer, to the present command or, late, to an earlier one: bSeq tells. */
  | { readonly type: 'message', readonly message: Uint8Array }
  | { readonly type: 'slotChange', readonly present: boolean, readonly changed: boolean }
  /** The reader needs more time: begin the timer anew. */
  | { readonly type: 'timeRequest', readonly value: number }
  | { readonly type: 'failed', readonly failure: SerialFailure }

export interface SerialLink {
  /** Sends a CCID command; one before it that is not answered yet is given up. */
  send(message: Uint8Array): readonly SerialEffect[]
  received(chunk: Uint8Array): readonly SerialEffect[]
  /** Nothing came for a while, much longer than a character takes. */
  silent(): readonly SerialEffect[]
}

/** Assumed: no public source says how often to repeat; a line that damages four frames in a row is broken. */
export const MAX_REPETITIONS = 3

/** Messages of the host have types below this, messages of the reader from this on (CCID rev 1.1 §6.1, §6.2). */
const FIRST_ANSWER_TYPE = 0x80

/**
 * The host's side of the line. It repeats a command the reader refused with NAK, which the reader has not carried out,
 * and takes the echo away that type GemPCTwin sends before each answer and type GemCorePOSPro does not: an echo is a
 * command, so it is known by itself. It sends no NAK of its own: whether these readers repeat an answer is not known.
 */
export function createSerialLink(maxLength = MAX_MESSAGE_LENGTH): SerialLink {
  let pending = nothingHeard
  let command: Uint8Array | undefined
  let repetitions = 0
  let damaged = false

  const fail = (failure: SerialFailure): readonly SerialEffect[] => {
    command = undefined
    return [{ type: 'failed', failure }]
  }

  const frame = (message: Uint8Array): readonly SerialEffect[] => {
    const { bMessageType, bSlot, bSeq } = decodeHeader(message)
    if (bMessageType < FIRST_ANSWER_TYPE) {
      return command === undefined || equal(message, command) ? [] : fail('echoDiffers')
    }
    const sent = command && decodeHeader(command)
    if (sent?.bSlot === bSlot && sent.bSeq === bSeq) command = undefined
    return [{ type: 'message', message }]
  }

  const effectsOf = (reading: SerialReading): readonly SerialEffect[] => {
    pending = reading.pending
    return reading.events.flatMap((event): readonly SerialEffect[] => {
      switch (event.type) {
        case 'frame': return frame(event.message)
        case 'nak':
          if (command === undefined) return []
          if (++repetitions > MAX_REPETITIONS) return fail('refusedRepeatedly')
          return [{ type: 'write', bytes: encodeSerialFrame(command) }]
        case 'corrupted':
          damaged = true
          return []
        default: return [event]
      }
    })
  }

  return {
    send: (message) => {
      const bytes = encodeSerialFrame(message)
      command = message.slice()
      repetitions = 0
      damaged = false
      return [{ type: 'write', bytes }]
    },
    received: (chunk) => effectsOf(readSerial(pending, chunk, maxLength)),
    silent: () => {
      const effects = effectsOf(readSilence(pending, maxLength))
      return damaged && command !== undefined ? [...effects, ...fail('damaged')] : effects
    },
  }
}
