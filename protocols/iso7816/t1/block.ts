import { MalformedError } from '../../bytes/malformed.ts'
import { edcLength, isSealed, seal, type Edc } from './edc.ts'

/** A bit that counts blocks modulo 2: N(S) of an I-block, N(R) of an R-block. */
export type Sequence = 0 | 1

/** What an R-block says was wrong: nothing, parity or the EDC, anything else (ISO/IEC 7816-3:2006 §11.3.2.2). */
export type RError = 0 | 1 | 2

export const supervisions = ['RESYNCH', 'IFS', 'ABORT', 'WTX'] as const
export type Supervision = (typeof supervisions)[number]

/** Carries a part of an APDU, 0 to 254 bytes; `more` is the M-bit: the chain goes on. */
export interface IBlock {
  readonly kind: 'I'
  readonly ns: Sequence
  readonly more: boolean
  readonly inf: Uint8Array
}

/** Acknowledges by naming the I-block that is expected next, or asks for it again. */
export interface RBlock {
  readonly kind: 'R'
  readonly nr: Sequence
  readonly error: RError
}

/** Steers the protocol. `value` is the INF byte of IFS (1 to 254 bytes) and WTX (a multiplier of BWT), else absent. */
export interface SBlock {
  readonly kind: 'S'
  readonly type: Supervision
  readonly response: boolean
  readonly value?: number
}

export type Block = IBlock | RBlock | SBlock

/** Most bytes of an information field; a LEN of 255 is reserved (§11.3.2.3). */
export const MAX_INF = 254
export const PROLOGUE_LENGTH = 3

const M_BIT = 0x20
const RESPONSE = 0x20
const NONE = new Uint8Array()
const hasValue = (type: Supervision) => type === 'IFS' || type === 'WTX'

/** NAD of the answer to a block with this NAD: source and destination change places (§11.3.2.1). */
export function answeringNad(nad: number): number {
  return ((nad & 0x0f) << 4) | (nad >> 4)
}

/**
 * A block as its bytes, 4 to 259 of them: NAD, PCB, LEN, INF, EDC (ISO/IEC 7816-3:2006 §11.3).
 * @throws MalformedError when INF exceeds 254 bytes or the value of an S-block has no spelling
 */
export function encodeBlock(block: Block, edc: Edc, nad = 0): Uint8Array {
  const inf = informationOf(block)
  if (inf.length > MAX_INF) throw new MalformedError('INF', `longer than ${MAX_INF} bytes`)
  const end = PROLOGUE_LENGTH + inf.length
  const bytes = new Uint8Array(end + edcLength[edc])
  bytes[0] = nad
  bytes[1] = pcbOf(block)
  bytes[2] = inf.length
  bytes.set(inf, PROLOGUE_LENGTH)
  seal(bytes, end, edc)
  return bytes
}

/**
 * Reads exactly one block. What stands in `field` of the error says how an R-block reports it: `EDC` or anything else.
 * @throws MalformedError for a wrong length, EDC, NAD, PCB or INF
 */
export function decodeBlock(bytes: Uint8Array, edc: Edc, nad = 0): Block {
  const length = bytes[2]
  if (length === undefined) throw new MalformedError('prologue', 'cut short')
  if (length > MAX_INF) throw new MalformedError('LEN', 'the reserved value 255')
  const end = PROLOGUE_LENGTH + length
  if (bytes.length !== end + edcLength[edc]) throw new MalformedError('LEN', 'does not fit the bytes received')
  if (!isSealed(bytes, end, edc)) throw new MalformedError('EDC', 'does not fit the block')
  if (bytes[0] !== nad) throw new MalformedError('NAD', 'belongs to another conversation')
  return meaning(bytes[1]!, bytes.slice(PROLOGUE_LENGTH, end))
}

function informationOf(block: Block): Uint8Array {
  if (block.kind === 'I') return block.inf
  if (block.kind === 'R' || !hasValue(block.type)) return NONE
  const { type, value = 0 } = block
  checkValue(type, value)
  return Uint8Array.of(value)
}

function pcbOf(block: Block): number {
  if (block.kind === 'I') return (block.ns << 6) | (block.more ? M_BIT : 0)
  if (block.kind === 'R') return 0x80 | (block.nr << 4) | block.error
  return 0xc0 | (block.response ? RESPONSE : 0) | supervisions.indexOf(block.type)
}

function meaning(pcb: number, inf: Uint8Array): Block {
  if (pcb < 0x80) {
    if (pcb & 0x1f) throw new MalformedError('PCB', 'an I-block with reserved bits set')
    return { kind: 'I', ns: pcb & 0x40 ? 1 : 0, more: (pcb & M_BIT) !== 0, inf }
  }
  if (pcb < 0xc0) {
    const error = pcb & 0x0f
    if (pcb & 0x20 || error > 2) throw new MalformedError('PCB', 'an R-block with reserved bits set')
    if (inf.length > 0) throw new MalformedError('LEN', 'an R-block carries no information')
    return { kind: 'R', nr: pcb & 0x10 ? 1 : 0, error: error as RError }
  }
  const type = supervisions[pcb & 0x1f]
  if (type === undefined) throw new MalformedError('PCB', 'an S-block of a reserved type')
  const response = (pcb & RESPONSE) !== 0
  if (inf.length !== (hasValue(type) ? 1 : 0)) throw new MalformedError('LEN', `not that of an S(${type}) block`)
  const [value] = inf
  if (value === undefined) return { kind: 'S', type, response }
  checkValue(type, value)
  return { kind: 'S', type, response, value }
}

function checkValue(type: Supervision, value: number): void {
  const [least, most] = type === 'IFS' ? [1, MAX_INF] : [0, 0xff]
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new MalformedError('INF', `an S(${type}) block takes ${least} to ${most}`)
}
