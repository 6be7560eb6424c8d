import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'

/**
 * The virtual reader of vsmartcard (vpcd) speaks to a virtual card over a byte stream. Both directions send frames: the
 * length as two bytes, big-endian, then a payload of at most 65,535 bytes (source: the public documentation of
 * vsmartcard, "Creating a virtual smart card").
 */

/** What the reader sends. Power and reset get no answer, `getAtr` and `apdu` get exactly one. */
export type VpcdRequest =
  | { readonly type: 'powerOff' | 'powerOn' | 'reset' | 'getAtr' }
  | { readonly type: 'apdu', readonly capdu: Uint8Array }

/** What the card sends: an ATR or a response APDU. Nothing but the order tells which request it answers. */
export type VpcdAnswer = Uint8Array

const CONTROLS = { powerOff: 0, powerOn: 1, reset: 2, getAtr: 4 } as const
const LENGTH_BYTES = 2
const MAX_PAYLOAD = 0xffff

/**
 * One frame in one piece of memory, so that one write sends it: length and payload written apart wait for each other
 * (Nagle and delayed acknowledgement, about 40 ms).
 * @throws MalformedError when the payload exceeds 65,535 bytes
 */
export function encodeVpcdFrame(payload: Uint8Array): Uint8Array {
  const { length } = payload
  if (length > MAX_PAYLOAD) throw new MalformedError('vpcd payload', `${length} bytes are more than ${MAX_PAYLOAD}`)
  const frame = new Uint8Array(LENGTH_BYTES + length)
  frame[0] = length >> 8
  frame[1] = length
  frame.set(payload, LENGTH_BYTES)
  return frame
}

/**
 * The payload of a request, for whoever plays the reader.
 * @throws MalformedError for an APDU of less than 2 bytes, which the other side would take for a control
 */
export function encodeVpcdRequest(request: VpcdRequest): Uint8Array {
  if (request.type !== 'apdu') return Uint8Array.of(CONTROLS[request.type])
  if (request.capdu.length < 2) throw new MalformedError('vpcd APDU', 'fewer than 2 bytes: it would read as a control')
  return request.capdu
}

/**
 * Reads the payload of a frame from the reader. An APDU is not looked into.
 * @throws MalformedError for an empty payload and for a control that is not 0, 1, 2 or 4
 */
export function decodeVpcdRequest(payload: Uint8Array): VpcdRequest {
  if (payload.length > 1) return { type: 'apdu', capdu: payload }
  switch (payload[0]) {
    case CONTROLS.powerOff: return { type: 'powerOff' }
    case CONTROLS.powerOn: return { type: 'powerOn' }
    case CONTROLS.reset: return { type: 'reset' }
    case CONTROLS.getAtr: return { type: 'getAtr' }
    case undefined: throw new MalformedError('vpcd control', 'the frame is empty')
    default: throw new MalformedError('vpcd control', 'not 0, 1, 2 or 4')
  }
}

/** Where reading a stream has got to: bytes of a frame that is not complete yet. Begin with `noBytesPending`. */
export type VpcdPending = Uint8Array
export const noBytesPending: VpcdPending = new Uint8Array()

/**
 * Takes the next chunk of a stream, in either direction, and gives the payloads that are complete with it. However the
 * stream is cut into chunks, the payloads are the same; every byte sequence is a stream of frames, so nothing throws.
 */
export function readVpcdFrames(
  pending: VpcdPending, chunk: Uint8Array,
): { readonly payloads: readonly Uint8Array[], readonly pending: VpcdPending } {
  const bytes = pending.length === 0 ? chunk : concat(pending, chunk)
  const payloads: Uint8Array[] = []
  let start = 0
  while (start + LENGTH_BYTES <= bytes.length) {
    const end = start + LENGTH_BYTES + ((bytes[start] ?? 0) << 8 | (bytes[start + 1] ?? 0))
    if (end > bytes.length) break
    payloads.push(copied(bytes, start + LENGTH_BYTES, end))
    start = end
  }
  return { payloads, pending: start === bytes.length ? noBytesPending : copied(bytes, start, bytes.length) }
}

/** Of its own, whatever kind of array a chunk is: the memory of a chunk may be used again. */
function copied(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end))
}
