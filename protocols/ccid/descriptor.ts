import { MalformedError } from '../bytes/malformed.ts'
import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'
import { ccidRecord, type Numbers } from './record.ts'

/**
 * The class descriptor of a CCID (CCID rev 1.1 §5.1), 54 bytes within the interface descriptors. Clocks in kHz, data
 * rates in bits per second; bNumClockSupported and bNumDataRatesSupported 0: ask nothing, take default and maximum.
 */
export const ccidDescriptor = ccidRecord({
  name: 'CCID class descriptor', provenance: { source: 'CCID rev 1.1 §5.1, table 5.1-1' },
  sizes: {
    bLength: 1, bDescriptorType: 1, bcdCCID: 2, bMaxSlotIndex: 1, bVoltageSupport: 1, dwProtocols: 4,
    dwDefaultClock: 4, dwMaximumClock: 4, bNumClockSupported: 1, dwDataRate: 4, dwMaxDataRate: 4,
    bNumDataRatesSupported: 1, dwMaxIFSD: 4, dwSynchProtocols: 4, dwMechanical: 4, dwFeatures: 4,
    dwMaxCCIDMessageLength: 4, bClassGetResponse: 1, bClassEnvelope: 1, wLcdLayout: 2, bPINSupport: 1,
    bMaxCCIDBusySlots: 1,
  },
  fixed: { bLength: 0x36, bDescriptorType: 0x21 },
  examples: [
    { // like the usb-ccid device of QEMU 7.2: TPDU level, T=0, says that it verifies PINs
      hex: '36211001000701000000a00f000000000100008025000000c2010000fe00000000000000'
        + '00000000fe04010012000100ffff00000101',
      value: {
        bLength: 54, bDescriptorType: 0x21, bcdCCID: 0x0110, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 1,
        dwDefaultClock: 4000, dwMaximumClock: 65_536, bNumClockSupported: 0, dwDataRate: 9600, dwMaxDataRate: 115_200,
        bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x000104fe,
        dwMaxCCIDMessageLength: 65_554, bClassGetResponse: 0xff, bClassEnvelope: 0xff, wLcdLayout: 0, bPINSupport: 1,
        bMaxCCIDBusySlots: 1,
      },
    },
    { // short APDU level, T=0 and T=1
      hex: '36211001000703000000a00f0000a00f000000002a0000002a000000fe00000000000000'
        + '00000000300202000f010000ffff00000001',
      value: {
        bLength: 54, bDescriptorType: 0x21, bcdCCID: 0x0110, bMaxSlotIndex: 0, bVoltageSupport: 7, dwProtocols: 3,
        dwDefaultClock: 4000, dwMaximumClock: 4000, bNumClockSupported: 0, dwDataRate: 10_752, dwMaxDataRate: 10_752,
        bNumDataRatesSupported: 0, dwMaxIFSD: 254, dwSynchProtocols: 0, dwMechanical: 0, dwFeatures: 0x00020230,
        dwMaxCCIDMessageLength: 271, bClassGetResponse: 0xff, bClassEnvelope: 0xff, wLcdLayout: 0, bPINSupport: 0,
        bMaxCCIDBusySlots: 1,
      },
    },
  ],
})

export type CcidDescriptor = Numbers<typeof ccidDescriptor.sizes>

/** One bit of a descriptor field and what it says. */
export interface CcidFlag {
  readonly field: 'dwFeatures' | 'dwMechanical' | 'bPINSupport' | 'dwProtocols' | 'bVoltageSupport'
  readonly bit: number
  readonly name: string
  readonly meaning: Bilingual
  readonly provenance: Provenance
}

const provenance = { source: 'CCID rev 1.1 §5.1, table 5.1-1' }
const flags = (field: CcidFlag['field']) => (bit: number, name: string, zh: string, en: string): CcidFlag =>
  ({ field, bit, name, meaning: { zh, en }, provenance })
const feature = flags('dwFeatures')
const mechanical = flags('dwMechanical')
const pin = flags('bPINSupport')
const protocol = flags('dwProtocols')
const voltage = flags('bVoltageSupport')

