import type { Bilingual } from '../../bilingual.ts'

/** Why nothing here makes a code happen yet, or never will. */
export const notYet = {
  callerOpensFile: {
    zh: '檔案由呼叫端開啟，本軟體只收內容；待 csHIS.dll 完成', en: 'files are opened by the caller and the daemon is given their content: comes with the DLL',
  },
  uploadWebApi: { zh: '上傳經 Web API，以其自有代碼回應', en: 'uploads go by the Web API, which has codes of its own' },
  dataCentre: { zh: '模擬資料中心不作此檢查', en: 'the simulated data centre does not check it' },
  refusingCentre: { zh: '資料中心如此回應時以 4051 或 4050 告知', en: 'such an answer of the data centre is told as 4051 or 4050 here' },
  silentCentre: { zh: '資料中心沒有回應時一律為 4061', en: 'a silent data centre is 4061 here, whatever it was asked' },
  csHisDll: {
    zh: '待 csHIS.dll 完成：本軟體未執行時才可能發生',
    en: 'comes with the DLL: within the daemon it cannot be, for the daemon is what would not be running',
  },
  toldAs9100: { zh: '職類無此權限時以 9100 告知', en: 'whichever profession has no right is told as 9100 here' },
  toldAs4000: { zh: '沒有讀卡機或 PC/SC 異常時以 4000 告知', en: 'a reader that is missing or out of order is told as 4000 here' },
  toldAsMinus1: { zh: '連接埠無法開啟時 csOpenCom 傳回 -1', en: 'csOpenCom tells it as -1 here' },
  toldAs4014: { zh: '沒有醫事人員卡及其讀卡機時均以 4014 告知', en: 'a professional card and a reader for it that are missing are both told as 4014 here' },
  noShortName: { zh: '開放規格的安全模組檔沒有院所簡稱欄位', en: 'a SAM file of the open profile has no short name of its hospital' },
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
