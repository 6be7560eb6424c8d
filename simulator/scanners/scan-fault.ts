import type { Bilingual } from '#protocols/bilingual'

/** How a simulated HID-POS scanner misbehaves within one code. */
export type ScanFaultName = 'lost' | 'duplicated' | 'short' | 'stopped' | 'powerCycled'

export interface ScanFault {
  readonly fault: ScanFaultName
  /** The report of the code it befalls, from 0. */
  readonly at: number
}

export const scanFaults: Readonly<Record<ScanFaultName, Bilingual>> = {
  lost: { zh: '遺失一個報告', en: 'a report is lost' },
  duplicated: { zh: '報告重複', en: 'a report comes twice' },
  short: { zh: '報告被截短', en: 'a report is cut short' },
  stopped: { zh: '掃描器中途停止傳送', en: 'the scanner stops in the middle of a code' },
  powerCycled: { zh: '掃描器中途斷電重啟', en: 'the scanner loses its power in the middle of a code and comes back' },
}
