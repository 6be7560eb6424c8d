import { concat } from '../bytes/byte-array.ts'
import { encodeTlv } from '../bytes/ber-tlv.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { pad } from '../crypto/padding.ts'
import { commandCase, type CommandApdu, type ResponseApdu } from './apdu.ts'
import {
  CHECKSUM, CRYPTOGRAM, LE, objectsOf, SecureChannel, SequenceCounter, STATUS,
} from './secure-channel.ts'
import { SecureMessagingError, type SecureMessagingReason } from './secure-messaging-error.ts'
import type { SessionKeys } from './session-keys.ts'

/**
 * Secure messaging of ICAO Doc 9303-11 §9.8 with AES-128 (docs/open-profile.md §4). Both sides are kept in step by a
 * counter that grows with every command and every answer, so a lost, repeated or exchanged message is noticed.
 *
 * Both sides change with each message; a session belongs to one presence of one card.
 */

/** Bits of CLA: secure messaging with the header in the checksum. */
const SECURED = 0x0c
/** CLA of interindustry commands whose chaining and channel bits are free (ISO/IEC 7816-4:2005 §5.1.1). */
const OTHER_CLASSES = 0xe0
const SHORT = { data: 255, le: 256 } as const
const EXTENDED = { data: 65_535, le: 65_536 } as const
/** Behind every secured answer: a refusal there would lose the data on its way (`commandPipeline` gives none then). */
const CARRIED = 0x9000
const MISSING = 0x6987, INCORRECT = 0x6988
const NOTHING = new Uint8Array()

/** Most bytes of data that a secured short command carries: without Le, and with it. */
export const shortCommandRoom = { withoutLe: 239, withLe: 223 } as const
/** Most bytes of data that a secured answer carries to a short, and to an extended command. */
export const answerRoom = { short: 223, extended: 65_503 } as const

/** Whether a received command uses secure messaging. */
export const isSecured = ({ cla }: Pick<CommandApdu, 'cla'>): boolean => (cla & SECURED) === SECURED

/** The side that sends commands. */
export class HostSecureMessaging {
  readonly #channel: SecureChannel
  readonly #commands: SequenceCounter
  readonly #answers: SequenceCounter
  #unanswered = 0
  #ended = false

