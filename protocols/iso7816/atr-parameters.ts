import type { Atr } from './atr.ts'

/** What T=1 needs to know, from the first TA, TB and TC for T=1 (ISO/IEC 7816-3:2006 §11.4), or their defaults. */
export interface T1Parameters {
  /** Most information bytes the card takes in one block, 1 to 254; undefined when its value is reserved. */
  readonly ifsc: number | undefined
  /** Character waiting time integer, 0 to 15. */
  readonly cwi: number
  /** Block waiting time integer, 0 to 9; undefined when its value is reserved. */
  readonly bwi: number | undefined
  /** How the epilogue of a block checks it: one byte of LRC or two of CRC. */
  readonly edc: 'lrc' | 'crc'
}

/** TA2: the card is in specific mode and speaks one protocol without negotiation (§8.3). */
export interface SpecificMode {
  readonly t: number
  /** Whether F and D come from TA1 or are those of the protocol's own rules. */
  readonly rate: 'TA1' | 'implicit'
  /** Whether another reset may bring the card into negotiable mode. */
  readonly changeable: boolean
}

export interface AtrParameters {
  /** The offered protocols in the order of the ATR, T=15 left out because it is none; never empty. */
  readonly protocols: readonly number[]
  /** T used when nothing is negotiated in negotiable mode. */
  readonly firstOffered: number
  /** Clock rate conversion integer; undefined when TA1 carries a reserved value. */
  readonly fi: number | undefined
  /** Baud rate adjustment integer; undefined when TA1 carries a reserved value. */
  readonly di: number | undefined
  /** Extra guard time integer, 0 to 254 elementary time units; 255 stands for the least the protocol allows. */
  readonly n: number
  /** Waiting time integer of T=0, 1 to 255; undefined when T=0 is not offered or the value is the reserved 0. */
  readonly wi: number | undefined
  /** Absent when T=1 is not offered. */
  readonly t1?: T1Parameters
  /** Absent in negotiable mode. */
  readonly specificMode?: SpecificMode
}

/** Index: upper half of TA1 (ISO/IEC 7816-3:2006 table 7). */
const FI = [
  372, 372, 558, 744, 1116, 1488, 1860, undefined, undefined, 512, 768, 1024, 1536, 2048, undefined, undefined,
] as const
/** Index: lower half of TA1 (table 8); 64 came with the edition of 2006. */
const DI = [undefined, 1, 2, 4, 8, 16, 32, 64, 12, 20] as const

const DEFAULT = { ta1: 0x11, n: 0, wi: 10, ifsc: 32, waiting: 0x4d, edc: 0 } as const

/** What an ATR says about speaking with the card (ISO/IEC 7816-3:2006 §8.3, §10.2, §11.4), defaults filled in. */
export function atrParameters({ first, further }: Atr): AtrParameters {
  const named = further.map(({ t }) => t).filter((t) => t !== 15)
  const protocols = named.length === 0 ? [0] : [...new Set(named)]
  const ta1 = first.ta ?? DEFAULT.ta1
  const { ta: ta2, tc: tc2 } = further[0] ?? {}
  return {
    protocols,
    firstOffered: further[0]?.t ?? 0,
    fi: FI[ta1 >> 4],
    di: DI[ta1 & 0x0f],
    n: first.tc ?? DEFAULT.n,
    wi: protocols.includes(0) ? (tc2 ?? DEFAULT.wi) || undefined : undefined,
    ...(protocols.includes(1) ? { t1: t1Parameters(further) } : {}),
    ...(ta2 === undefined ? {} : { specificMode: specificMode(ta2) }),
  }
}

function t1Parameters(further: Atr['further']): T1Parameters {
  // TA2, TB2 and TC2 are never T=1's own, even when TD1 names T=1: the specific bytes begin at i = 3 (§8.2.3)
  const own = further.slice(1).filter(({ t }) => t === 1)
  const firstOf = (key: 'ta' | 'tb' | 'tc') => own.find((group) => group[key] !== undefined)?.[key]
  const ifsc = firstOf('ta') ?? DEFAULT.ifsc
  const waiting = firstOf('tb') ?? DEFAULT.waiting
  const bwi = waiting >> 4
  return {
    ifsc: ifsc === 0 || ifsc === 0xff ? undefined : ifsc,
    cwi: waiting & 0x0f,
    bwi: bwi > 9 ? undefined : bwi,
    edc: (firstOf('tc') ?? DEFAULT.edc) & 1 ? 'crc' : 'lrc',
  }
}

function specificMode(ta2: number): SpecificMode {
  return { t: ta2 & 0x0f, rate: ta2 & 0x10 ? 'implicit' : 'TA1', changeable: (ta2 & 0x80) === 0 }
}
