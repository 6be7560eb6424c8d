import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { decodeHeader, HEADER_LENGTH } from './message.ts'

export type ReceiverEvent<Message> =
  | { readonly type: 'message', readonly message: Message }
  /** The bytes are no messages from here on; nothing more comes before `restart`. */
  | { readonly type: 'malformed', readonly field: string, readonly why: string }

export interface CcidReceiver<Message> {
  /** Takes the next transfer, or any piece of the stream, and gives what is complete with it. */
  received(bytes: Uint8Array): readonly ReceiverEvent<Message>[]
  /** Whether a message has begun and is not complete. */
  readonly midMessage: boolean
  /** Forgets what is half there: after the pipe was cleared, the command aborted or the device reset. */
  restart(): void
}

/**
 * Puts the messages of a bulk pipe together from transfers of any size; however the stream is cut, the events are the
 * same. There is nothing in it to find the way back by, so after a malformed message everything is dropped until
 * somebody who cleared the pipe says `restart`.
 * @param decode of one whole message, `decodeCcidAnswer` or `decodeCcidCommand`; throws MalformedError
 * @param maxLength dwMaxCCIDMessageLength; a message that announces more is malformed, and is not waited for
 */
export function createCcidReceiver<Message>(
  decode: (message: Uint8Array) => Message, maxLength: number,
): CcidReceiver<Message> {
  let pending: Uint8Array = new Uint8Array()
  let lost = false

  const next = (): ReceiverEvent<Message> | undefined => {
    if (lost || pending.length < HEADER_LENGTH) return undefined
    try {
      const length = HEADER_LENGTH + decodeHeader(pending).dwLength
      if (length > maxLength) throw new MalformedError('dwLength', `more than the ${maxLength} bytes of a message`)
      if (pending.length < length) return undefined
      const message = decode(pending.subarray(0, length))
      pending = pending.slice(length)
      return { type: 'message', message }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      lost = true
      pending = new Uint8Array()
      return { type: 'malformed', field: error.field, why: error.why }
    }
  }

  return {
    received: (bytes) => {
      if (lost) return []
      pending = concat(pending, bytes)
      const events: ReceiverEvent<Message>[] = []
      for (let event = next(); event !== undefined; event = next()) events.push(event)
      return events
    },
    get midMessage() {
      return pending.length > 0
    },
    restart: () => {
      pending = new Uint8Array()
      lost = false
    },
  }
}
