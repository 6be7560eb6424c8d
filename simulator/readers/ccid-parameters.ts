import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { protocolDataT0, protocolDataT1 } from '#protocols/ccid/protocol-data'
import type { AtrParameters } from '#protocols/iso7816/atr-parameters'
import { baudRate, lineTiming, rateOfTa1, type Line } from '#protocols/iso7816/timing'
import { offset } from './ccid-reply.ts'

type DataT0 = ReturnType<typeof protocolDataT0.decode>
type DataT1 = ReturnType<typeof protocolDataT1.decode>

/** What a slot takes the line to its card to be. */
export type SlotParameters =
  | { readonly bProtocolNum: 0, readonly data: DataT0 }
  | { readonly bProtocolNum: 1, readonly data: DataT1 }

export const DEFAULT_FINDEX_DINDEX = 0x11

const defaultT0: DataT0 = {
  bmFindexDindex: DEFAULT_FINDEX_DINDEX, bmTCCKST0: 0, bGuardTimeT0: 0, bWaitingIntegerT0: 10, bClockStop: 0,
}
const defaultT1: DataT1 = {
  bmFindexDindex: DEFAULT_FINDEX_DINDEX, bmTCCKST1: 0x10, bGuardTimeT1: 0, bmWaitingIntegersT1: 0x4d, bClockStop: 0,
  bIFSC: 32, bNadValue: 0,
}

/** What is in force after a power-on, and after ResetParameters. Assumed: T=0, whatever the card offers. */
export const defaultParameters: SlotParameters = { bProtocolNum: 0, data: defaultT0 }

export function encodeParameters(parameters: SlotParameters): Uint8Array {
  return parameters.bProtocolNum === 0
    ? protocolDataT0.encode(parameters.data)
    : protocolDataT1.encode(parameters.data)
}

/** What the ATR says, for a reader that configures itself. */
export function parametersOf(atr: AtrParameters, bProtocolNum: 0 | 1, bmFindexDindex: number): SlotParameters {
  if (bProtocolNum === 0) {
    const { n, wi = defaultT0.bWaitingIntegerT0 } = atr
    return {
      bProtocolNum, data: { ...defaultT0, bmFindexDindex, bGuardTimeT0: n, bWaitingIntegerT0: wi },
    }
  }
  const { n, t1 } = atr
  const { ifsc = defaultT1.bIFSC, bwi = 4, cwi = 13, edc = 'lrc' } = t1 ?? {}
  return {
    bProtocolNum,
    data: {
      ...defaultT1, bmFindexDindex, bGuardTimeT1: n, bmWaitingIntegersT1: (bwi << 4) | cwi, bIFSC: ifsc,
      bmTCCKST1: edc === 'crc' ? 0x11 : 0x10,
    },
  }
}

/** The same at another rate. */
export function atFindexDindex(parameters: SlotParameters, bmFindexDindex: number): SlotParameters {
  const { bProtocolNum, data } = parameters
  return bProtocolNum === 0
    ? { bProtocolNum, data: { ...data, bmFindexDindex } }
    : { bProtocolNum, data: { ...data, bmFindexDindex } }
}

const OTHER_NAD = 0x200
const INVERSE = 0x02
const MAX_BWI = 9
const CLOCK_STOPS = 3

/**
 * Reads the parameters of SetParameters, strictly.
 * @returns the parameters, or the offset of the first field that is wrong or not supported (§6.1.7)
 */
export function takenParameters(
  bProtocolNum: number, bytes: Uint8Array, descriptor: CcidDescriptor,
): SlotParameters | number {
  const known = bProtocolNum === 0 || bProtocolNum === 1
  if (!known || (descriptor.dwProtocols & (1 << bProtocolNum)) === 0) return offset.specific
  const record = bProtocolNum === 0 ? protocolDataT0 : protocolDataT1
  if (bytes.length !== record.length) return offset.dwLength

  if (bProtocolNum === 0) {
    const data = protocolDataT0.decode(bytes)
    return firstWrong([
      isRate(data.bmFindexDindex, descriptor),
      (data.bmTCCKST0 & ~INVERSE) === 0,
      true,
      data.bWaitingIntegerT0 > 0,
      data.bClockStop <= CLOCK_STOPS,
    ]) ?? { bProtocolNum, data }
  }
  const data = protocolDataT1.decode(bytes)
  return firstWrong([
    isRate(data.bmFindexDindex, descriptor),
    (data.bmTCCKST1 & 0xfc) === 0x10,
    true,
    data.bmWaitingIntegersT1 >> 4 <= MAX_BWI,
    data.bClockStop <= CLOCK_STOPS,
    data.bIFSC >= 1 && data.bIFSC <= 0xfe,
    data.bNadValue === 0 || (descriptor.dwFeatures & OTHER_NAD) !== 0,
  ]) ?? { bProtocolNum, data }
}

/** One byte a field, from abProtocolDataStructure on. */
function firstWrong(fields: readonly boolean[]): number | undefined {
  const index = fields.indexOf(false)
  return index < 0 ? undefined : offset.abData + index
}

/** Whether F and D are spelt by no reserved value, and no faster than the reader. */
export function isRate(bmFindexDindex: number, { dwDefaultClock, dwMaxDataRate }: CcidDescriptor): boolean {
  const rate = rateOfTa1(bmFindexDindex)
  if (rate === undefined) return false
  // rounded down: descriptors give whole bits per second
  return Math.floor(baudRate({ ...rate, clockHz: dwDefaultClock * 1000 })) <= dwMaxDataRate
}

/** Milliseconds a reader with these parameters waits for a card: WT of T=0, BWT of T=1. */
export function waitingMs(parameters: SlotParameters, dwDefaultClock: number): number {
  const { bProtocolNum, data } = parameters
  const rate = rateOfTa1(data.bmFindexDindex) ?? { fi: 372, di: 1 }
  const line: Line = { ...rate, clockHz: dwDefaultClock * 1000 }
  const told = { protocols: [bProtocolNum], firstOffered: bProtocolNum, ...rate, n: 0 }
  const { t0, t1 } = bProtocolNum === 0
    ? lineTiming({ ...told, wi: data.bWaitingIntegerT0 }, line)
    : lineTiming({ ...told, wi: undefined, t1: waitingOf(data) }, line)
  return Math.ceil((t0?.wt.us ?? t1?.bwt?.us ?? 0) / 1000)
}

function waitingOf({ bmWaitingIntegersT1, bIFSC, bmTCCKST1 }: DataT1): NonNullable<AtrParameters['t1']> {
  return {
    ifsc: bIFSC, bwi: bmWaitingIntegersT1 >> 4, cwi: bmWaitingIntegersT1 & 0x0f, edc: edcOf({ bmTCCKST1 }),
  }
}

export function edcOf({ bmTCCKST1 }: Pick<DataT1, 'bmTCCKST1'>): 'lrc' | 'crc' {
  return bmTCCKST1 & 1 ? 'crc' : 'lrc'
}
