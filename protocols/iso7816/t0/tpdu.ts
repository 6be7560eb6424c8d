import { MalformedError } from '../../bytes/malformed.ts'
import { encodeCommandApdu, type CommandApdu } from '../apdu.ts'

/** The five bytes every exchange of T=0 begins with (ISO/IEC 7816-3:2006 §10.3.2). */
export interface TpduHeader {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** Bytes to move; 0 towards the host stands for 256. */
  readonly p3: number
}

/** Which way the data of an exchange go, seen from the host. The header does not say it: both sides know it by INS. */
export type Direction = 'none' | 'send' | 'receive'

/** One exchange of T=0: a header, and data in at most one direction. */
export interface Tpdu extends TpduHeader {
  readonly direction: Direction
  /** Bytes to move, 0 to 256. */
  readonly length: number
  /** Data to send: `length` bytes when the direction is `send`, otherwise none. */
  readonly data: Uint8Array
}

const MAX_DATA = 0xff
const MAX_ANSWER = 0x100
/** The class that begins a PPS request. */
const PPS_CLA = 0xff

/**
 * The exchange that carries a command APDU (ISO/IEC 7816-3:2006 §12.2): case 1 with P3 = 00, case 2 with P3 = Le,
 * case 3 with P3 = Lc, case 4 as case 3 with Le left out, because the card announces its answer with 61xx and
 * `commandPipeline` fetches it. Le above 256 asks for 256; the rest comes by 61xx as well.
 * @throws MalformedError when the APDU is malformed, INS is 6x or 9x or CLA is ff, which T=0 cannot carry, or there are
 * more than 255 data bytes, which would need ENVELOPE
 */
export function tpduOf(apdu: CommandApdu): Tpdu {
  encodeCommandApdu(apdu)
  const { cla, ins, p1, p2, data = new Uint8Array(), le } = apdu
  if (cla === PPS_CLA) throw new MalformedError('CLA', 'ff begins a PPS request')
  if (isStatus(ins)) throw new MalformedError('INS', '6x and 9x would read as status words')
  if (data.length > MAX_DATA) throw new MalformedError('Lc', 'more than 255 bytes do not fit one exchange of T=0')
  const header = { cla, ins, p1, p2 }
  if (data.length > 0) return { ...header, p3: data.length, direction: 'send', length: data.length, data }
  if (le === undefined) return { ...header, p3: 0, direction: 'none', length: 0, data }
  const length = Math.min(le, MAX_ANSWER)
  return { ...header, p3: length & 0xff, direction: 'receive', length, data }
}

export function encodeHeader({ cla, ins, p1, p2, p3 }: TpduHeader): Uint8Array {
  return Uint8Array.of(cla, ins, p1, p2, p3)
}

/** @throws MalformedError when there are not exactly five bytes */
export function decodeHeader(bytes: Uint8Array): TpduHeader {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = bytes
  if (bytes.length !== HEADER_LENGTH) throw new MalformedError('TPDU header', `${bytes.length} bytes instead of 5`)
  return { cla, ins, p1, p2, p3 }
}

export const HEADER_LENGTH = 5

/** NULL: the card needs more time (§10.3.3). */
export const NULL = 0x60

/** Whether a byte is of the kind SW1 is: 6x or 9x. NULL is of that kind too and must be told apart first. */
export function isStatus(byte: number): boolean {
  return (byte & 0xf0) === 0x60 || (byte & 0xf0) === 0x90
}
