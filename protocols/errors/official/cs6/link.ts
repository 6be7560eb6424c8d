import { family, type OfficialError } from '../official-error.ts'
import { cs6Client, oneOfRange } from '../source.ts'

const parameters = [1704, 1705, 1706].map((code, index): OfficialError => ({
  code, retry: 'never', provenance: oneOfRange('1704–1706'), happens: { by: ['door.cs6', 'remote.BasicData/Query'] },
  meaning: { zh: `參數格式錯誤（三種之第 ${index + 1} 種）`, en: `Wrong form of a parameter, number ${index + 1} of three kinds.` },
  cause: { zh: '院所系統送出的欄位格式不符', en: 'The clinic system sent a field of a wrong form.' },
  staff: { zh: '記下正在輸入的內容，交給資訊廠商', en: 'Note what was being entered for the software vendor.' },
  engineer: { zh: '比對送出的 JSON 與介面說明', en: 'Compare the JSON with the description of the interface.' },
}))

const caches = [3301, 3302, 3303, 3304].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('3301–3304'), happens: { by: ['site.cacheMissing'] },
  meaning: { zh: `伺服器暫存不存在（四種之第 ${index + 1} 種）`, en: `A cache of the server is missing, number ${index + 1} of four kinds.` },
  cause: { zh: '連線階段已逾時，伺服器不再保留', en: 'The session is over and the server kept nothing.' },
  staff: { zh: '從讀卡步驟重新開始', en: 'Begin again with the reading of the card.' },
  engineer: { zh: '縮短步驟之間的間隔', en: 'Leave less time between steps.' },
}))

