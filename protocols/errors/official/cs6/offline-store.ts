import { family, type OfficialError } from '../official-error.ts'
import { cs6Client, oneOfRange } from '../source.ts'

const database = [1033, 1034, 1035, 1036, 1037, 1038, 1039, 1040, 1041].map((code, index): OfficialError => ({
  code, retry: 'afterRepair', provenance: oneOfRange('1033–1041'), happens: { notYet: 'offlineStore' },
  meaning: {
    zh: `離線資料庫錯誤（九種之第 ${index + 1} 種，細節未公開）`, en: `Offline database error, number ${index + 1} of nine; which one is not public.`,
  },
  cause: { zh: '離線資料庫損壞、被鎖住，或磁碟已滿', en: 'The offline database is damaged or locked, or the disk is full.' },
  staff: { zh: '重新啟動電腦；改以連線方式作業', en: 'Restart the PC; work online meanwhile.' },
  engineer: { zh: '查磁碟空間與資料夾權限，先備份再修復', en: 'Check disk space and rights; make a copy before repairing.' },
}))

const registration = [1050, 1051, 1053].map((code, index): OfficialError => ({
  code, retry: 'afterRepair', provenance: oneOfRange('1050/1051/1053'), happens: { notYet: 'offlineStore' },
  meaning: { zh: `註冊失敗（三種之第 ${index + 1} 種）`, en: `Registration failed, number ${index + 1} of three kinds.` },
  cause: { zh: '註冊資料不完整，或雲端沒有接受', en: 'The registration was incomplete or not accepted.' },
  staff: { zh: '核對院所資料後再註冊', en: 'Check the data of the institution and register again.' },
  engineer: { zh: '保留註冊回覆內容，向健保署查詢', en: 'Keep the answer and ask NHIA.' },
}))

const cloudServer = [1055, 1056].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('1055/1056'), happens: { notYet: 'dataCentre' },
  meaning: { zh: `雲端伺服器錯誤（${index === 0 ? '一' : '二'}）`, en: `Cloud server error, kind ${index + 1}.` },
  cause: { zh: '雲端伺服器忙碌或維護中', en: 'The server is busy or under maintenance.' },
  staff: { zh: '幾分鐘後再試', en: 'Try again in a few minutes.' },
  engineer: { zh: '看健保署公告，確認不是本院網路', en: 'Look for announcements; rule out this network.' },
}))

const login = [1057, 1058].map((code, index): OfficialError => ({
  code, retry: 'afterUser', provenance: oneOfRange('1057/1058'), happens: { notYet: 'offlineStore' },
  meaning: { zh: `登入資料錯誤（${index === 0 ? '一' : '二'}）`, en: `Wrong login data, kind ${index + 1}.` },
  cause: { zh: '帳號、密碼或院所代碼不正確', en: 'Account, password or hospital code is not right.' },
  staff: { zh: '核對後重新輸入登入資料', en: 'Check the login data and enter them again.' },
  engineer: { zh: '必要時重設帳號', en: 'Reset the account if need be.' },
}))

/** Working without a line, and the registration it needs. */
export const offlineStatuses = family('cs6', { zh: '離線作業與註冊', en: 'Offline work and registration' }, [
  ...database,
  {
    code: 1042, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '院所不在試辦名單', en: 'The institution is not in the trial.' },
    cause: { zh: '尚未申請或尚未核准', en: 'It has not applied, or not been admitted.' },
    staff: { zh: '向健保署確認試辦資格', en: 'Ask NHIA whether the institution is in the trial.' },
    engineer: { zh: '核對登記的院所代碼', en: 'Check the hospital code on record.' },
  },
  {
    code: 1043, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '版本錯誤', en: 'The version is wrong.' },
    cause: { zh: '控制軟體版本太舊', en: 'The control software is too old.' },
    staff: { zh: '關閉軟體，等資訊人員更新', en: 'Close the program until it is updated.' },
    engineer: { zh: '安裝健保署公告的版本', en: 'Install the version that NHIA announces.' },
  },
  {
    code: 1045, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '離線且無登入資料', en: 'No login data, and offline.' },
    cause: { zh: '這台電腦沒有連線登入過', en: 'This PC has never logged in online.' },
    staff: { zh: '網路恢復後先登入一次', en: 'Log in once when the network is back.' },
    engineer: { zh: '備用電腦應定期連線登入', en: 'Let spare PCs log in from time to time.' },
  },
  {
    code: 1046, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '離線認證已逾期', en: 'The offline authentication has expired.' },
    cause: { zh: '離線太久沒有連線認證', en: 'It has been offline for too long.' },
    staff: { zh: '連上網路重新認證', en: 'Connect and authenticate again.' },
    engineer: { zh: '排除網路中斷原因', en: 'Find out why the network is down.' },
  },
  ...registration,
  {
    code: 1054, retry: 'never', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '重複註冊', en: 'Registered twice.' },
    cause: { zh: '這台裝置已經註冊過', en: 'The device is registered already.' },
    staff: { zh: '不用再註冊，直接登入', en: 'Do not register again; log in.' },
    engineer: { zh: '換電腦時先解除舊註冊', en: 'When a PC is replaced, end the old registration first.' },
  },
  ...cloudServer,
  ...login,
  {
    code: 1059, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '有效期限異常', en: 'The validity is abnormal.' },
    cause: { zh: '電腦日期錯誤，或資格期限不合理', en: 'The date of the PC is wrong, or the period makes no sense.' },
    staff: { zh: '看螢幕右下角日期是否正確', en: 'See whether the date on the screen is right.' },
    engineer: { zh: '校時後重新登入', en: 'Set the time, then log in anew.' },
  },
  {
    code: 1099, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'offlineStore' },
    meaning: { zh: '離線時不提供此功能', en: 'Not available offline.' },
    cause: { zh: '此功能需要連線資料中心', en: 'The function needs the data centre.' },
    staff: { zh: '網路恢復後再辦理', en: 'Do it when the network is back.' },
    engineer: { zh: '確認軟體不是卡在離線模式', en: 'See that the program is not stuck offline.' },
  },
])
