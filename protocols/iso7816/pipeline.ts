import { MalformedError } from '../bytes/malformed.ts'
import type { CommandApdu, ResponseApdu } from './apdu.ts'
import { getResponse } from './commands/get-response.ts'
import { describeStatusWord } from './status-word.ts'

/** The longest answer a card can be asked for, in bytes; more than that from 61xx is a card that does not end. */
export const MAX_ANSWER_LENGTH = 0x1_0000
/** Twice what the longest answer needs in pieces of 256 bytes. */
export const MAX_GET_RESPONSES = 512

/**
 * The host's part in an answer given in pieces (ISO/IEC 7816-4:2005 §5.1.3, ISO/IEC 7816-3:2006 §12.2): yields each
 * APDU to send, takes its answer, and returns the one answer to the whole command.
 *
 * - 61xx: GET RESPONSE follows until another status word comes; the data are put together.
 * - 6Cxx: the same APDU follows once more with the Le the card named, and never a third time.
 * - A refusal ends with no data: half an answer is not an answer.
 *
 * @throws MalformedError when a card announces more than 65,536 bytes or asks for more than 512 GET RESPONSE
 */
export function* commandPipeline(command: CommandApdu): Generator<CommandApdu, ResponseApdu, ResponseApdu> {
  const pieces: Uint8Array[] = []
  let apdu = command
  let length = 0
  for (let asked = 0; asked <= MAX_GET_RESPONSES; asked++) {
    const { data, sw } = yield* withLeCorrected(apdu)
    pieces.push(data)
    length += data.length
    if (length > MAX_ANSWER_LENGTH) throw new MalformedError('61xx', `more than ${MAX_ANSWER_LENGTH} bytes of answer`)

    const status = describeStatusWord(sw)
    if (status.class === 'ok' || status.class === 'warning') return { data: joined(pieces, length), sw }
    if (status.class !== 'moreData') return { data: new Uint8Array(), sw }
    apdu = { ...getResponse.encode({ le: status.count ?? 256 }), cla: getResponseClass(command.cla) }
  }
  throw new MalformedError('61xx', `more than ${MAX_GET_RESPONSES} GET RESPONSE commands for one answer`)
}

function* withLeCorrected(apdu: CommandApdu): Generator<CommandApdu, ResponseApdu, ResponseApdu> {
  const answer = yield apdu
  const { class: kind, count } = describeStatusWord(answer.sw)
  return kind === 'wrongLe' && count !== undefined ? yield { ...apdu, le: count } : answer
}

/**
 * GET RESPONSE goes to the logical channel of the command, without its bits for secure messaging and chaining
 * (ISO/IEC 7816-4:2005 §5.1.1); a proprietary class has no such bits and is repeated as it is.
 */
function getResponseClass(cla: number): number {
  if (cla & 0x80) return cla
  return cla & 0x40 ? cla & 0x4f : cla & 0x03
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let end = 0
  for (const piece of pieces) {
    whole.set(piece, end)
    end += piece.length
  }
  return whole
}
