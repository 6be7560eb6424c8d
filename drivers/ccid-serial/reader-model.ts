import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { Provenance } from '#protocols/provenance'
import type { CcidFacts } from '../ccid/facts.ts'

/** A reader on RS-232. It has no descriptor to be read, so what a descriptor says stands here. */
export interface SerialModel {
  /** What a person calls it. */
  readonly name: string
  readonly facts: CcidFacts
  /** Data of the PC_to_RDR_Escape that every reader of this kind answers, with the version of its firmware. */
  readonly firmware: Uint8Array
  /** Data of the PC_to_RDR_Escape that has card movements told; empty where there is none. */
  readonly notifications: Uint8Array
  readonly provenance: Provenance
}

export type SerialModelName = 'GemPCTwin' | 'GemPCPinPad' | 'GemCorePOSPro' | 'GemCoreSIMPro'

/** libccid 1.5.2, src/ccid.h: with a crystal of 4 MHz, by the F and D of ISO/IEC 7816-3. */
const isoRates = [
  10_753, 14_337, 15_625, 17_204, 20_833, 21_505, 23_438, 25_806, 28_674, 31_250, 32_258, 34_409, 39_063, 41_667,
  43_011, 46_875, 52_083, 53_763, 57_348, 62_500, 64_516, 68_817, 71_685, 78_125, 83_333, 86_022, 93_750, 104_167,
  107_527, 114_695, 125_000, 129_032, 143_369, 156_250, 166_667, 172_043, 215_054, 229_391, 250_000, 344_086,
]
/** Of the further slots, which take SAM cards; one device has one table, so the first slot keeps to it as well. */
const samRates = [10_753, 21_505, 43_011, 125_000]

const descriptor: CcidDescriptor = {
  bLength: 0x36, bDescriptorType: 0x21, bcdCCID: 0x0100, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 3,
  dwDefaultClock: 4_000, dwMaximumClock: 4_000, bNumClockSupported: 0, dwDataRate: 10_753, dwMaxDataRate: 344_086,
  bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x0001_0230,
  dwMaxCCIDMessageLength: 271, bClassGetResponse: 0, bClassEnvelope: 0, wLcdLayout: 0, bPINSupport: 0,
  bMaxCCIDBusySlots: 1,
}
/**
 * Notifications come between a command and its answer and for the first slot alone, so these readers count as those
 * that are asked; what they tell on the way shows a card that was changed between two questions.
 */
const common = { firmware: Uint8Array.of(0x02), notifications: Uint8Array.of(0x01, 0x01, 0x01) }
const provenance = { source: 'libccid 1.5.2, src/ccid_serial.c, set_ccid_descriptor; rates: src/ccid.h' }

/** Named as libccidtwin names them in reader.conf. All answer on 115,200 bits per second. */
export const serialModels: Readonly<Record<SerialModelName, SerialModel>> = {
  GemPCTwin: {
    ...common, name: 'GemPC Twin', facts: { descriptor, dataRates: isoRates, notifies: false }, provenance,
  },
  GemPCPinPad: {
    ...common, name: 'GemPC Pinpad',
    facts: {
      descriptor: { ...descriptor, bPINSupport: 3, dwMaxDataRate: 500_000 }, dataRates: [...isoRates, 500_000],
      notifies: false, pinIndices: 'three',
    },
    provenance,
  },
  GemCorePOSPro: {
    ...common, name: 'GemCore POS Pro',
    facts: {
      descriptor: { ...descriptor, bMaxSlotIndex: 4, dwMaxDataRate: 125_000 }, dataRates: samRates, notifies: false,
    },
    provenance,
  },
  GemCoreSIMPro: {
    ...common, name: 'GemCore SIM Pro',
    facts: {
      descriptor: { ...descriptor, bMaxSlotIndex: 1, dwMaxDataRate: 125_000 }, dataRates: samRates, notifies: false,
    },
    provenance,
  },
}
