import { family } from '../official-error.ts'
import { cs6Client } from '../source.ts'

/** Virtual health cards. */
export const virtualCardStatuses = family('cs6', { zh: '虛擬健保卡', en: 'Virtual health cards' }, [
  {
    code: 1520, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡權杖格式錯誤', en: 'The token of the virtual card has a wrong form.' },
    cause: { zh: '掃到的不是虛擬健保卡，或文字不完整', en: 'The code is not a virtual card’s, or not complete.' },
    staff: { zh: '確認病人開的是虛擬健保卡畫面', en: 'See that the phone shows the virtual health card.' },
    engineer: { zh: '檢查掃描文字有無被截短', en: 'See whether the scan was cut.' },
  },
  {
    code: 1521, retry: 'now', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡驗證逾時', en: 'The virtual card timed out.' },
    cause: { zh: '雲端沒有及時回覆', en: 'The cloud did not answer in time.' },
    staff: { zh: '重新掃描；不行改用實體卡', en: 'Scan again; otherwise use the physical card.' },
    engineer: { zh: '測試往雲端的連線速度', en: 'Test the speed to the cloud.' },
  },
  {
    code: 1522, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡格式不符', en: 'The format of the virtual card does not match.' },
    cause: { zh: '手機程式版本與控制軟體不同代', en: 'App and control software are of different generations.' },
    staff: { zh: '請病人更新手機程式', en: 'The patient updates the app.' },
    engineer: { zh: '更新控制軟體', en: 'Update the control software.' },
  },
  {
    code: 1523, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡簽章驗證失敗', en: 'The signature of the virtual card failed.' },
    cause: { zh: 'QR Code 內容被改變，或不是健保署簽發', en: 'The code was altered or is not of NHIA.' },
    staff: { zh: '請病人開啟原本的程式產生 QR Code，勿用截圖', en: 'The code must come from the app itself, not from a picture.' },
    engineer: { zh: '核對測試與正式環境的虛擬卡', en: 'Tell virtual cards of test and production apart.' },
  },
  {
    code: 1524, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡已過期', en: 'The virtual card has expired.' },
    cause: { zh: 'QR Code 或虛擬卡超過時效', en: 'The code or the card is past its time.' },
    staff: { zh: '請病人重新產生或重新申請', en: 'The patient makes a new code or applies again.' },
    engineer: { zh: '比對手機與電腦時間', en: 'Compare the clocks of phone and PC.' },
  },
  {
    code: 1525, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡驗證次數過多', en: 'The virtual card was verified too often.' },
    cause: { zh: '同一 QR Code 反覆驗證', en: 'The same code was verified again and again.' },
    staff: { zh: '停止重掃，請病人換新的 QR Code', en: 'Stop scanning it; the patient makes a new one.' },
    engineer: { zh: '查系統是否自動重送驗證', en: 'See whether the system repeats it by itself.' },
  },
  {
    code: 1526, retry: 'never', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: 'PIN 碼功能不適用虛擬卡', en: 'PIN functions are not for virtual cards.' },
    cause: { zh: '對虛擬卡使用了 PIN 碼功能', en: 'A PIN function was called for a virtual card.' },
    staff: { zh: '虛擬卡免 PIN 碼，略過此步', en: 'A virtual card has no PIN; skip this.' },
    engineer: { zh: '系統應依卡別略過 PIN 碼', en: 'The system should skip PINs by kind of card.' },
  },
  {
    code: 1527, retry: 'never', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '限虛擬卡使用', en: 'For virtual cards only.' },
    cause: { zh: '插實體卡卻用了虛擬卡功能', en: 'A physical card was used for a function of virtual ones.' },
    staff: { zh: '實體卡請用一般讀卡', en: 'Read a physical card in the usual way.' },
    engineer: { zh: '核對呼叫的功能路徑', en: 'Check which path is called.' },
  },
  {
    code: 1528, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '沒有虛擬卡移轉暫存', en: 'There is no transfer cache for the virtual card.' },
    cause: { zh: '移轉前的資料已清除或在別台', en: 'What was to be moved is cleared, or on another PC.' },
    staff: { zh: '請病人重新出示 QR Code', en: 'The patient shows the QR code again.' },
    engineer: { zh: '確認兩台裝置屬同一院所', en: 'See that both devices belong to one institution.' },
  },
  {
    code: 1529, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡已由其他裝置移轉', en: 'Another device has taken the virtual card.' },
    cause: { zh: '櫃台或診間另一台電腦正在使用', en: 'Another PC at desk or room uses it.' },
    staff: { zh: '到該台電腦完成或登出', en: 'Finish or log out there.' },
    engineer: { zh: '查各台電腦登入情形', en: 'See which PCs are logged in.' },
  },
  {
    code: 1530, retry: 'never', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡限同一院所', en: 'The virtual card is bound to one institution.' },
    cause: { zh: '此 QR Code 已在別家院所使用', en: 'The code was used at another institution.' },
    staff: { zh: '請病人為本院重新產生 QR Code', en: 'The patient makes a new code for here.' },
    engineer: { zh: '核對本機的院所代碼', en: 'Check the hospital code of this PC.' },
  },
  {
    code: 1531, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '虛擬卡已移轉或失效', en: 'The virtual card was moved or is no longer valid.' },
    cause: { zh: '病人換手機或停用', en: 'The patient has a new phone or stopped it.' },
    staff: { zh: '請病人改用實體卡或重新申請', en: 'Use the physical card, or the patient applies again.' },
    engineer: { zh: '清除本機暫存的虛擬卡', en: 'Clear the virtual card kept on this PC.' },
  },
])
