import { MalformedError } from '../bytes/malformed.ts'

/** A command APDU (ISO/IEC 7816-3:2006 §12.1): four header bytes, then a body of 0 to 65,540 bytes. */
export interface CommandApdu {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** Command data, 1 to 65,535 bytes; an empty one is the same as none. */
  readonly data?: Uint8Array
  /**
   * Ne, the most answer data the host takes: 1 to 256 in short form, up to 65,536 in extended form. Absent when no Le
   * field is sent; an NHI card answers such a GET DATA with data all the same (nhi-facts §4.3).
   */
  readonly le?: number
  /** Asks for extended length fields where short ones would do. Without data and Le (case 1) it says nothing. */
  readonly extended?: boolean
}

/** A response APDU: 0 to 65,536 bytes of data and the status word SW1-SW2 as one number, 0x9000. */
export interface ResponseApdu {
  readonly data: Uint8Array
  readonly sw: number
}

/** The seven ways to write a command APDU (ISO/IEC 7816-3:2006 §12.1.3); S is short, E extended. */
export type CommandCase = '1' | '2S' | '3S' | '4S' | '2E' | '3E' | '4E'

const HEADER_LENGTH = 4
const MAX_SHORT_DATA = 0xff
const MAX_SHORT_LE = 0x100
const MAX_DATA = 0xffff
const MAX_LE = 0x1_0000

const fitsShort = (dataLength: number, le = 0) => dataLength <= MAX_SHORT_DATA && le <= MAX_SHORT_LE

/** Which case the encoder uses for this command: short whenever it fits, unless `extended` is asked for. */
export function commandCase({ data, le, extended = false }: CommandApdu): CommandCase {
  const dataLength = data?.length ?? 0
  if (dataLength === 0 && le === undefined) return '1'
  const form = extended || !fitsShort(dataLength, le) ? 'E' : 'S'
  if (dataLength === 0) return `2${form}`
  return le === undefined ? `3${form}` : `4${form}`
}

/** @throws MalformedError when a header byte is no byte, the data exceed 65,535 bytes or Le is not in 1 to 65,536 */
export function encodeCommandApdu(apdu: CommandApdu): Uint8Array {
  const { cla, ins, p1, p2, data, le } = apdu
  inRange('CLA', cla, 0, 0xff)
  inRange('INS', ins, 0, 0xff)
  inRange('P1', p1, 0, 0xff)
  inRange('P2', p2, 0, 0xff)
  const lc = data?.length ?? 0
  inRange('Lc', lc, 0, MAX_DATA)
  if (le !== undefined) inRange('Le', le, 1, MAX_LE)

  const extended = commandCase(apdu).endsWith('E')
  const lengthBytes = extended ? 2 : 1
  const lead = extended ? 1 : 0
  const bytes = new Uint8Array(
    HEADER_LENGTH + lead + (lc > 0 ? lengthBytes + lc : 0) + (le === undefined ? 0 : lengthBytes),
  )
  bytes[0] = cla
  bytes[1] = ins
  bytes[2] = p1
  bytes[3] = p2
  let at = HEADER_LENGTH + lead
  if (data !== undefined && lc > 0) {
    putLength(bytes, at, lc, lengthBytes)
    bytes.set(data, at + lengthBytes)
    at += lengthBytes + lc
  }
  if (le !== undefined) putLength(bytes, at, le, lengthBytes)
  return bytes
}

/** Lc and Le lose their upper bits on purpose: 256 is written 00, and 65,536 is written 0000. */
function putLength(bytes: Uint8Array, at: number, length: number, lengthBytes: 1 | 2): void {
  if (lengthBytes === 2) bytes[at++] = length >> 8
  bytes[at] = length
}

/**
 * Reads any of the seven cases; encoding the result gives the same bytes. `extended` is set only where the bytes are
 * extended although short length fields would have done.
 * @throws MalformedError when the length fields and the number of bytes do not agree
 */
export function decodeCommandApdu(bytes: Uint8Array): CommandApdu {
  // by index and not by destructuring: an iterator costs more than all the rest, and every command comes through here
  const cla = bytes[0], ins = bytes[1], p1 = bytes[2], p2 = bytes[3], lead = bytes[4]
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) {
    throw new MalformedError('command APDU', `${bytes.length} bytes are fewer than its ${HEADER_LENGTH} header bytes`)
  }
  if (lead === undefined) return { cla, ins, p1, p2 }
  if (bytes.length === HEADER_LENGTH + 1) return { cla, ins, p1, p2, le: lead || MAX_SHORT_LE }
  if (lead !== 0) {
    const { data, le } = body(bytes, HEADER_LENGTH + 1, lead, 1)
    return le === undefined ? { cla, ins, p1, p2, data } : { cla, ins, p1, p2, data, le }
  }

  const high = bytes[5], low = bytes[6]
  if (high === undefined || low === undefined) throw new MalformedError('Lc', 'an extended length field is cut short')
  const length = (high << 8) | low
  const fields: Partial<Body> = bytes.length === HEADER_LENGTH + 3
    ? { le: length || MAX_LE }
    : body(bytes, HEADER_LENGTH + 3, length, 2)
  const extended = fitsShort(fields.data?.length ?? 0, fields.le)
  return { cla, ins, p1, p2, ...fields, ...(extended ? { extended } : {}) }
}

interface Body {
  data: Uint8Array
  le?: number
}

/** The data field of `lc` bytes at `start`, and the Le field of `leLength` bytes behind it if there is one. */
function body(bytes: Uint8Array, start: number, lc: number, leLength: 1 | 2): Body {
  if (lc === 0) throw new MalformedError('Lc', 'zero, and yet more bytes follow')
  const end = start + lc
  const data = new Uint8Array(bytes.subarray(start, end))
  if (bytes.length === end) return { data }
  if (bytes.length !== end + leLength) {
    throw new MalformedError('Lc', `announces ${lc} bytes; ${bytes.length - start} follow, which no Le field explains`)
  }
  const last = bytes[bytes.length - 1] ?? 0
  const ne = leLength === 1 ? last : ((bytes[end] ?? 0) << 8) | last
  return { data, le: ne || (leLength === 1 ? MAX_SHORT_LE : MAX_LE) }
}

/** @throws MalformedError when the data exceed 65,536 bytes or the status word is not in 0 to 0xffff */
export function encodeResponseApdu({ data, sw }: ResponseApdu): Uint8Array {
  inRange('response data length', data.length, 0, MAX_LE)
  inRange('SW', sw, 0, 0xffff)
  const { length } = data
  const bytes = new Uint8Array(length + 2)
  bytes.set(data)
  bytes[length] = sw >> 8
  bytes[length + 1] = sw
  return bytes
}

/** @throws MalformedError when there are fewer than the two bytes of the status word, or more than 65,538 bytes */
export function decodeResponseApdu(bytes: Uint8Array): ResponseApdu {
  inRange('response APDU length', bytes.length, 2, MAX_LE + 2)
  const end = bytes.length - 2
  return { data: new Uint8Array(bytes.subarray(0, end)), sw: ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0) }
}

function inRange(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw new MalformedError(field, `not an integer from ${min} to ${max}`)
}
