import { family } from '../official-error.ts'
import { cs6Client } from '../source.ts'

/** Tokens of the device and of QR codes. */
export const tokenStatuses = family('cs6', { zh: '裝置權杖與 QR Code', en: 'Device tokens and QR codes' }, [
  {
    code: 1015, retry: 'now', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '裝置權杖逾期', en: 'The device token has expired.' },
    cause: { zh: '登入太久未更新', en: 'The login is too old.' },
    staff: { zh: '登出後重新登入控制軟體', en: 'Log out of the control software and in again.' },
    engineer: { zh: '查電腦時間與自動更新權杖是否正常', en: 'Check the clock and the renewal of tokens.' },
  },
  {
    code: 1016, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '裝置權杖無效', en: 'The device token is not valid.' },
    cause: { zh: '權杖損壞或屬於另一台裝置', en: 'It is damaged or another device’s.' },
    staff: { zh: '重新啟動後再登入一次', en: 'Restart and log in once more.' },
    engineer: { zh: '刪除舊登入資料後重新註冊裝置', en: 'Remove the old login and register the device anew.' },
  },
  {
    code: 1017, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有裝置權杖', en: 'The device token is absent.' },
    cause: { zh: '裝置尚未登入', en: 'The device has not logged in.' },
    staff: { zh: '先完成控制軟體登入', en: 'Log in to the control software first.' },
    engineer: { zh: '確認裝置已完成註冊', en: 'See that the device is registered.' },
  },
  {
    code: 1018, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'QR Code 已過期', en: 'The QR code has expired.' },
    cause: { zh: '出示後等太久（時效五分鐘）', en: 'It was shown too long ago (it lasts five minutes).' },
    staff: { zh: '請病人重新整理 QR Code 再掃', en: 'The patient refreshes the QR code; scan it.' },
    engineer: { zh: '檢查電腦時間是否快慢', en: 'See whether the clock of the PC is off.' },
  },
  {
    code: 1019, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有 QR Code', en: 'The QR code is absent.' },
    cause: { zh: '掃描內容空白', en: 'The scan was blank.' },
    staff: { zh: '調亮手機螢幕，重新掃描', en: 'Brighten the screen of the phone and scan again.' },
    engineer: { zh: '確認游標位置與掃描器模式', en: 'Check where the cursor is and the mode of the scanner.' },
  },
  {
    code: 1020, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'QR Code 重複使用', en: 'The QR code was used again.' },
    cause: { zh: '同一個 QR Code 掃了兩次', en: 'The same code was scanned twice.' },
    staff: { zh: '請病人產生新的 QR Code', en: 'The patient makes a new one.' },
    engineer: { zh: '關閉掃描器的連續讀取', en: 'Turn repeated reading of the scanner off.' },
  },
  {
    code: 1021, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'QR 權杖逾期', en: 'The QR token has expired.' },
    cause: { zh: '掃描後太久才操作', en: 'Too long between scan and use.' },
    staff: { zh: '重新掃描後立即操作', en: 'Scan again and go on at once.' },
    engineer: { zh: '系統不要保存舊權杖重用', en: 'The system must not keep and reuse tokens.' },
  },
  {
    code: 1022, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'QR 權杖無效', en: 'The QR token is not valid.' },
    cause: { zh: '掃描文字少字或被輸入法改變', en: 'Characters were lost or changed by the input method.' },
    staff: { zh: '切換成英文輸入後重掃', en: 'Switch to English input and scan again.' },
    engineer: { zh: '把掃描器設為英文鍵盤或序列埠模式', en: 'Set the scanner to an English keyboard or serial mode.' },
  },
  {
    code: 1023, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有 QR 權杖', en: 'The QR token is absent.' },
    cause: { zh: '尚未掃描就操作', en: 'Nothing was scanned before.' },
    staff: { zh: '先掃描病人的 QR Code', en: 'Scan the patient’s QR code first.' },
    engineer: { zh: '確認系統有把掃描內容送出', en: 'See that the system passes the scan on.' },
  },
  {
    code: 1024, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '裝置金鑰錯誤', en: 'The device key is wrong.' },
    cause: { zh: '換過電腦或重灌系統', en: 'The PC or its system was replaced.' },
    staff: { zh: '停用虛擬卡功能，改插實體卡', en: 'Use physical cards for now.' },
    engineer: { zh: '重新註冊這台裝置', en: 'Register this device anew.' },
  },
  {
    code: 1025, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有授權碼', en: 'There is no authorisation code.' },
    cause: { zh: '登入時未輸入授權碼', en: 'It was not entered at login.' },
    staff: { zh: '輸入院所的授權碼後登入', en: 'Enter the code of the institution and log in.' },
    engineer: { zh: '確認院所已取得授權碼', en: 'See that the institution has been given one.' },
  },
  {
    code: 1026, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '未取得裝置權杖', en: 'No device token was given.' },
    cause: { zh: '登入沒有完成', en: 'The login did not finish.' },
    staff: { zh: '確認網路後再登入', en: 'See that the network is up and log in again.' },
    engineer: { zh: '查登入回覆與防火牆紀錄', en: 'Look at the login answer and the firewall log.' },
  },
])
