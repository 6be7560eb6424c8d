import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { CcidFacts } from './facts.ts'

/** A TPDU reader of one slot that does nothing by itself, with the changes a test wants. */
export function factsOf(
  { dataRates = [], notifies = true, pinMessage, pinIndices, atrPrefix, ...change }: Partial<CcidDescriptor & CcidFacts> = {},
): CcidFacts {
  return {
    descriptor: {
      bLength: 54, bDescriptorType: 0x21, bcdCCID: 0x0110, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 3,
      dwDefaultClock: 4000, dwMaximumClock: 4000, bNumClockSupported: 0, dwDataRate: 10_752, dwMaxDataRate: 344_086,
      bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x00010030,
      dwMaxCCIDMessageLength: 271, bClassGetResponse: 0, bClassEnvelope: 0, wLcdLayout: 0, bPINSupport: 0,
      bMaxCCIDBusySlots: 1, ...change,
    },
    dataRates, notifies, ...(pinMessage === undefined ? {} : { pinMessage }), ...(pinIndices === undefined ? {} : { pinIndices }),
    ...(atrPrefix === undefined ? {} : { atrPrefix }),
  }
}
