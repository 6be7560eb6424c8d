import { row, type ErrorRow } from './error-row.ts'

/** What the rules of visits, the card or the data centre refuse. `{code}` is an official one (nhi-facts §3.1). */
export const visitErrors = {
  VISIT_REFUSED: row({
    rpc: -32080, http: 409, retry: 'afterUser',
    message: { zh: '就診紀錄未能完成（{code}）', en: 'The visit was not done as asked ({code}).' },
    remedy: {
      zh: '請依代碼處理；5007 時若先前退掛未完成，請先再退掛一次；5008 表示就診紀錄已寫入但無簽章，可退掛後重新取號',
      en: 'See what the code says. With 5007 an undo that stopped is to be repeated first, if there was one. With 5008 the visit was '
        + 'written and bears no signature: it can be undone and taken anew.',
    },
  }),
  VISIT_UNCERTAIN: row({
    rpc: -32082, http: 502, retry: 'afterUser',
    message: {
      zh: '資料中心可能已計算此次就醫，健保卡未必有（{treatmentDateTime}）',
      en: 'The data centre may have counted a visit that the card may not have ({treatmentDateTime}).',
    },
    remedy: {
      zh: '網路恢復後插入同一張卡，系統會自動核對；再次取號時若該次就診成立即回覆同一序號，否則重新取號。病人已離開者見 visit.pending',
      en: 'When the line is back, insert the same card: what stands is found out by itself. Asked again, the visit is answered with '
        + 'the same number where it stands, and counted anew where it does not. When the patient has left see visit.pending.',
    },
  }),
  IDEMPOTENCY_KEY_REUSED: row({
    rpc: -32083, http: 409, retry: 'never',
    message: {
      zh: '此識別鍵已用於另一個請求', en: 'This idempotency key was used for another request.',
    },
    remedy: {
      zh: '每次就診請使用新的識別鍵；只有重送同一請求時才沿用', en: 'Use a new key for each visit, and the same one only to ask for the same once more.',
    },
  }),
  VISIT_UNKNOWN: row({
    rpc: -32084, http: 404, retry: 'never',
    message: { zh: '沒有這筆就醫紀錄', en: 'No such visit is kept here.' },
    remedy: { zh: '請以 visit.list 查詢現有的紀錄', en: 'See visit.list for those that are.' },
  }),
  VISIT_SETTLED: row({
    rpc: -32085, http: 409, retry: 'never',
    message: { zh: '這筆就醫沒有等待處理的事項', en: 'This visit does not wait for anything.' },
    remedy: { zh: '不必再處理', en: 'Nothing is left to be done about it.' },
  }),
  UPDATE_REFUSED: row({
    rpc: -32081, http: 409, retry: 'afterUser',
    message: { zh: '卡片內容未能更新（{code}）', en: 'The content of the card was not updated ({code}).' },
    remedy: {
      zh: '請依代碼處理；5130 可再更新一次', en: 'See what the code says. After 5130 the update can be repeated.',
    },
  }),
} as const satisfies Record<string, ErrorRow>