/** The way to the data centre, and its servers. */
export const linkStatuses = family('cs6', { zh: '連線與伺服器', en: 'Link and servers' }, [
  {
    code: 1700, retry: 'now', provenance: cs6Client, native: ['IDC_UNREACHABLE'], happens: { by: ['error.IDC_UNREACHABLE'] },
    meaning: { zh: '資料中心連線失敗', en: 'The link to the data centre failed.' },
    cause: { zh: 'VPN 斷線或網址無法解析', en: 'The VPN is down, or its names are not resolved.' },
    staff: { zh: '檢查 VPN 燈號；可先離線作業', en: 'Look at the lamps of the VPN; work offline meanwhile.' },
    engineer: { zh: '測試 medvpndc 名稱解析與連線', en: 'Test the name medvpndc and the connection.' },
  },
  {
    code: 1701, retry: 'never', provenance: cs6Client, happens: { by: ['door.cs6', 'remote.BasicData/Query'] },
    meaning: { zh: '沒有此命令', en: 'There is no such command.' },
    cause: { zh: '院所系統呼叫的功能，本版沒有', en: 'The clinic system calls what this version lacks.' },
    staff: { zh: '請資訊廠商確認版本', en: 'Let the software vendor check the versions.' },
    engineer: { zh: '核對呼叫路徑與控制軟體版本', en: 'Compare the path called with the version.' },
  },
  {
    code: 1702, retry: 'now', provenance: cs6Client, happens: { by: ['remote.BasicData/Query'] },
    meaning: { zh: 'HTTP 錯誤', en: 'An HTTP error.' },
    cause: { zh: '伺服器或中間設備回覆異常', en: 'A server or a device between gave an odd answer.' },
    staff: { zh: '等一分鐘後重試一次', en: 'Wait a little and try again.' },
    engineer: { zh: '記下 HTTP 狀態碼，檢查代理伺服器設定', en: 'Note the HTTP status; check proxy settings.' },
  },
  {
    code: 1703, retry: 'now', provenance: cs6Client, happens: { notYet: 'cs6Door' },
    meaning: { zh: '連線階段已逾期', en: 'The session has expired.' },
    cause: { zh: '閒置太久', en: 'It was idle for too long.' },
    staff: { zh: '重新認證後再操作', en: 'Authenticate again, then go on.' },
    engineer: { zh: '系統遇此代碼應自動重新認證', en: 'On this code the system should authenticate by itself.' },
  },
  ...parameters,
  {
    code: 1707, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'cs6Door' },
    meaning: { zh: '醫事人員卡已在他處登入', en: 'The HCA card is logged in elsewhere.' },
    cause: { zh: '同一張卡在另一台電腦登入中', en: 'The same card is in use on another PC.' },
    staff: { zh: '先在另一台電腦登出', en: 'Log out on the other PC first.' },
    engineer: { zh: '找出未正常登出的電腦', en: 'Find the PC that did not log out.' },
  },
  {
    code: 1799, retry: 'now', provenance: cs6Client, happens: { by: ['door.cs6'] },
    meaning: { zh: '其他連線錯誤', en: 'Another link error.' },
    cause: { zh: '連線異常，細節未提供', en: 'Something about the link, no details given.' },
    staff: { zh: '重新啟動網路設備後再試', en: 'Restart the network equipment and try again.' },
    engineer: { zh: '收集控制軟體紀錄檔再判斷', en: 'Collect the log of the control software first.' },
  },
  {
    code: 3300, retry: 'now', provenance: cs6Client, happens: { by: ['bundle.keyAbsent'] },
    meaning: { zh: '伺服器金鑰不存在', en: 'A key of the server is absent.' },
    cause: { zh: '認證尚未完成或已失效', en: 'The authentication is not complete or over.' },
    staff: { zh: '重新認證安全模組', en: 'Authenticate the SAM again.' },
    engineer: { zh: '重複發生時向健保署回報', en: 'If it recurs, report it to NHIA.' },
  },
  ...caches,
  {
    code: 3400, retry: 'afterUser', provenance: cs6Client, happens: { by: ['remote.HcContent/Update'] },
    meaning: { zh: '伺服器：更新失敗', en: 'Server: the update failed.' },
    cause: { zh: '伺服器無法完成卡片更新', en: 'The server could not finish the update.' },
    staff: { zh: '過幾分鐘再更新卡片', en: 'Update the card in a few minutes.' },
    engineer: { zh: '多位病人皆失敗時等待伺服器恢復', en: 'If it is many patients, wait for the server.' },
  },
  {
    code: 3401, retry: 'now', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Rollback'] },
    meaning: { zh: '伺服器：退掛失敗', en: 'Server: the undo failed.' },
    cause: { zh: '伺服器無法完成退掛', en: 'The server could not finish the undo.' },
    staff: { zh: '確認未退成功後再退一次', en: 'See that it was not undone, then undo again.' },
    engineer: { zh: '查詢該筆是否已在伺服器退掛', en: 'Ask whether the server has it undone.' },
  },
  {
    code: 3402, retry: 'now', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '伺服器：保險查核失敗', en: 'Server: the insurance check failed.' },
    cause: { zh: '查核系統沒有回覆', en: 'The checking system did not answer.' },
    staff: { zh: '稍後再查核，不代表病人未在保', en: 'Check again later; it does not say the patient is uninsured.' },
    engineer: { zh: '不要把此碼當成未在保處理', en: 'Do not treat this code as not insured.' },
  },
  {
    code: 3500, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['bundle.professionalUnknown'] },
    meaning: { zh: '伺服器：PKI 失敗', en: 'Server: PKI failed.' },
    cause: { zh: '憑證或簽章驗證不通過', en: 'A certificate or signature did not pass.' },
    staff: { zh: '重新插入醫事人員卡再簽章', en: 'Insert the professional card again and sign.' },
    engineer: { zh: '檢查憑證效期與憑證鏈', en: 'Check validity and chain of the certificate.' },
  },
  {
    code: 3501, retry: 'never', provenance: cs6Client, happens: { by: ['site.encodingFailed'] },
    meaning: { zh: '伺服器：ICD 押碼失敗', en: 'Server: ICD encoding failed.' },
    cause: { zh: '伺服器不認得診斷碼', en: 'The server does not know the diagnosis.' },
    staff: { zh: '選用健保公告的診斷碼', en: 'Choose a diagnosis that NHIA has published.' },
    engineer: { zh: '更新系統的診斷碼檔', en: 'Update the diagnosis file of the system.' },
  },
  {
    code: 3502, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['site.notWhiteListed'] },
    meaning: { zh: '元件不在允許清單', en: 'The component is not white-listed.' },
    cause: { zh: '控制軟體版本或檔案未經核准', en: 'The version or a file is not approved.' },
    staff: { zh: '停止使用，請資訊人員更新', en: 'Stop using it until it is updated.' },
    engineer: { zh: '安裝健保署核准的版本', en: 'Install a version approved by NHIA.' },
  },
  {
    code: 3503, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['site.blackListed'] },
    meaning: { zh: '元件在禁止清單', en: 'The component is black-listed.' },
    cause: { zh: '此版本已被停用', en: 'This version was banned.' },
    staff: { zh: '立即停用此版本並通知資訊廠商更新', en: 'Stop using this version now; the vendor must update it.' },
    engineer: { zh: '移除舊版後全新安裝', en: 'Remove the old version and install anew.' },
  },
])
