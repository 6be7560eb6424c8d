import type { Bilingual } from '../../bilingual.ts'

/** Why nothing here makes a code happen yet, or never will. */
export const notYet = {
  visitFunctions: { zh: '待就醫功能（csHIS）完成', en: 'comes with the csHIS functions of a visit' },
  writeFunctions: { zh: '待卡片寫入功能（csHIS）完成', en: 'comes with the csHIS functions that write' },
  undoFunction: { zh: '待退掛功能（csHIS）完成', en: 'comes with the csHIS function that takes a number back' },
  updateFunction: { zh: '待卡片更新功能與模擬資料中心完成', en: 'comes with the update of cards and the simulated data centre' },
  uploadFunction: { zh: '待資料上傳與模擬資料中心完成', en: 'comes with uploads and the simulated data centre' },
  dataCentre: { zh: '待模擬資料中心完成', en: 'comes with the simulated data centre' },
  csHisDoor: { zh: '待 csHIS 介面完成', en: 'comes with the csHIS door' },
  cs6Door: { zh: '待 CS 6.0 介面完成', en: 'comes with the door of CS 6.0' },
  offlineStore: { zh: '待離線資料庫完成', en: 'comes with the offline store' },
  virtualCards: { zh: '待虛擬卡完成', en: 'comes with virtual cards' },
  hcaCertificates: { zh: '待 HCA 憑證功能完成', en: 'comes with the functions for HCA certificates' },
  icd10: { zh: '待 ICD-10 押碼完成', en: 'comes with the ICD-10 encoding' },
  nhiicc: { zh: '待網路服務元件介面完成', en: 'comes with the door of the web component' },
  claims: { zh: '待費用申報傳輸完成', en: 'comes with the transfer of claims' },
  pcKeepsTime: { zh: '本軟體不設定讀卡機時鐘，使用電腦時間', en: 'a PC keeps its own time, no reader clock is read here' },
  success: { zh: '表示成功，不是錯誤', en: 'says success, no fault leads to it' },
  meaningUnknown: { zh: '何時發生並未公開', en: 'when it comes is not public' },
} as const satisfies Record<string, Bilingual>

export type NotYet = keyof typeof notYet
