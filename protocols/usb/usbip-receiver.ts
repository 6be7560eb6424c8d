import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { readNumbers } from '../ccid/record.ts'
import type { ReceiverEvent } from '../ccid/receiver.ts'
import {
  MAX_TRANSFER_LENGTH, USBIP_DIR_OUT, USBIP_HEADER_LENGTH, usbipCmdSubmit, usbipCmdUnlink, usbipRetSubmit,
  usbipRetUnlink, type UsbipCommand, type UsbipReturn,
} from './usbip.ts'
import {
  BUSID_LENGTH, DEVICE_LENGTH, devlistLength, OPERATION_LENGTH, readOperation, usbipRepDevlist, usbipRepImport,
  usbipReqDevlist, usbipReqImport, type UsbipReply, type UsbipRequest,
} from './usbip-export.ts'

/** Cuts a stream into messages, the same ones however it comes in pieces. After `malformed` comes nothing. */
export interface UsbipReceiver<Message> {
  received(bytes: Uint8Array): readonly ReceiverEvent<Message>[]
}

/** What the front of a stream is, and how long; undefined as long as that cannot be told. Throws MalformedError. */
type Recognize<Message> =
  (bytes: Uint8Array) => { readonly length: number, decode(message: Uint8Array): Message } | undefined

/**
 * The server's side: one request, and after an import commands.
 * @param imported commands from the beginning: the stream was given to the kernel directly
 */
export function createUsbipServerReceiver(imported: boolean): UsbipReceiver<UsbipRequest | UsbipCommand> {
  let asked = imported
  return receiver<UsbipRequest | UsbipCommand>((bytes) => {
    if (asked) return recognizeCommand(bytes)
    const request = recognizeRequest(bytes)
    if (request !== undefined && bytes.length >= request.length) asked = true
    return request
  })
}

/**
 * The client's side: the reply to its one request, and after an import returns.
 * @param isIn whether data come with the return of this submit
 */
export function createUsbipClientReceiver(
  imported: boolean, isIn: (seqnum: number) => boolean,
): UsbipReceiver<UsbipReply | UsbipReturn> {
  let replied = imported
  return receiver<UsbipReply | UsbipReturn>((bytes) => {
    if (replied) return recognizeReturn(bytes, isIn)
    const reply = recognizeReply(bytes)
    if (reply !== undefined && bytes.length >= reply.length) replied = true
    return reply
  })
}

function receiver<Message>(recognize: Recognize<Message>): UsbipReceiver<Message> {
  let pending: Uint8Array = new Uint8Array()
  let lost = false
  const next = (): ReceiverEvent<Message> | undefined => {
    if (lost) return undefined
    try {
      const front = recognize(pending)
      if (front === undefined || pending.length < front.length) return undefined
      const message = front.decode(pending.subarray(0, front.length))
      pending = pending.slice(front.length)
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
  }
}

function recognizeRequest(bytes: Uint8Array): ReturnType<Recognize<UsbipRequest>> {
  if (bytes.length < OPERATION_LENGTH) return undefined
  switch (readOperation(bytes).code) {
    case usbipReqDevlist.code: return { length: OPERATION_LENGTH, decode: usbipReqDevlist.decode }
    case usbipReqImport.code: return { length: OPERATION_LENGTH + BUSID_LENGTH, decode: usbipReqImport.decode }
    default: throw new MalformedError('code', 'no request has it')
  }
}

function recognizeReply(bytes: Uint8Array): ReturnType<Recognize<UsbipReply>> {
  if (bytes.length < OPERATION_LENGTH) return undefined
  const { code, status } = readOperation(bytes)
  switch (code) {
    case usbipRepDevlist.code: {
      const length = devlistLength(bytes)
      return length === undefined ? undefined : { length, decode: usbipRepDevlist.decode }
    }
    case usbipRepImport.code:
      return { length: OPERATION_LENGTH + (status === 0 ? DEVICE_LENGTH : 0), decode: usbipRepImport.decode }
    default: throw new MalformedError('code', 'no reply has it')
  }
}

function recognizeCommand(bytes: Uint8Array): ReturnType<Recognize<UsbipCommand>> {
  if (bytes.length < USBIP_HEADER_LENGTH) return undefined
  switch (readNumbers({ command: 4 }, bytes, 'big').command) {
    case usbipCmdSubmit.code: {
      const { direction, length } = submission(bytes)
      return { length: USBIP_HEADER_LENGTH + (direction === USBIP_DIR_OUT ? length : 0), decode: usbipCmdSubmit.decode }
    }
    case usbipCmdUnlink.code: return { length: USBIP_HEADER_LENGTH, decode: usbipCmdUnlink.decode }
    default: throw new MalformedError('command', 'no command has it')
  }
}

/** Not isochronous: the documentation says number_of_packets is ffffffff then, the kernel and its example say 0. */
function submission(bytes: Uint8Array): { readonly direction: number, readonly length: number } {
  const { direction, ep, transfer_buffer_length: length, number_of_packets: packets } = readNumbers({
    command: 4, seqnum: 4, devid: 4, direction: 4, ep: 4, transfer_flags: 4, transfer_buffer_length: 4, start_frame: 4,
    number_of_packets: 4,
  }, bytes, 'big')
  if (direction > 1) throw new MalformedError('direction', 'neither OUT nor IN')
  if (ep > 15) throw new MalformedError('ep', 'more than 15')
  if (length > MAX_TRANSFER_LENGTH) throw new MalformedError('transfer_buffer_length', 'more than a transfer carries')
  if (packets !== 0 && packets !== 0xffffffff) throw new MalformedError('number_of_packets', 'isochronous')
  return { direction, length }
}

function recognizeReturn(
  bytes: Uint8Array, isIn: (seqnum: number) => boolean,
): ReturnType<Recognize<UsbipReturn>> {
  if (bytes.length < USBIP_HEADER_LENGTH) return undefined
  const { command, seqnum } = readNumbers({ command: 4, seqnum: 4 }, bytes, 'big')
  switch (command) {
    case usbipRetSubmit.code: {
      const { actual_length: length } = usbipRetSubmit.decode(bytes.subarray(0, USBIP_HEADER_LENGTH))
      if (length > MAX_TRANSFER_LENGTH) throw new MalformedError('actual_length', 'more than a transfer carries')
      return { length: USBIP_HEADER_LENGTH + (isIn(seqnum) ? length : 0), decode: usbipRetSubmit.decode }
    }
    case usbipRetUnlink.code: return { length: USBIP_HEADER_LENGTH, decode: usbipRetUnlink.decode }
    default: throw new MalformedError('command', 'no return has it')
  }
}
