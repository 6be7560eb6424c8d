import type { Bilingual } from '#protocols/bilingual'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { Provenance } from '#protocols/provenance'
import { CcidReader, type CcidReaderOptions } from './ccid-reader.ts'
import type { CcidTwin } from './ccid-twin.ts'
import { gemCoreEscapes, pinPadEscapes, type EscapeCommand } from './escape-command.ts'
import { EzusbReader } from './ezusb-reader.ts'

/** A reader that can be simulated: what it says of itself on USB, and how it behaves. */
export interface ReaderModel {
  readonly label: Bilingual
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
  /** String descriptors. */
  readonly manufacturer: string
  readonly product: string
  /** 0b for a CCID. */
  readonly bInterfaceClass: number
  /** Addresses with the direction bit. */
  readonly endpoints: { readonly bulkOut: number, readonly bulkIn: number, readonly interruptIn: number }
  /** Whether the class descriptor stands in the configuration; a reader that keeps it to itself has it all the same. */
  readonly announced: boolean
  readonly descriptor: CcidDescriptor
  /** What the control requests GET_CLOCK_FREQUENCIES (kHz) and GET_DATA_RATES (bits per second) answer. */
  readonly clocks: readonly number[]
  readonly dataRates: readonly number[]
  readonly escapes?: readonly EscapeCommand[]
  readonly dialect?: 'ezusb'
  /** Whether it wants three indices of messages in a change of a PIN, however many messages there are. */
  readonly pinIndices?: 'three'
  readonly provenance: Provenance
}

const CCID_CLASS = 0x0b
/** Where nobody says which numbers the endpoints have. */
const endpoints = { bulkOut: 0x01, bulkIn: 0x82, interruptIn: 0x83 } as const

const usual = {
  bLength: 0x36, bDescriptorType: 0x21, bcdCCID: 0x0100, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 3,
  dwDefaultClock: 4000, dwMaximumClock: 4000, bNumClockSupported: 0, dwDataRate: 10_752, dwMaxDataRate: 344_086,
  bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x00010230,
  dwMaxCCIDMessageLength: 271, bClassGetResponse: 0, bClassEnvelope: 0, wLcdLayout: 0, bPINSupport: 0,
  bMaxCCIDBusySlots: 1,
} as const satisfies CcidDescriptor

const gemplus = {
  idVendor: 0x08e6, bcdDevice: 0x0100, manufacturer: 'Gemplus', bInterfaceClass: CCID_CLASS, endpoints,
  announced: true, clocks: [4000], dataRates: [10_753, 21_505, 43_011, 86_022, 172_043, 344_086],
} as const
const listed = {
  source: 'descriptor as the list of readers of libccid prints it (github.com/LudovicRousseau/CCID, readers/)',
}