  /** @throws RangeError when a key or the counter has not 16 bytes */
  constructor(keys: SessionKeys) {
    this.#channel = new SecureChannel(keys)
    this.#commands = new SequenceCounter(keys.ssc, 1)
    this.#answers = new SequenceCounter(keys.ssc, 2)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** A message was lost on its way: the counters of the two sides are apart, and the session is over. */
  abandon(): void {
    this.#ended = true
  }

  /**
   * The command to send. Several may be wrapped before the first answer comes; they must be sent in that order. It is
   * short where the plain command would be (`commandCase`), extended where that is extended or asks to be.
   * @throws SecureMessagingError `tooLong` when it does not fit, `ended`
   * @throws MalformedError when CLA already is secured or not interindustry, INS is odd (those take data object 85) or
   *   Le is not in 1 to 65,536
   */
  wrap(command: CommandApdu): CommandApdu {
    if (this.#ended) throw new SecureMessagingError('ended')
    const { cla, ins, p1, p2, data = NOTHING, le } = command
    if ((cla & (OTHER_CLASSES | SECURED)) !== 0) throw new MalformedError('CLA', 'cannot be secured')
    if (ins % 2 === 1) throw new MalformedError('INS', 'an odd instruction is not secured here')
    const limits = commandCase(command).endsWith('E') ? EXTENDED : SHORT
    const ssc = this.#commands.value
    const objects = concat(this.#channel.cryptogramOf(data, ssc), leObject(le, limits === EXTENDED))
    const header = { cla: cla | SECURED, ins, p1, p2 }
    const secured = this.#channel.sealed(headerBlock(header), objects, ssc)
    if (secured.length > limits.data) throw new SecureMessagingError('tooLong')
    this.#commands.advance()
    this.#unanswered++
    return { ...header, data: secured, le: limits.le }
  }

  /**
   * The answer to the oldest command not answered yet, with its own status word. Any error ends the session.
   * @throws SecureMessagingError `plain`, `malformed`, `wrongMac`, `wrongStatus`, `unasked`, `ended`
   */
  unwrap({ data, sw }: ResponseApdu): ResponseApdu {
    if (this.#ended) throw new SecureMessagingError('ended')
    if (this.#unanswered === 0) throw this.#end('unasked')
    if (data.length === 0) throw this.#end('plain', sw)
    if (sw !== CARRIED) throw this.#end('wrongStatus')
    const ssc = this.#answers.value
    try {
      const objects = objectsOf(data, [CRYPTOGRAM, STATUS, CHECKSUM])
      const [cryptogram, status, checksum] = [CRYPTOGRAM, STATUS, CHECKSUM].map((tag) => objects.get(tag))
      if (status?.length !== 2 || checksum === undefined) throw new MalformedError('secured answer', 'incomplete')
      if (!this.#channel.isSealed(NOTHING, data, checksum, ssc)) throw this.#end('wrongMac')
      const plain = {
        data: cryptogram === undefined ? NOTHING : this.#channel.dataIn(cryptogram, ssc),
        sw: ((status[0] ?? 0) << 8) | (status[1] ?? 0),
      }
      this.#answers.advance()
      this.#unanswered--
      return plain
    } catch (error) {
      throw error instanceof MalformedError ? this.#end('malformed') : error
    }
  }

  #end(reason: SecureMessagingReason, sw?: number): SecureMessagingError {
    this.#ended = true
    return new SecureMessagingError(reason, sw)
  }
}

/** What a card makes of a secured command: the plain one, or the status word to answer in plain, forgetting all. */
export type Unwrapped =
  | {
    readonly command: CommandApdu
    /** Most bytes the answer may have; a larger Le is to be read as this. */
    readonly room: number
  }
  | { readonly refused: typeof MISSING | typeof INCORRECT }

/** The card's side: one command, then its answer. */
export class CardSecureMessaging {
  readonly #channel: SecureChannel
  readonly #commands: SequenceCounter
  readonly #answers: SequenceCounter
  /** Of the command that waits for its answer. */
  #room: number | undefined
  #ended = false

  /** @throws RangeError when a key or the counter has not 16 bytes */
  constructor(keys: SessionKeys) {
    this.#channel = new SecureChannel(keys)
    this.#commands = new SequenceCounter(keys.ssc, 1)
    this.#answers = new SequenceCounter(keys.ssc, 2)
  }

  get ended(): boolean {
    return this.#ended
  }

  /**
   * A refusal ends the session: 6987 when the command is in plain or an object is missing, 6988 for anything wrong.
   * Le of the secured command must ask for all or, as over T=0, be missing: the checksum does not cover it.
   */
  unwrap(command: CommandApdu): Unwrapped {
    if (this.#ended || this.#room !== undefined) return this.#refuse(INCORRECT)
    const { cla, ins, p1, p2, data, le } = command
    if (!isSecured(command) || data === undefined || ins % 2 === 1) return this.#refuse(MISSING)
    const extended = commandCase(command).endsWith('E')
    if (le !== undefined && le !== (extended ? EXTENDED : SHORT).le) return this.#refuse(INCORRECT)
    const ssc = this.#commands.value
    try {
      const objects = objectsOf(data, [CRYPTOGRAM, LE, CHECKSUM])
      const checksum = objects.get(CHECKSUM)
      if (checksum === undefined) return this.#refuse(MISSING)
      if (!this.#channel.isSealed(headerBlock(command), data, checksum, ssc)) return this.#refuse(INCORRECT)
      const cryptogram = objects.get(CRYPTOGRAM)
      const plain: CommandApdu = {
        cla: cla & ~SECURED, ins, p1, p2,
        ...(cryptogram === undefined ? {} : { data: this.#channel.dataIn(cryptogram, ssc) }),
        ...leIn(objects.get(LE)),
      }
      this.#commands.advance()
      this.#room = extended ? answerRoom.extended : answerRoom.short
      const asked = extended && commandCase(plain) !== '1' && !commandCase(plain).endsWith('E')
      return { command: asked ? { ...plain, extended } : plain, room: this.#room }
    } catch (error) {
      if (error instanceof MalformedError) return this.#refuse(INCORRECT)
      throw error
    }
  }

  /**
   * The answer to send. Its status word goes inside; the one behind it is 9000.
   * @throws RangeError when no command waits for one, or its data are more than that command's `room`
   */
  wrap({ data, sw }: ResponseApdu): ResponseApdu {
    if (this.#room === undefined) throw new RangeError('no secured command waits for an answer')
    if (data.length > this.#room) throw new RangeError(`${data.length} bytes are more than ${this.#room}`)
    const ssc = this.#answers.value
    const status = encodeTlv(STATUS, Uint8Array.of(sw >> 8, sw & 0xff))
    const secured = this.#channel.sealed(NOTHING, concat(this.#channel.cryptogramOf(data, ssc), status), ssc)
    this.#answers.advance()
    this.#room = undefined
    return { data: secured, sw: CARRIED }
  }

  #refuse(refused: typeof MISSING | typeof INCORRECT): Unwrapped {
    this.#ended = true
    this.#room = undefined
    return { refused }
  }
}

function headerBlock({ cla, ins, p1, p2 }: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'>): Uint8Array {
  return pad(Uint8Array.of(cla, ins, p1, p2))
}

function leObject(le: number | undefined, extended: boolean): Uint8Array {
  if (le === undefined) return NOTHING
  if (!Number.isInteger(le) || le < 1 || le > EXTENDED.le) throw new MalformedError('Le', 'not from 1 to 65536')
  const low = le & 0xff // 256 is written 00, and 65,536 is written 0000
  return encodeTlv(LE, extended ? Uint8Array.of((le >> 8) & 0xff, low) : Uint8Array.of(low))
}

function leIn(value: Uint8Array | undefined): { readonly le?: number } {
  if (value === undefined) return {}
  const [first = 0, second = 0] = value
  if (value.length === 1) return { le: first || SHORT.le }
  if (value.length === 2) return { le: (first << 8) | second || EXTENDED.le }
  throw new MalformedError('Le', 'neither one nor two bytes')
}
