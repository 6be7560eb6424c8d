import { protocolDataT0, protocolDataT1 } from '#protocols/ccid/protocol-data'
import type { Atr } from '#protocols/iso7816/atr'
import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { defaultRate, ta1OfRate, type Rate } from '#protocols/iso7816/timing'

/** What reader and card speak from now on. */
export interface Agreement {
  readonly t: 0 | 1
  readonly rate: Rate
  readonly parameters: AtrParameters
  readonly convention: Atr['convention']
}

const INVERSE = 0x02
const T1 = 0x10
const CRC = 0x01
/** Where the ATR has a reserved value: the default, and for the time of a block the most there is. */
const RESERVED = { wi: 10, bwi: 9, ifsc: 32 } as const
const DEFAULT_TA1 = 0x11

/** Most information bytes the card takes in one block of T=1. */
export function ifscOf({ parameters: { t1 } }: Pick<Agreement, 'parameters'>): number {
  return t1?.ifsc ?? RESERVED.ifsc
}

/** abProtocolDataStructure: the clock is never stopped, and blocks have no addresses. */
export function protocolData(agreement: Agreement): Uint8Array {
  const { t, rate, parameters: { n, wi, t1 }, convention } = agreement
  const bmFindexDindex = ta1OfRate(rate) ?? DEFAULT_TA1
  const inverse = convention === 'inverse' ? INVERSE : 0
  if (t === 0) {
    return protocolDataT0.encode({
      bmFindexDindex, bmTCCKST0: inverse, bGuardTimeT0: n, bWaitingIntegerT0: wi ?? RESERVED.wi, bClockStop: 0,
    })
  }
  const { bwi = RESERVED.bwi, cwi = 0, edc = 'lrc' } = t1 ?? {}
  return protocolDataT1.encode({
    bmFindexDindex, bmTCCKST1: T1 | inverse | (edc === 'crc' ? CRC : 0), bGuardTimeT1: n,
    bmWaitingIntegersT1: bwi << 4 | cwi, bClockStop: 0, bIFSC: ifscOf(agreement), bNadValue: 0,
  })
}

export function isDefault(rate: Rate): boolean {
  return rate.fi === defaultRate.fi && rate.di === defaultRate.di
}