export const ccidFlags: readonly CcidFlag[] = [
  feature(0x000002, 'automaticParameters', '依 ATR 自動設定參數', 'Sets its parameters by the ATR.'),
  feature(0x000004, 'automaticActivation', '插卡時自動上電', 'Activates a card when it is inserted.'),
  feature(0x000008, 'automaticVoltage', '自動選擇電壓', 'Selects the voltage.'),
  feature(0x000010, 'automaticClock', '自動調整時脈', 'Changes the clock as the parameters ask.'),
  feature(0x000020, 'automaticBaudRate', '自動調整傳輸速率', 'Changes the baud rate as the parameters ask.'),
  feature(0x000040, 'automaticNegotiation', '自動協商參數', 'Negotiates parameters by itself.'),
  feature(0x000080, 'automaticPps', '依目前參數自動進行 PPS', 'Does PPS by the active parameters.'),
  feature(0x000100, 'clockStop', '可停止卡片時脈', 'Can stop the clock of the card.'),
  feature(0x000200, 'otherNad', '接受 00 以外的 NAD', 'Takes a NAD other than 00.'),
  feature(0x000400, 'automaticIfsd', '自動進行首次 IFSD 交換', 'Does the first exchange of IFSD.'),
  feature(0x010000, 'tpdu', '以 TPDU 交換', 'Exchanges TPDUs.'),
  feature(0x020000, 'shortApdu', '以短 APDU 交換', 'Exchanges short APDUs.'),
  feature(0x040000, 'extendedApdu', '以短及延伸 APDU 交換', 'Exchanges short and extended APDUs.'),
  feature(0x100000, 'wakeUp', '插拔卡可喚醒 USB', 'Wakes the host when a card comes or goes.'),
  mechanical(1, 'accept', '可吸入卡片', 'Has a card accept mechanism.'),
  mechanical(2, 'eject', '可退出卡片', 'Has a card ejection mechanism.'),
  mechanical(4, 'capture', '可沒收卡片', 'Has a card capture mechanism.'),
  mechanical(8, 'lock', '可鎖住卡片', 'Has a card lock and unlock mechanism.'),
  pin(1, 'verification', '可於讀卡機驗證 PIN', 'Verifies a PIN entered at the reader.'),
  pin(2, 'modification', '可於讀卡機變更 PIN', 'Changes a PIN entered at the reader.'),
  protocol(1, 'T=0', '支援 T=0', 'Speaks T=0.'),
  protocol(2, 'T=1', '支援 T=1', 'Speaks T=1.'),
  voltage(1, '5V', '支援 5 V', 'Gives 5 V.'),
  voltage(2, '3V', '支援 3 V', 'Gives 3 V.'),
  voltage(4, '1.8V', '支援 1.8 V', 'Gives 1.8 V.'),
]

/** Names of the bits that are set in a field, in the order of the table; bits without a name are left out. */
export function flagsOf(descriptor: Pick<CcidDescriptor, CcidFlag['field']>, field: CcidFlag['field']): string[] {
  return ccidFlags.filter((one) => one.field === field && (descriptor[field] & one.bit) !== 0).map(({ name }) => name)
}

/** What is exchanged in XfrBlock; `extendedApdu` includes short ones. */
export type ExchangeLevel = 'character' | 'tpdu' | 'shortApdu' | 'extendedApdu'

const LEVELS: ReadonlyMap<number, ExchangeLevel> = new Map([
  [0x000000, 'character'], [0x010000, 'tpdu'], [0x020000, 'shortApdu'], [0x040000, 'extendedApdu'],
])

/** @throws MalformedError when more than one level is announced */
export function exchangeLevel({ dwFeatures }: Pick<CcidDescriptor, 'dwFeatures'>): ExchangeLevel {
  const level = LEVELS.get(dwFeatures & 0x070000)
  if (level === undefined) throw new MalformedError('dwFeatures', 'more than one exchange level')
  return level
}
