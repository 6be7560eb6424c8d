import { family } from '../official-error.ts'
import { laterClients, manual } from '../source.ts'

/** Taking a number for a visit, and reading what visits left on the card. */
export const visitErrors = family('csHIS', { zh: '取號與就醫紀錄', en: 'Visits' }, [
  {
    code: 5001, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '可用就醫次數用完', en: 'No available visits are left.' },
    cause: { zh: '卡片上的次數已用到 0', en: 'The visits on the card are used up.' },
    staff: { zh: '更新卡片內容後再取號', en: 'Update the card, then take the number.' },
    engineer: { zh: '更新後次數不增加時，查資料中心回覆代碼', en: 'If an update adds none, look at the code the centre gave.' },
  },
  {
    code: 5004, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '新生兒依附就醫已逾 60 日', en: 'A newborn may use a parent’s card for 60 days only.' },
    cause: { zh: '新生兒出生已超過依附期限', en: 'The newborn is older than that.' },
    staff: { zh: '請家長為新生兒申請自己的健保卡', en: 'Ask the parents to apply for a card of the child’s own.' },
    engineer: { zh: '核對卡片上的新生兒出生日期與讀卡機日期', en: 'Compare the date of birth on the card with the date of the reader.' },
  },
  {
    code: 5010, severity: 'notice', retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '同日就醫兩科以上（提示）', en: 'Two or more specialties on the same day (a notice).' },
    cause: { zh: '病人今天已有其他就醫紀錄', en: 'The patient has another visit today.' },
    staff: { zh: '取號已完成，照常看診即可', en: 'The number was taken; carry on with the visit.' },
    engineer: { zh: '院所系統應視為成功，不可當成失敗重取號', en: 'The clinic system takes it as success and must not take a number again.' },
  },
  {
    code: 5012, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '未在保', en: 'The patient is not insured.' },
    cause: { zh: '保險中斷或尚未投保（舊版說明另含欠費）', en: 'The insurance lapsed or has not begun (older wording: or premiums are owed).' },
    staff: { zh: '請病人洽健保署或投保單位；先以自費辦理', en: 'The patient asks NHIA or the employer; meanwhile the visit is self-paid.' },
    engineer: { zh: '屬病人保險狀態，設備無須處理', en: 'It is the insurance of the patient; nothing to mend.' },
  },
  {
    code: 5015, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '讀取門診處方失敗', en: 'Reading the outpatient prescriptions failed.' },
    cause: { zh: '讀取途中接觸不良，或該區資料損壞', en: 'Bad contact meanwhile, or that area of the card is damaged.' },
    staff: { zh: '重新插卡再讀門診處方', en: 'Insert the card again and read the prescriptions.' },
    engineer: { zh: '分段讀取，找出失敗的組別', en: 'Read in sections to find the group that fails.' },
  },
  {
    code: 5016, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '讀取長期處方失敗', en: 'Reading the long-term prescriptions failed.' },
    cause: { zh: '卡片在讀長期處方時沒有正確回應', en: 'The card gave no proper answer for its long-term prescriptions.' },
    staff: { zh: '擦拭晶片、重新插卡，再讀長期處方', en: 'Wipe the chip, insert the card and read again.' },
    engineer: { zh: '以他卡讀同一區，判斷是卡片或讀卡機', en: 'Read the same area of other cards to tell card from reader.' },
  },
  {
    code: 5017, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '讀取重要醫令失敗', en: 'Reading the important orders failed.' },
    cause: { zh: '卡片在讀重要醫令時沒有正確回應', en: 'The card gave no proper answer for its important orders.' },
    staff: { zh: '重新插入健保卡與醫事人員卡再讀', en: 'Insert both cards again and read.' },
    engineer: { zh: '確認醫事人員卡已驗 PIN，再測其他病人', en: 'See that the PIN of the professional card is verified; try other patients.' },
  },
  {
    code: 5018, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '讀取過敏藥物失敗', en: 'Reading the drug allergies failed.' },
    cause: { zh: '卡片在讀過敏藥物時沒有正確回應', en: 'The card gave no proper answer for its allergies.' },
    staff: { zh: '再讀一次；讀不到時口頭詢問過敏史', en: 'Read again; if it stays so, ask the patient about allergies.' },
    engineer: { zh: '三組過敏藥物逐組測試', en: 'Test the three groups one by one.' },
  },
  {
    code: 5020, retry: 'afterUser', provenance: manual, native: ['VISIT_REFUSED'],
    happens: {
      by: [
        'function.hisDeletePredeliveryData', 'function.hisWriteAllergicMedicines', 'function.hisWriteAllergicNum',
        'function.hisWriteEmergentTel', 'function.hisWriteHealthInsurance', 'function.hisWriteInoculateData',
        'function.hisWriteMultiPrescript', 'function.hisWriteMultiPrescriptSign', 'function.hisWriteNewBorn',
        'function.hisWriteOrganDonate', 'function.hisWritePredeliveryCheckup', 'function.hisWritePrescription',
        'function.hisWritePrescriptionSign', 'function.hisWriteTreatmentCode', 'function.hisWriteTreatmentData',
        'function.hisWriteTreatmentFee',
      ],
    },
    meaning: { zh: '資料不屬於插入卡片的持卡人', en: 'The data do not belong to the owner of the inserted card.' },
    cause: { zh: '看診中換了卡，或病歷選錯病人', en: 'The card was changed, or the wrong patient is open.' },
    staff: { zh: '核對螢幕上的病人與卡片姓名，插回正確的卡', en: 'Compare the patient on the screen with the card; insert the right one.' },
    engineer: { zh: '比對病歷的身分證號、生日與卡片是否一致', en: 'Compare identity number and birthday on file with the card.' },
  },
  {
    code: 5022, retry: 'never', provenance: manual, native: ['VISIT_REFUSED'],
    happens: {
      by: [
        'function.hisWriteMultiPrescript', 'function.hisWriteMultiPrescriptSign', 'function.hisWritePrescription',
        'function.hisWritePrescriptionSign', 'function.hisWriteTreatmentCode', 'function.hisWriteTreatmentData',
        'function.hisWriteTreatmentFee',
      ],
    },
    meaning: { zh: '依就診日期時間找不到就醫紀錄', en: 'No visit was found by its date and time.' },
    cause: { zh: '就診時間與取號時不同，或紀錄已被新紀錄覆蓋', en: 'The time is not that of the number, or newer visits replaced the record.' },
    staff: { zh: '確認已取號，從該次就醫重新寫入', en: 'See that a number was taken; write again from that visit.' },
    engineer: { zh: '檢查系統是否原樣保存取號回傳的日期時間', en: 'See that the system keeps the date and time of the number unchanged.' },
  },
  {
    code: 5081, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '取消就醫（ZA、ZB）：24 小時內無本院就醫紀錄', en: 'Cancel (ZA, ZB): no visit at this hospital within 24 hours.' },
    cause: { zh: '要取消的就醫超過 24 小時，或在別家院所', en: 'The visit is older than 24 hours, or was elsewhere.' },
    staff: { zh: '查就醫時間；逾時者以資料更正方式處理', en: 'Look up the time of the visit; a later one is corrected in the upload.' },
    engineer: { zh: '核對讀卡機日期時間與院所代碼', en: 'Check the clock of the reader and the hospital code.' },
  },
  {
    code: 5082, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '取消產檢（XA）：24 小時內無本院產檢紀錄', en: 'Cancel (XA): no prenatal record here within 24 hours.' },
    cause: { zh: '產檢不是今天在本院做的', en: 'The check-up was not here, or not within the day.' },
    staff: { zh: '確認產檢日期與院所後再取消', en: 'Check date and place of the check-up before cancelling.' },
    engineer: { zh: '讀出卡片產檢紀錄，比對日期與院所', en: 'Read the prenatal records and compare date and hospital.' },
  },
  {
    code: 5083, retry: 'afterUser', provenance: manual,
    happens: { by: ['function.hisWriteHealthInsurance', 'function.hisWritePredeliveryCheckup'] },
    meaning: { zh: '最近六次就醫無預防保健（AC），不可單獨寫入', en: 'No preventive visit (AC) among the last six; cannot be written alone.' },
    cause: { zh: '尚未以 AC 類別取號', en: 'No number of type AC was taken first.' },
    staff: { zh: '先以預防保健類別 AC 取號，再寫入項目', en: 'Take a number of type AC first, then write the item.' },
    engineer: { zh: '確認系統取號時送出的就醫類別', en: 'See which type the system sent with the number.' },
  },
  {
    code: 5084, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '取消預防保健（YA–YF）：24 小時內無本院該項紀錄', en: 'Cancel (YA to YF): no such preventive record here within 24 hours.' },
    cause: { zh: '取消的項目代碼選錯，或已逾 24 小時', en: 'The wrong item was chosen, or 24 hours have passed.' },
    staff: { zh: '核對要取消的保健項目與日期', en: 'Check the item to cancel and its date.' },
    engineer: { zh: '讀出卡片預防保健紀錄，比對項目代碼', en: 'Read the preventive records and compare the item code.' },
  },
  {
    code: 5174, severity: 'notice', retry: 'now', provenance: laterClients, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '無法取得就醫識別碼', en: 'No visit identifier could be obtained.' },
    cause: { zh: '取號已成功，但識別碼沒有產生', en: 'The number was taken, but the identifier was not made.' },
    staff: { zh: '照常看診，上傳前再補取識別碼', en: 'Carry on; fetch the identifier before the upload.' },
    engineer: { zh: '檢查網路，並確認系統有補取識別碼的功能', en: 'Check the network, and that the system can fetch it later.' },
  },
])
