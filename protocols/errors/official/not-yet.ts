import type { Bilingual } from '../../bilingual.ts'

/** Why nothing here makes a code happen yet, or never will. */
export const notYet = {
  uploadFunction: { zh: '待本軟體之資料上傳完成', en: 'comes with the uploads of the daemon' },
  dataCentre: { zh: '模擬資料中心不作此檢查', en: 'the simulated data centre does not check it' },
  refusingCentre: { zh: '資料中心如此回應時以 4051 或 4050 告知', en: 'such an answer of the data centre is told as 4051 or 4050 here' },
  silentCentre: { zh: '資料中心沒有回應時一律為 4061', en: 'a silent data centre is 4061 here, whatever it was asked' },
  allergiesAlwaysRead: { zh: '過敏藥物欄位的任何內容都能讀出', en: 'any bytes in the place of an allergy are read as a text' },
  csHisDoor: { zh: '待 csHIS 介面完成', en: 'comes with the csHIS door' },
  cs6Door: { zh: 'CS 6.0 介面與模擬資料中心以其他代碼告知', en: 'the door of CS 6.0 and the simulated data centre tell it by another code' },
  noSuchCall: { zh: '已知的遠端功能都沒有所檢查的欄位', en: 'no remote call that is public carries what it is about' },
  offlineStore: { zh: '待離線資料庫完成', en: 'comes with the offline store' },
  virtualCards: { zh: '待虛擬卡完成', en: 'comes with virtual cards' },
  hcaCertificates: { zh: '待 HCA 憑證功能完成', en: 'comes with the functions for HCA certificates' },
  nhiicc: { zh: '待網路服務元件介面完成', en: 'comes with the door of the web component' },
  claims: { zh: '待費用申報傳輸完成', en: 'comes with the transfer of claims' },
  pcKeepsTime: { zh: '本軟體不設定讀卡機時鐘，使用電腦時間', en: 'a PC keeps its own time, no reader clock is read here' },
  success: { zh: '表示成功，不是錯誤', en: 'says success, no fault leads to it' },
  meaningUnknown: { zh: '何時發生並未公開', en: 'when it comes is not public' },
} as const satisfies Record<string, Bilingual>

export type NotYet = keyof typeof notYet
