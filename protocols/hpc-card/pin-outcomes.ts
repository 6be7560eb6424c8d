import type { Outcome } from '../auth/outcome.ts'

const hc = { source: 'nhi-facts §3.1; §2.1 (1.27 to 1.29)' }
const hpc = { source: 'nhi-facts §3.1; §2.1 (4.2 to 4.4)' }
const both = { source: 'nhi-facts §3.1; §2.1 (1.27 to 1.29, 4.2 to 4.4)' }
const later = {
  assumed: 'nhi-facts §3.1 has the code without saying when it comes: it is one of the codes of PC/SC clients, as 9041 is',
}

/** How an operation with the PIN of a health or professional card may fail. */
export const pinOutcomes = {
  cardLost: {
    code: { hc: 4013, hpc: 4014 }, provenance: both,
    message: { zh: '操作 PIN 碼時卡片已取出', en: 'The card was taken out during the entry of the PIN.' },
  },
  cardSilent: { code: 4000, provenance: both, message: { zh: '卡片沒有回應', en: 'The card does not answer.' } },
  rightMissing: {
    code: 4029, provenance: both,
    message: { zh: '卡片尚未與安全模組認證', en: 'The card wants an authentication with a security module first.' },
  },
  pinWrong: { code: 5102, provenance: both, message: { zh: 'PIN 碼錯誤', en: 'The PIN is wrong.' } },
  /** The PIN of a professional card, typed and not entered at a PIN pad. */
  typedPinWrong: {
    code: 9039, provenance: later,
    message: { zh: '醫事人員卡 PIN 碼錯誤', en: 'The PIN of the professional card is wrong.' },
  },
  oldPinNotVerified: {
    code: 5105, provenance: both, message: { zh: '舊 PIN 碼驗證失敗', en: 'The old PIN was not verified.' },
  },
  newPinsDiffer: {
    code: 5107, provenance: both, message: { zh: '兩次輸入的新 PIN 碼不同', en: 'The two entries of the new PIN differ.' },
  },
  changeFailed: {
    code: 5108, provenance: both, message: { zh: 'PIN 碼變更失敗', en: 'The card did not take the new PIN.' },
  },
  cancelled: { code: 5109, provenance: both, message: { zh: '使用者取消輸入', en: 'The user cancelled the entry.' } },
  personSilent: {
    code: 4000, provenance: { assumed: 'nhi-facts §3.1 calls 4000 the time-out of the reader, where the PIN is entered' },
    message: { zh: '逾時未輸入 PIN 碼', en: 'No PIN was entered in time.' },
  },
  removeHpc: {
    code: 5110, provenance: hc,
    message: { zh: '請先取出醫事人員卡', en: 'The professional card has to be removed first.' },
  },
  disableFailed: { code: 5111, provenance: hc, message: { zh: 'PIN 碼停用失敗', en: 'The PIN could not be disabled.' } },
  stillLocked: {
    code: 5122, provenance: hpc, message: { zh: '醫事人員卡仍鎖定', en: 'The professional card is still locked.' },
  },
  pinBlank: {
    code: 6019, provenance: { source: 'nhi-facts §3.1' },
    message: { zh: '未輸入 PIN 碼', en: 'No digit of a PIN was entered.' },
  },
  lengthWrong: {
    code: 9041, provenance: { source: 'nhi-facts §3.1 (9041 of PC/SC clients); for the health card assumed' },
    message: { zh: 'PIN 碼長度不正確', en: 'The PIN has too few or too many digits.' },
  },
  pinLocked: {
    code: 9043, provenance: later,
    message: { zh: 'PIN 碼已鎖定', en: 'The PIN is locked after too many wrong entries.' },
  },
} as const satisfies Record<string, Outcome>

export type PinFailure = keyof typeof pinOutcomes
