import { row, type ErrorRow } from './error-row.ts'

/** Errors of the three cards, their PINs and authentications. Numbers in remedies are official codes (nhi-facts §3.1). */
export const threeCardErrors = {
  CARD_KIND_WRONG: row({
    rpc: -32032, http: 409, retry: 'afterUser',
    message: { zh: '{reader} 中的卡片不是 {wanted}', en: 'The card in {reader} is no {wanted}.' },
    remedy: { zh: '請放入正確的卡片', en: 'Put the right card into the reader.' },
  }),
  PROTECTED_PART_UNAVAILABLE: row({
    rpc: -32033, http: 501, retry: 'never',
    message: {
      zh: '{reader} 中的卡片是真實健保卡，其受保護內容須由官方元件讀取',
      en: 'The card in {reader} is a real one: its protected part is secret and needs the official component.',
    },
    remedy: { zh: '基本資料仍可讀取；其餘請使用官方元件', en: 'Its basic data can be read; use the official component for the rest.' },
  }),
  ENVIRONMENT_MIXED: row({
    rpc: -32034, http: 409, retry: 'afterUser',
    message: { zh: '測試用的卡片或安全模組不能用於正式環境', en: 'A TEST card or security module cannot be used in production.' },
    remedy: { zh: '請改用正式的卡片與安全模組（1003／9203）', en: 'Use cards and modules of production (1003, 9203).' },
  }),
  SAM_ABSENT: row({
    rpc: -32035, http: 409, retry: 'afterRepair',
    message: { zh: '沒有安全模組', en: 'There is no security module (SAM).' },
    remedy: { zh: '請插入安全模組卡，或安裝雲端安全模組檔（4012）', en: 'Insert the SAM card or install the file of a cloud SAM (4012).' },
  }),
  SAM_AMBIGUOUS: row({
    rpc: -32036, http: 409, retry: 'afterUser',
    message: { zh: '有多個安全模組：{readers}', en: 'There is more than one security module: {readers}.' },
    remedy: { zh: '請只保留一個安全模組', en: 'Leave only one.' },
  }),
  SAM_FILE_REFUSED: row({
    rpc: -32037, http: 409, retry: 'afterRepair',
    message: { zh: '雲端安全模組檔無法使用（{code}）', en: 'The file of the cloud SAM cannot be used ({code}).' },
    remedy: {
      zh: '目錄中須恰有一個屬於本機的安全模組檔：9200 數量、9201 內容、9202 他機、9230 院所名稱',
      en: 'Exactly one file, made for this PC, must be there: 9200 count, 9201 content, 9202 another PC, 9230 the hospital’s name.',
    },
  }),
  SAM_REFUSED: row({
    rpc: -32038, http: 502, retry: 'afterRepair',
    message: { zh: '安全模組與資料中心認證失敗（{code}）', en: 'Security module and data centre did not authenticate each other ({code}).' },
    remedy: { zh: '請確認安全模組是否有效、合約是否到期', en: 'See whether the module is valid and the contract in force.' },
  }),
  IDC_UNREACHABLE: row({
    rpc: -32039, http: 503, retry: 'now',
    message: { zh: '連不上資料中心', en: 'The data centre does not answer.' },
    remedy: { zh: '請檢查網路與 VPN（4061）', en: 'Check network and VPN (4061).' },
  }),
  AUTHENTICATION_FAILED: row({
    rpc: -32040, http: 502, retry: 'afterUser',
    message: { zh: '{reader} 中的卡片認證失敗（{code}）', en: 'The card in {reader} was not authenticated ({code}).' },
    remedy: { zh: '請重新插卡；仍失敗時請檢查卡片', en: 'Insert it again; if that does not help, the card is to be checked.' },
  }),
  SESSION_LOST: row({
    rpc: -32041, http: 409, retry: 'now',
    message: { zh: '與 {reader} 中卡片的安全通道中斷（{step}）', en: 'The secure channel to the card in {reader} broke during {step}.' },
    remedy: { zh: '請重試；認證會重新進行', en: 'Try again; it is authenticated anew.' },
  }),
  PIN_REQUIRED: row({
    rpc: -32042, http: 409, retry: 'afterUser',
    message: { zh: '{reader} 中的健保卡設有 PIN，須先驗證', en: 'The health card in {reader} has a PIN, which must be verified first.' },
    remedy: { zh: '請病人輸入 PIN', en: 'Ask the patient for the PIN.' },
  }),
  PIN_WRONG: row({
    rpc: -32043, http: 409, retry: 'afterUser',
    message: { zh: 'PIN 錯誤，尚可嘗試 {triesLeft} 次', en: 'The PIN is wrong; {triesLeft} tries are left.' },
    remedy: { zh: '請確認後再輸入（5102）', en: 'Make sure before the next try (5102).' },
  }),
  PIN_BLOCKED: row({
    rpc: -32044, http: 409, retry: 'afterRepair',
    message: { zh: '{reader} 中卡片的 PIN 已鎖定', en: 'The PIN of the card in {reader} is blocked.' },
    remedy: {
      zh: '醫事人員卡請以 PUK 解鎖；健保卡請更新卡片內容', en: 'A professional card is opened by its PUK, a health card by an update of its content.',
    },
  }),
  PIN_MALFORMED: row({
    rpc: -32045, http: 400, retry: 'afterUser',
    message: { zh: 'PIN 須為 {range} 位數字', en: 'A PIN has {range} digits.' },
    remedy: { zh: '請重新輸入（9041）', en: 'Enter it again (9041).' },
  }),
  PIN_NOT_SET: row({
    rpc: -32046, http: 409, retry: 'never',
    message: { zh: '{reader} 中的健保卡未設 PIN', en: 'The health card in {reader} has no PIN.' },
    remedy: { zh: '不需驗證（1510）', en: 'There is nothing to verify (1510).' },
  }),
  PIN_SET_ALREADY: row({
    rpc: -32047, http: 409, retry: 'never',
    message: { zh: '{reader} 中的健保卡已設 PIN', en: 'The health card in {reader} has a PIN already.' },
    remedy: { zh: '請改用變更', en: 'Change it instead.' },
  }),
  HPC_ABSENT: row({
    rpc: -32048, http: 409, retry: 'afterUser',
    message: { zh: '沒有醫事人員卡', en: 'There is no professional card.' },
    remedy: { zh: '請插入醫事人員卡（4014）', en: 'Insert the professional card (4014).' },
  }),
  HPC_AMBIGUOUS: row({
    rpc: -32049, http: 409, retry: 'afterUser',
    message: { zh: '有多張醫事人員卡：{readers}', en: 'There is more than one professional card: {readers}.' },
    remedy: { zh: '請只保留一張', en: 'Leave only one.' },
  }),
  HPC_PIN_REQUIRED: row({
    rpc: -32051, http: 409, retry: 'afterUser',
    message: { zh: '{reader} 中醫事人員卡的 PIN 尚未驗證', en: 'The PIN of the professional card in {reader} is not verified yet.' },
    remedy: { zh: '請先驗證醫事人員卡 PIN（4042）', en: 'Verify it first (4042).' },
  }),
  PROFESSION_REFUSED: row({
    rpc: -32052, http: 403, retry: 'never',
    message: { zh: '此類醫事人員無權限：{what}', en: 'This profession has no right to: {what}.' },
    remedy: { zh: '請使用有權限的醫事人員卡（9100）', en: 'Use the card of a professional who has it (9100).' },
  }),
} as const satisfies Record<string, ErrorRow>