export const readerModels = {
  'tpdu-t0': {
    label: { zh: 'TPDU 層，僅 T=0', en: 'TPDU level, T=0 only, does everything by itself' },
    idVendor: 0x08e6, idProduct: 0x4433, bcdDevice: 0x0000, manufacturer: 'QEMU', product: 'QEMU USB CCID',
    bInterfaceClass: CCID_CLASS, endpoints: { bulkOut: 0x03, bulkIn: 0x82, interruptIn: 0x81 }, announced: true,
    descriptor: {
      ...usual, bcdCCID: 0x0110, dwProtocols: 1, dwMaximumClock: 65_536, dwDataRate: 9600, dwMaxDataRate: 115_200,
      dwFeatures: 0x000104fe, dwMaxCCIDMessageLength: 65_554, bClassGetResponse: 0xff, bClassEnvelope: 0xff,
    },
    clocks: [4000], dataRates: [9600, 115_200],
    provenance: { source: 'seen from usb-ccid of QEMU 7.2; its claim to verify PINs is left out' },
  },
  'tpdu': {
    ...gemplus, label: { zh: 'TPDU 層（GemPC Twin）', en: 'TPDU level (GemPC Twin)' },
    idProduct: 0x3437, product: 'USB SmartCard Reader', escapes: gemCoreEscapes, descriptor: usual,
    provenance: listed,
  },
  'short-apdu': {
    ...gemplus, label: { zh: '短 APDU 層', en: 'short APDU level' },
    idProduct: 0x3437, product: 'USB SmartCard Reader', escapes: gemCoreEscapes,
    descriptor: {
      ...usual, bcdCCID: 0x0110, dwMaxDataRate: 10_752, dwFeatures: 0x00020230, bClassGetResponse: 0xff,
      bClassEnvelope: 0xff,
    },
    dataRates: [10_753],
    provenance: { assumed: 'no such device: the ids are those of the GemPC Twin because pcscd picks drivers by them, '
      + 'and the level is one libccid was seen to take from them' },
  },
  'extended-apdu': {
    label: { zh: '延伸 APDU 層（OMNIKEY 3x21）', en: 'extended APDU level (OMNIKEY 3x21)' },
    idVendor: 0x076b, idProduct: 0x3031, bcdDevice: 0x0106, manufacturer: 'HID Global',
    product: 'OMNIKEY 3x21 Smart Card Reader', bInterfaceClass: CCID_CLASS, endpoints, announced: true,
    descriptor: {
      ...usual, bcdCCID: 0x0110, dwDefaultClock: 4800, dwMaximumClock: 4800, bNumClockSupported: 1,
      dwMaxDataRate: 412_903, bNumDataRatesSupported: 6, dwFeatures: 0x000407ba, bClassGetResponse: 0xff,
      bClassEnvelope: 0xff,
    },
    clocks: [4800], dataRates: [10_752, 21_505, 43_010, 86_021, 172_043, 344_086],
    provenance: { source: `${listed.source}; synchronous cards left out, six of its 106 data rates` },
  },
  'pin-pad': {
    ...gemplus, label: { zh: 'TPDU 層，有密碼鍵盤（GemPC Pinpad）', en: 'TPDU level with a PIN pad (GemPC Pinpad)' },
    idProduct: 0x3478, product: 'USB GemPCPinpad SmartCard Reader', escapes: pinPadEscapes,
    descriptor: { ...usual, dwMaxDataRate: 500_000, bPINSupport: 3 }, pinIndices: 'three',
    provenance: { source: `${listed.source}; the three indices: libccid, has_gemalto_modify_pin_bug` },
  },
  'character': {
    label: { zh: '字元層（Winbond）', en: 'character level (Winbond)' },
    idVendor: 0x0416, idProduct: 0x3815, bcdDevice: 0x0006, manufacturer: 'Winbond',
    product: 'CCID SmartCard Controller', bInterfaceClass: CCID_CLASS, endpoints, announced: true,
    descriptor: {
      ...usual, bVoltageSupport: 1, dwDefaultClock: 3000, dwMaximumClock: 3000, bNumClockSupported: 1, dwDataRate: 8065,
      dwMaxDataRate: 32_258, bNumDataRatesSupported: 3, dwMaxIFSD: 123, dwFeatures: 0x000004b2,
      dwMaxCCIDMessageLength: 138, bClassGetResponse: 0xff, bClassEnvelope: 0xff,
    },
    clocks: [3000], dataRates: [8065, 16_129, 32_258],
    provenance: listed,
  },
  'two-slots': {
    ...gemplus, label: { zh: '雙卡槽（GemCore SIM Pro）', en: 'two slots (GemCore SIM Pro)' },
    idProduct: 0x3480, product: 'GemCore SIM Pro Smart Card Reader', escapes: gemCoreEscapes,
    descriptor: { ...usual, bMaxSlotIndex: 1, dwMaxDataRate: 500_000 },
    provenance: listed,
  },
  'ez100pu': {
    label: { zh: '虹堡 EZ100PU', en: 'Castles EZ100PU, nearly a CCID' },
    idVendor: 0x0ca6, idProduct: 0x0010, bcdDevice: 0x0010, manufacturer: 'CASTLES',
    product: 'EZ100PU Smart Card Reader', bInterfaceClass: 0x00,
    endpoints: { bulkOut: 0x01, bulkIn: 0x82, interruptIn: 0x83 }, announced: false,
    descriptor: {
      ...usual, bVoltageSupport: 1, dwDefaultClock: 3580, dwMaximumClock: 3580, bNumClockSupported: 1, dwDataRate: 9600,
      dwMaxDataRate: 115_200, bNumDataRatesSupported: 15, dwMaxIFSD: 252, dwFeatures: 0x00010130,
    },
    clocks: [3580],
    dataRates: [
      9600, 12_800, 13_950, 18_600, 19_200, 23_040, 27_900, 28_800, 37_200, 38_400, 55_800, 57_600, 74_400, 111_600,
      115_200,
    ],
    dialect: 'ezusb',
    provenance: {
      assumed: 'ids, strings, interface class 00, endpoints and the dialect are known from drivers tried on hardware '
        + '(github.com/drinkcat/ezIFD, github.com/drinkcat/openez); that it can do what the descriptor of its sibling '
        + 'EZCCID (0ca6:00a0) says is what those drivers assume',
    },
  },
} as const satisfies Record<string, ReaderModel>

export type ReaderModelName = keyof typeof readerModels

/** A simulated reader of a model. */
export function readerOf(
  name: ReaderModelName, options: Omit<CcidReaderOptions, 'descriptor' | 'escapes' | 'pinIndices'>,
): CcidTwin {
  const { descriptor, escapes, dialect, pinIndices }: ReaderModel = readerModels[name]
  const reader = new CcidReader({ ...options, descriptor, pinIndices, ...(escapes === undefined ? {} : { escapes }) })
  return dialect === 'ezusb' ? new EzusbReader(reader) : reader
}
