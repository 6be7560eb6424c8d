import { MalformedError } from '../bytes/malformed.ts'
import type { AtrParameters } from './atr-parameters.ts'
import { defaultRate, rateOfTa1, ta1OfRate, type Rate } from './timing.ts'

/**
 * A PPS request or response (ISO/IEC 7816-3:2006 §9.2): PPSS `ff`, PPS0, the parameters PPS0 announces, and PCK, which
 * makes all of them add up to zero (exclusive or). 3 to 6 bytes.
 */
export interface Pps {
  /** The protocol proposed, 0 to 14. */
  readonly t: number
  /** F and D, spelt as TA1 spells them. */
  readonly pps1?: number
  /** Use of the standard or proprietary contact, spelt as the first TB for T=15 spells it. */
  readonly pps2?: number
  /** Reserved; carried as it is. */
  readonly pps3?: number
}

const PPSS = 0xff
const PPS1 = 0x10, PPS2 = 0x20, PPS3 = 0x40, RESERVED = 0x80

/** @throws MalformedError when T is not 0 to 14 or a parameter is no byte */
export function encodePps({ t, pps1, pps2, pps3 }: Pps): Uint8Array {
  inRange('T', t, 14)
  const flags = (pps1 === undefined ? 0 : PPS1) | (pps2 === undefined ? 0 : PPS2) | (pps3 === undefined ? 0 : PPS3)
  const parameters = [pps1, pps2, pps3].filter((parameter) => parameter !== undefined)
  for (const parameter of parameters) inRange('PPS1 to PPS3', parameter, 0xff)
  const bytes = [PPSS, flags | t, ...parameters]
  return Uint8Array.from([...bytes, exclusiveOr(bytes)])
}

/** @throws MalformedError when it is cut short or too long, begins otherwise, sets the reserved bit, or PCK is wrong */
export function decodePps(bytes: Uint8Array): Pps {
  const [ppss, pps0 = 0] = bytes
  if (ppss !== PPSS) throw new MalformedError('PPSS', 'not ff')
  const length = ppsLength(bytes)
  if (length === undefined || bytes.length !== length) {
    throw new MalformedError('PPS', `${bytes.length} bytes instead of ${length ?? 'at least 3'}`)
  }
  if (exclusiveOr(bytes) !== 0) throw new MalformedError('PCK', 'does not fit the bytes before it')
  if (pps0 & RESERVED) throw new MalformedError('PPS0', 'its reserved bit is set')
  const t = pps0 & 0x0f
  inRange('T', t, 14)
  let read = 2
  const next = (present: number) => pps0 & present ? bytes[read++] : undefined
  const [pps1, pps2, pps3] = [next(PPS1), next(PPS2), next(PPS3)]
  return {
    t,
    ...(pps1 === undefined ? {} : { pps1 }),
    ...(pps2 === undefined ? {} : { pps2 }),
    ...(pps3 === undefined ? {} : { pps3 }),
  }
}

/** How many bytes the PPS that begins so has, 3 to 6; undefined while PPS0 has not come. */
export function ppsLength(begin: Uint8Array): number | undefined {
  const pps0 = begin[1]
  if (pps0 === undefined) return undefined
  return 3 + [PPS1, PPS2, PPS3].filter((flag) => pps0 & flag).length
}

/** Why a response does not answer the request (§9.3); the card is then reset or rejected. */
export type PpsRefusal = 'otherProtocol' | 'otherRate' | 'otherContactUse' | 'otherPps3'

/** What a PPS exchange settled. */
export type PpsOutcome =
  | { readonly agreed: true, readonly t: number, readonly rate: Rate }
  | { readonly agreed: false, readonly why: PpsRefusal }

/**
 * Judges a response (ISO/IEC 7816-3:2006 §9.3): the protocol must be the one proposed, and each parameter either the
 * one proposed or absent, which leaves its default in force. A parameter nobody proposed is refused.
 */
export function ppsOutcome(request: Pps, response: Pps): PpsOutcome {
  const echoed = (key: 'pps1' | 'pps2' | 'pps3') => response[key] === undefined || response[key] === request[key]
  if (response.t !== request.t) return { agreed: false, why: 'otherProtocol' }
  if (!echoed('pps1')) return { agreed: false, why: 'otherRate' }
  if (!echoed('pps2')) return { agreed: false, why: 'otherContactUse' }
  if (!echoed('pps3')) return { agreed: false, why: 'otherPps3' }
  const rate = response.pps1 === undefined ? defaultRate : rateOfTa1(response.pps1)
  return rate ? { agreed: true, t: response.t, rate } : { agreed: false, why: 'otherRate' }
}

/** What the host would like; it takes the card's own rate unless told to stay at the default one. */
export interface WantedProtocol {
  readonly t: number
  readonly rate?: 'card' | 'default'
}

/**
 * The request that brings a card to the wanted protocol and rate, or undefined when none may or need be sent: in
 * specific mode TA2 settles both (§6.3.1), and the first offered protocol at the default rate is in force anyway.
 * A reserved value in TA1 is not proposed.
 * @throws MalformedError when the card does not offer the protocol
 */
export function proposePps(card: AtrParameters, { t, rate = 'card' }: WantedProtocol): Pps | undefined {
  if (!card.protocols.includes(t)) throw new MalformedError('T', `the card does not offer T=${t}`)
  if (card.specificMode) return undefined
  const { fi, di } = card
  const own = rate === 'default' || fi === undefined || di === undefined ? defaultRate : { fi, di }
  const pps1 = own.fi === defaultRate.fi && own.di === defaultRate.di ? undefined : ta1OfRate(own)
  if (pps1 === undefined) return t === card.firstOffered ? undefined : { t }
  return { t, pps1 }
}

function inRange(field: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return
  throw new MalformedError(field, `not an integer from 0 to ${max}`)
}

function exclusiveOr(bytes: Iterable<number>): number {
  let check = 0
  for (const byte of bytes) check ^= byte
  return check
}
