import { family } from '../official-error.ts'
import { manual } from '../source.ts'

/** Security module, health card and data centre prove themselves to each other. */
export const authenticationErrors = family('csHIS', { zh: '認證', en: 'Authentication' }, [
  {
    code: 4050, retry: 'afterUser', provenance: manual, native: ['AUTHENTICATION_FAILED'], happens: { by: ['card.samNotAuthenticated'] },
    meaning: { zh: '安全模組尚未與資料中心認證', en: 'The security module is not yet authenticated with the data centre.' },
    cause: { zh: '今天尚未認證，或讀卡機曾斷電', en: 'It was not done today, or the reader lost its power.' },
    staff: { zh: '執行「安全模組認證」後再讀卡', en: 'Run the authentication of the SAM, then read the card.' },
    engineer: { zh: '反覆發生時檢查讀卡機電源與 VPN 是否中斷', en: 'If it recurs, see whether the power of the reader or the VPN drops.' },
  },
  {
    code: 4051, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'],
    happens: { by: ['samIdc.centreMalformed', 'samIdc.centreOutOfDate', 'samIdc.centreRefuses'] },
    meaning: { zh: '安全模組與資料中心認證失敗', en: 'Security module and data centre failed to authenticate each other.' },
    cause: { zh: '安全模組或資料中心憑證不被接受，或連線品質不良', en: 'The module or the certificate of the centre was not accepted, or the line is bad.' },
    staff: { zh: '稍候再認證一次；仍失敗時記下時間', en: 'Wait a little and authenticate again; if it fails, note the time.' },
    engineer: { zh: '查電腦日期、安全模組效期、正式與測試環境是否混用', en: 'Check the date of the PC, the validity of the SAM, and production against test.' },
  },
  {
    code: 4071, retry: 'afterUser', provenance: manual, native: ['AUTHENTICATION_FAILED'],
    happens: { by: ['role.hcRejectsCentre', 'role.centreRefuses', 'role.centreUnfit'] },
    meaning: { zh: '健保卡與資料中心認證失敗', en: 'Health card and data centre failed to authenticate each other.' },
    cause: { zh: '卡片不良，或連線中途中斷', en: 'The card is bad, or the line broke meanwhile.' },
    staff: { zh: '重新插卡再更新一次；換別張卡比較', en: 'Insert the card again and repeat; compare with another card.' },
    engineer: { zh: '只有一張卡失敗屬卡片問題；全部失敗查 VPN', en: 'One card alone: the card. All cards: look at the VPN.' },
  },
  {
    code: 6005, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.samRejectsCentre'] },
    meaning: { zh: '安全模組外部認證失敗', en: 'External authentication at the security module failed.' },
    cause: { zh: '安全模組不接受資料中心的憑證或簽章', en: 'The module does not take the certificate or signature of the centre.' },
    staff: { zh: '關閉讀卡機電源十秒後重新認證', en: 'Switch the reader off for ten seconds, then authenticate again.' },
    engineer: { zh: '確認連到的是對應的正式或測試資料中心', en: 'See that the centre is the one for this module, production or test.' },
  },
  {
    code: 6006, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.centreRejectsSam'] },
    meaning: { zh: '資料中心外部認證失敗', en: 'External authentication at the data centre failed.' },
    cause: { zh: '資料中心不接受安全模組出示的內容', en: 'The centre does not accept what the module showed.' },
    staff: { zh: '記下安全模組卡號，請健保署確認是否有效', en: 'Note the number of the SAM and ask NHIA whether it is valid.' },
    engineer: { zh: '核對安全模組與院所登記資料，必要時申請更換', en: 'Compare the module with the registration; apply for another if needed.' },
  },
  {
    code: 6007, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.samUnable'] },
    meaning: { zh: '安全模組內部認證失敗', en: 'Internal authentication of the security module failed.' },
    cause: { zh: '安全模組接觸不良或已損壞', en: 'The module has bad contacts or is damaged.' },
    staff: { zh: '取出安全模組、擦拭晶片、重新插入後認證', en: 'Take the SAM out, wipe its chip, insert it and authenticate.' },
    engineer: { zh: '換到另一台讀卡機仍失敗，申請更換安全模組', en: 'If it fails in another reader too, apply for a new module.' },
  },
  {
    code: 6008, retry: 'now', provenance: manual, happens: { by: ['samIdc.clockNotSet'] },
    meaning: { zh: '讀卡機時鐘設定失敗', en: 'The clock of the reader could not be set.' },
    cause: { zh: '認證已完成，但讀卡機不接受新時間', en: 'The authentication is done, but the reader did not take the time.' },
    staff: { zh: '再認證一次；看診前確認日期時間正確', en: 'Authenticate once more; see that date and time are right before visits.' },
    engineer: { zh: '時鐘一直設不進去時更換讀卡機電池或主機', en: 'If the clock never takes, replace its battery or the reader.' },
  },
  {
    code: 9013, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.samInvalid'] },
    meaning: { zh: '安全模組無效', en: 'The security module is not valid.' },
    cause: { zh: '資料中心沒有這個安全模組，或已停用', en: 'The centre does not know this module, or it was withdrawn.' },
    staff: { zh: '停止使用此安全模組，向健保署查詢狀態', en: 'Stop using this SAM and ask NHIA about it.' },
    engineer: { zh: '確認未把測試安全模組用於正式環境', en: 'See that no TEST module is used in production.' },
  },
  {
    code: 9014, retry: 'now', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.centreNotAccepted'] },
    meaning: { zh: '資料中心對安全模組的認證失敗', en: 'The data centre failed to authenticate to the security module.' },
    cause: { zh: '傳輸資料受損，或資料中心暫時異常', en: 'Data were damaged on the way, or the centre has trouble.' },
    staff: { zh: '過五分鐘再認證', en: 'Authenticate again in five minutes.' },
    engineer: { zh: '其他院所是否同樣失敗；僅本院則查線路', en: 'Ask whether other institutions fail too; if not, look at this line.' },
  },
  {
    code: 9015, retry: 'afterRepair', provenance: manual, native: ['SAM_REFUSED'], happens: { by: ['samIdc.samNotAccepted'] },
    meaning: { zh: '安全模組對資料中心的認證失敗', en: 'The security module failed to authenticate to the data centre.' },
    cause: { zh: '安全模組內容與資料中心記錄不符', en: 'What the module holds is not what the centre has on record.' },
    staff: { zh: '重試一次；仍失敗請提供安全模組卡號給健保署', en: 'Try once more; if it fails, give NHIA the number of the SAM.' },
    engineer: { zh: '查是否裝了他院或舊的安全模組', en: 'See whether the module is an old one or another institution’s.' },
  },
  {
    code: 9030, retry: 'afterUser', provenance: manual, happens: { notYet: 'dataCentre' },
    meaning: { zh: '無法執行卡片管理認證', en: 'The card-management authentication cannot be run.' },
    cause: { zh: '資料中心不能對此卡做更新前的認證', en: 'The centre cannot authenticate this card before an update.' },
    staff: { zh: '重新插卡再更新；同一張卡再失敗請病人洽健保署', en: 'Insert it again and update; if the card fails again, the patient asks NHIA.' },
    engineer: { zh: '以另一張卡更新，確認問題是否只在此卡', en: 'Update another card to see whether only this one fails.' },
  },
])
