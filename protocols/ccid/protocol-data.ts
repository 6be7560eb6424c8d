import { ccidRecord } from './record.ts'

/** abProtocolDataStructure of SetParameters and Parameters (CCID rev 1.1 §6.1.7); bProtocolNum says which. */
const provenance = { source: 'CCID rev 1.1 §6.1.7' }

/**
 * bProtocolNum 00. bmFindexDindex is spelt as TA1; bmTCCKST0 has bit 1 set for the inverse convention; bGuardTimeT0 is
 * N; bWaitingIntegerT0 is WI; bClockStop 00 never, 01 low, 02 high, 03 either.
 */
export const protocolDataT0 = ccidRecord({
  name: 'abProtocolDataStructure T=0', provenance,
  sizes: { bmFindexDindex: 1, bmTCCKST0: 1, bGuardTimeT0: 1, bWaitingIntegerT0: 1, bClockStop: 1 },
  examples: [{
    hex: '1100000a00',
    value: { bmFindexDindex: 0x11, bmTCCKST0: 0, bGuardTimeT0: 0, bWaitingIntegerT0: 10, bClockStop: 0 },
  }],
})

/**
 * bProtocolNum 01. bmTCCKST1: 10, with bit 0 set for a CRC and bit 1 for the inverse convention; bmWaitingIntegersT1:
 * BWI in the upper half, CWI in the lower; bNadValue: 00 unless the reader takes another.
 */
export const protocolDataT1 = ccidRecord({
  name: 'abProtocolDataStructure T=1', provenance,
  sizes: {
    bmFindexDindex: 1, bmTCCKST1: 1, bGuardTimeT1: 1, bmWaitingIntegersT1: 1, bClockStop: 1, bIFSC: 1, bNadValue: 1,
  },
  examples: [{
    hex: '1810004500fe00',
    value: {
      bmFindexDindex: 0x18, bmTCCKST1: 0x10, bGuardTimeT1: 0, bmWaitingIntegersT1: 0x45, bClockStop: 0, bIFSC: 254,
      bNadValue: 0,
    },
  }],
})
