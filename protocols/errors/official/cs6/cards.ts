import { family } from '../official-error.ts'
import { cs6Client } from '../source.ts'

/** Security module, professional card and health card. "Mode" is the client's word for a stage of an authentication. */
export const cardStatuses = family('cs6', { zh: '卡片認證與 PIN 碼', en: 'Cards and PINs' }, [
  {
    code: 1300, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.AUTHENTICATION_FAILED', 'error.SAM_REFUSED'] },
    meaning: { zh: '安全模組認證第一階段失敗', en: 'SAM authentication failed in mode 1.' },
    cause: { zh: '安全模組無回應，或資料中心不接受', en: 'The module does not answer, or the centre refuses it.' },
    staff: { zh: '重新啟動控制軟體再認證', en: 'Restart the control software and authenticate again.' },
    engineer: { zh: '檢查 VPN 與安全模組效期', en: 'Check the VPN and the validity of the module.' },
  },
  {
    code: 1301, retry: 'afterRepair', provenance: cs6Client,
    happens: {
      by: [
        'error.RECORD_MALFORMED', 'error.SESSION_LOST', 'error.SAM_REFUSED',
      ],
    },
    meaning: { zh: '安全模組認證第二階段失敗', en: 'SAM authentication failed in mode 2.' },
    cause: { zh: '第一階段後回應不正確或斷線', en: 'After mode 1 an answer was wrong, or the line broke.' },
    staff: { zh: '網路穩定後再認證一次', en: 'Authenticate once more when the line is steady.' },
    engineer: { zh: '比對環境設定並記下兩階段時間', en: 'Compare environments; note the times of both modes.' },
  },
  {
    code: 1302, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.SAM_REFUSED', 'bundle.contractExpired'] },
    meaning: { zh: '安全模組：合約到期', en: 'SAM: the contract has expired.' },
    cause: { zh: '院所特約已到期', en: 'The contract of the institution ended.' },
    staff: { zh: '向健保署辦理續約', en: 'Renew the contract with NHIA.' },
    engineer: { zh: '續約生效後重新認證', en: 'Authenticate again once it is in force.' },
  },
  {
    code: 1303, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.SAM_REFUSED', 'bundle.suspended'] },
    meaning: { zh: '安全模組：權限被停止', en: 'SAM: its right is suspended.' },
    cause: { zh: '院所被停權', en: 'The institution is suspended.' },
    staff: { zh: '請負責人洽健保署', en: 'The owner talks to NHIA.' },
    engineer: { zh: '不需更換設備', en: 'No equipment needs to be replaced.' },
  },
  {
    code: 1304, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['error.SAM_REFUSED', 'bundle.cancelled'] },
    meaning: { zh: '安全模組已註銷', en: 'SAM: it is cancelled.' },
    cause: { zh: '使用的是已換發的舊安全模組', en: 'It is an old module that was replaced.' },
    staff: { zh: '改用新的安全模組', en: 'Use the new module.' },
    engineer: { zh: '移除舊安全模組檔或卡', en: 'Remove the old file or card.' },
  },
  {
    code: 1400, retry: 'afterUser', provenance: cs6Client, happens: { by: ['error.AUTHENTICATION_FAILED'] },
    meaning: { zh: '醫事人員卡認證第一階段失敗', en: 'HPC authentication failed in mode 1.' },
    cause: { zh: '醫事人員卡沒有正確開始認證', en: 'The card did not begin as it should.' },
    staff: { zh: '重新插入醫事人員卡', en: 'Insert the professional card again.' },
    engineer: { zh: '測試另一張醫事人員卡', en: 'Try another professional card.' },
  },
  {
    code: 1401, retry: 'afterUser', provenance: cs6Client, happens: { by: ['error.SESSION_LOST', 'error.AUTHENTICATION_FAILED'] },
    meaning: { zh: '醫事人員卡認證第二階段失敗', en: 'HPC authentication failed in mode 2.' },
    cause: { zh: '卡片與資料中心互不接受', en: 'Card and centre did not accept each other.' },
    staff: { zh: '確認卡片未過期後再插一次', en: 'See that the card is not out of date; insert it again.' },
    engineer: { zh: '查 VPN 與卡片憑證', en: 'Check the VPN and the certificate of the card.' },
  },
  {
    code: 1402, retry: 'afterUser', provenance: cs6Client,
    happens: {
      by: [
        'error.RECORD_MALFORMED', 'error.HPC_PIN_REQUIRED',
      ],
    },
    meaning: { zh: '醫事人員卡認證第三階段失敗', en: 'HPC authentication failed in mode 3.' },
    cause: { zh: '最後確認未完成，可能途中取卡', en: 'The last step did not finish, perhaps the card was taken out.' },
    staff: { zh: '卡片不要取出，再驗證一次', en: 'Leave the card in and verify again.' },
    engineer: { zh: '檢查插槽接觸與逾時設定', en: 'Check the contacts of the slot and the time-outs.' },
  },
  {
    code: 1403, retry: 'never', provenance: cs6Client, happens: { by: ['error.PROFESSION_REFUSED'] },
    meaning: { zh: '不支援此醫事人員卡', en: 'This professional card is not supported.' },
    cause: { zh: '卡片版本或類別不在支援範圍', en: 'Its version or kind is not among those supported.' },
    staff: { zh: '換用較新的醫事人員卡', en: 'Use a newer card.' },
    engineer: { zh: '核對軟體支援的卡片版本', en: 'See which versions the software knows.' },
  },
  {
    code: 1410, retry: 'afterUser', provenance: cs6Client, native: ['PIN_WRONG'],
    happens: {
      by: [
        'error.PIN_WRONG', 'error.PIN_BLOCKED', 'error.PIN_MALFORMED', 'error.PIN_CANCELLED', 'error.PIN_TIMEOUT',
        'error.PIN_PAD_ABSENT', 'error.PIN_SET_ALREADY', 'error.PINS_DIFFER', 'error.PIN_NOT_CHANGED',
      ],
    },
    meaning: { zh: '醫事人員卡 PIN 碼驗證失敗', en: 'The HPC PIN failed.' },
    cause: { zh: 'PIN 碼錯誤', en: 'The PIN was wrong.' },
    staff: { zh: '請本人確認 PIN 碼再輸入，避免鎖卡', en: 'The owner makes sure before the next try, lest it lock.' },
    engineer: { zh: '一般讀卡機由系統輸入，專用讀卡機由按鍵輸入', en: 'With a plain reader it is typed in the system, with a dedicated one at its keys.' },
  },
  {
    code: 1420, retry: 'now', provenance: cs6Client, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: 'HCA 簽章驗證失敗', en: 'The HCA signature check failed.' },
    cause: { zh: '簽章內容與憑證不符', en: 'Signature and certificate do not agree.' },
    staff: { zh: '重新插卡簽章', en: 'Insert the card again and sign.' },
    engineer: { zh: '確認簽章前後內容沒有被改變', en: 'See that the text was not changed after signing.' },
  },
  {
    code: 1421, retry: 'now', provenance: cs6Client, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: 'HCA 簽章逾時', en: 'The HCA signature took too long.' },
    cause: { zh: '簽章後太久才送出，或時間不同步', en: 'It was sent too late, or clocks differ.' },
    staff: { zh: '重新簽章後立即送出', en: 'Sign again and send at once.' },
    engineer: { zh: '開啟電腦自動校時', en: 'Let the PC set its time by itself.' },
  },
  {
    code: 1422, retry: 'afterRepair', provenance: cs6Client,
    happens: { by: ['error.AUTHENTICATION_FAILED', 'bundle.professionalOutOfDate'] },
    meaning: { zh: 'HCA 憑證不在有效期間', en: 'The HCA certificate is not in force.' },
    cause: { zh: '憑證過期或未生效', en: 'It has expired or not begun.' },
    staff: { zh: '辦理憑證展期', en: 'Have the certificate renewed.' },
    engineer: { zh: '讀出憑證起訖日期', en: 'Read its dates.' },
  },
  {
    code: 1423, retry: 'afterRepair', provenance: cs6Client, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '找不到上層憑證', en: 'There is no parent certificate.' },
    cause: { zh: '電腦缺少發證單位的憑證', en: 'The certificate of the issuer is not on the PC.' },
    staff: { zh: '請資訊人員安裝發證單位的憑證', en: 'Let the IT person install the certificate of the issuer.' },
    engineer: { zh: '安裝 HCA 憑證鏈', en: 'Install the chain of HCA certificates.' },
  },
  {
    code: 1424, retry: 'afterRepair', provenance: cs6Client, happens: { by: ['bundle.professionalRevoked'] },
    meaning: { zh: 'HCA 憑證已廢止', en: 'The HCA certificate is revoked.' },
    cause: { zh: '卡片已換發或停用', en: 'The card was replaced or withdrawn.' },
    staff: { zh: '改插新發的醫事人員卡', en: 'Insert the newly issued card.' },
    engineer: { zh: '向發證單位查廢止日期', en: 'Ask the issuer for the date.' },
  },
  {
    code: 1500, retry: 'afterUser', provenance: cs6Client, happens: { by: ['error.AUTHENTICATION_FAILED'] },
    meaning: { zh: '健保卡認證第一階段失敗', en: 'HC authentication failed in mode 1.' },
    cause: { zh: '健保卡沒有正確開始認證', en: 'The health card did not begin as it should.' },
    staff: { zh: '擦拭晶片，重新插入健保卡', en: 'Wipe the chip and insert the health card again.' },
    engineer: { zh: '換卡、換讀卡機交叉測試', en: 'Cross-check with another card and reader.' },
  },
  {
    code: 1501, retry: 'afterUser', provenance: cs6Client, happens: { by: ['error.SESSION_LOST', 'error.AUTHENTICATION_FAILED'] },
    meaning: { zh: '健保卡認證第二階段失敗', en: 'HC authentication failed in mode 2.' },
    cause: { zh: '健保卡與雲端安全模組互不接受', en: 'Health card and cloud SAM did not accept each other.' },
    staff: { zh: '重新認證安全模組後再插卡', en: 'Authenticate the SAM again, then insert the card.' },
    engineer: { zh: '確認沒有混用測試卡', en: 'See that no TEST card is in use.' },
  },
  {
    code: 1502, retry: 'afterUser', provenance: cs6Client,
    happens: {
      by: [
        'error.RECORD_MALFORMED', 'error.PROTECTED_PART_UNAVAILABLE', 'error.AUTHENTICATION_FAILED',
      ],
    },
    meaning: { zh: '健保卡認證第三階段失敗', en: 'HC authentication failed in mode 3.' },
    cause: { zh: '最後確認未完成，卡片移動或斷線', en: 'The last step did not finish: the card moved or the line broke.' },
    staff: { zh: '卡片留在讀卡機，再讀一次', en: 'Leave the card in and read again.' },
    engineer: { zh: '測量網路延遲是否過高', en: 'See whether the delay of the network is too high.' },
  },
  {
    code: 1510, retry: 'never', provenance: cs6Client, native: ['PIN_NOT_SET'], happens: { by: ['error.PIN_NOT_SET'] },
    meaning: { zh: '健保卡未設定 PIN 碼', en: 'The health card has no PIN set.' },
    cause: { zh: '病人沒有啟用 PIN 碼', en: 'The patient never set one.' },
    staff: { zh: '不需輸入 PIN 碼，繼續作業', en: 'No PIN is needed; carry on.' },
    engineer: { zh: '系統應先查是否設有 PIN 碼', en: 'The system should ask first whether there is one.' },
  },
  {
    code: 1511, retry: 'afterUser', provenance: cs6Client, native: ['PIN_REQUIRED'], happens: { by: ['error.PIN_REQUIRED'] },
    meaning: { zh: '健保卡 PIN 碼未驗證', en: 'The PIN of the health card is not verified.' },
    cause: { zh: '病人設有 PIN 碼但尚未輸入', en: 'The patient has one and did not enter it.' },
    staff: { zh: '請病人輸入健保卡 PIN 碼', en: 'Ask the patient for the PIN.' },
    engineer: { zh: '確認輸入視窗會跳到最前面', en: 'See that the window for it comes to the front.' },
  },
  {
    code: 1512, retry: 'afterUser', provenance: cs6Client, happens: { by: ['door.cs6'] },
    meaning: { zh: '停用健保卡 PIN 碼失敗', en: 'Disabling the PIN of the health card failed.' },
    cause: { zh: 'PIN 碼沒有先驗證', en: 'It was not verified first.' },
    staff: { zh: '先驗證 PIN 碼再停用', en: 'Verify it, then disable it.' },
    engineer: { zh: '讀卡片狀態確認 PIN 碼是否仍啟用', en: 'Read whether the PIN is still on.' },
  },
  {
    code: 1513, retry: 'never', provenance: cs6Client, happens: { by: ['door.cs6'] },
    meaning: { zh: '健保卡 PIN 碼已驗證過', en: 'The PIN of the health card was verified already.' },
    cause: { zh: '重複要求驗證', en: 'It was asked for twice.' },
    staff: { zh: '直接進行下一步', en: 'Go to the next step.' },
    engineer: { zh: '系統不需再次要求輸入', en: 'The system need not ask again.' },
  },
  {
    code: 1514, retry: 'afterUser', provenance: cs6Client, native: ['PIN_WRONG'],
    happens: {
      by: [
        'error.PIN_WRONG', 'error.PIN_BLOCKED', 'error.PIN_MALFORMED', 'error.PIN_CANCELLED', 'error.PIN_TIMEOUT',
        'error.PIN_PAD_ABSENT', 'error.PIN_SET_ALREADY', 'error.PINS_DIFFER', 'error.PIN_NOT_CHANGED',
      ],
    },
    meaning: { zh: '健保卡 PIN 碼錯誤', en: 'The PIN of the health card failed.' },
    cause: { zh: '病人輸入的 PIN 碼不對', en: 'The patient entered another number.' },
    staff: { zh: '請病人確認後再輸入', en: 'The patient makes sure, then enters it again.' },
    engineer: { zh: '檢查按鍵是否正常', en: 'Check the keys.' },
  },
  {
    code: 1515, retry: 'afterUser', provenance: cs6Client, happens: { notYet: 'virtualCards' },
    meaning: { zh: '限實體健保卡', en: 'For physical health cards only.' },
    cause: { zh: '以虛擬卡操作實體卡才有的功能', en: 'A virtual card was used for what only a physical one has.' },
    staff: { zh: '請病人插實體健保卡', en: 'Ask for the physical card.' },
    engineer: { zh: '系統對虛擬卡應隱藏此功能', en: 'The system should hide it for virtual cards.' },
  },
])
