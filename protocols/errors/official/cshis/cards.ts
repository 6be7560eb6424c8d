import { family } from '../official-error.ts'
import { manual } from '../source.ts'

/** Which card is in the reader, and whether it is good. */
export const cardErrors = family('csHIS', { zh: '卡片', en: 'Cards' }, [
  {
    code: 4012, retry: 'afterUser', provenance: manual, native: ['SAM_ABSENT'],
    happens: { by: ['samIdc.samLost', 'card.samLost', 'obstacle.samMissing'] },
    meaning: { zh: '未插入安全模組', en: 'No security module (SAM) is inserted.' },
    cause: { zh: '安全模組卡未插到底，或雲端安全模組檔不在', en: 'The SAM card is not fully in, or the file of a cloud SAM is missing.' },
    staff: { zh: '確認安全模組卡已插入讀卡機；平時請勿取出', en: 'See that the SAM card is in the reader; leave it there.' },
    engineer: { zh: '檢查安全模組插槽接點；雲端型檢查檔案位置', en: 'Check the contacts of the SAM slot; with a cloud SAM, the place of the file.' },
  },
  {
    code: 4013, retry: 'afterUser', provenance: manual, native: ['CARD_ABSENT', 'CARD_REMOVED', 'CARD_CHANGED'],
    happens: { by: ['card.cardLost', 'role.hcLost', 'pin.cardLost', 'obstacle.hcMissing'] },
    meaning: { zh: '未插入健保卡', en: 'No health card is inserted.' },
    cause: { zh: '沒有插卡、插反，或讀取中被取出', en: 'There is no card, it is the wrong way round, or it was taken out too early.' },
    staff: { zh: '晶片朝上插入健保卡，完成前不要取出', en: 'Insert the health card, chip up, and leave it in until done.' },
    engineer: { zh: '換一張卡仍測不到時，檢查插卡感應開關', en: 'If no card is noticed, check the card switch of the reader.' },
  },
  {
    code: 4014, retry: 'afterUser', provenance: manual, native: ['HPC_ABSENT'],
    happens: { by: ['card.cardLost', 'role.hpcLost', 'pin.cardLost', 'obstacle.hpcMissing'] },
    meaning: { zh: '未插入醫事人員卡', en: 'No professional card (HPC) is inserted.' },
    cause: { zh: '醫事人員卡不在讀卡機，或放在另一台', en: 'The professional card is not in the reader, or in another one.' },
    staff: { zh: '插入看診醫師的醫事人員卡', en: 'Insert the card of the professional on duty.' },
    engineer: { zh: '確認程式讀的是放醫事人員卡的那個插槽', en: 'See that the program looks at the slot that holds it.' },
  },
  {
    code: 4029, retry: 'afterUser', provenance: manual,
    native: ['AUTHENTICATION_FAILED', 'PROTECTED_PART_UNAVAILABLE', 'SESSION_LOST'],
    happens: {
      by: [
        'card.cardUnable', 'card.samUnable', 'card.samRejected', 'card.cardRejected', 'role.hcSessionOver',
        'role.hcRejectsHpc', 'role.hpcUnable', 'pin.rightMissing', 'obstacle.nobodyMay',
      ],
    },
    meaning: { zh: '卡片權限不足', en: 'The cards do not have the right to do this.' },
    cause: { zh: '卡片之間的認證未完成，或此資料不開放給這類卡片', en: 'The cards have not authenticated each other, or this kind of card may not see the data.' },
    staff: { zh: '重新插入健保卡與醫事人員卡後再試', en: 'Insert health card and professional card again, then retry.' },
    engineer: { zh: '重做安全模組認證，再看是單一卡片或全部卡片失敗', en: 'Authenticate the SAM again; see whether one card fails or all of them.' },
  },
  {
    code: 4032, retry: 'afterUser', provenance: manual, native: ['CARD_KIND_WRONG'],
    happens: { by: ['samIdc.samForeign', 'obstacle.samForeign'] },
    meaning: { zh: '插入的不是安全模組', en: 'The card in the SAM slot is no security module.' },
    cause: { zh: '安全模組插槽放了別種卡', en: 'Another kind of card is in the SAM slot.' },
    staff: { zh: '把安全模組卡放回它的插槽', en: 'Put the SAM card back into its slot.' },
    engineer: { zh: '確認插槽順序設定；必要時以另一台讀卡機驗卡', en: 'Check the order of slots in the settings; try the card in another reader.' },
  },
  {
    code: 4033, retry: 'afterUser', provenance: manual, native: ['CARD_KIND_WRONG', 'CARD_UNRECOGNISED'],
    happens: { by: ['obstacle.hcForeign'] },
    meaning: { zh: '插入的不是健保卡', en: 'The inserted card is no health card.' },
    cause: { zh: '病人拿錯卡（如身分證、金融卡），或晶片損壞', en: 'The patient gave another card, as a bank card, or the chip is damaged.' },
    staff: { zh: '請病人改插健保卡；確為健保卡時依卡片不良處理', en: 'Ask for the health card; if it is one, treat it as a faulty card.' },
    engineer: { zh: '用其他健保卡測試，排除讀卡機接點問題', en: 'Try other health cards to rule out the contacts of the reader.' },
  },
  {
    code: 4034, retry: 'afterUser', provenance: manual, native: ['CARD_KIND_WRONG'],
    happens: { by: ['role.hpcForeign', 'obstacle.hpcForeign'] },
    meaning: { zh: '插入的不是醫事人員卡', en: 'The inserted card is no professional card.' },
    cause: { zh: '健保卡與醫事人員卡插反位置', en: 'Health card and professional card are in each other’s place.' },
    staff: { zh: '對調兩張卡的位置後再試', en: 'Swap the two cards and try again.' },
    engineer: { zh: '核對兩台讀卡機在設定中的用途', en: 'Check which reader is set for which card.' },
  },
  {
    code: 4043, retry: 'afterUser', provenance: manual, native: ['RECORD_MALFORMED', 'SESSION_LOST'],
    happens: { by: ['error.RECORD_MALFORMED', 'error.SESSION_LOST'] },
    meaning: { zh: '健保卡讀寫異常', en: 'Reading or writing the health card went wrong.' },
    cause: { zh: '讀寫途中卡片移動，或晶片不良', en: 'The card moved meanwhile, or its chip is bad.' },
    staff: { zh: '重新插卡再做一次；同一張卡反覆發生請病人換發', en: 'Insert it again and repeat; if the same card keeps failing, the patient needs a new one.' },
    engineer: { zh: '多張卡都發生時，清潔或更換讀卡機接點', en: 'If it is many cards, clean or replace the contacts of the reader.' },
  },
  {
    code: 5002, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '卡片已註銷', en: 'The card has been cancelled.' },
    cause: { zh: '卡片掛失或已換發新卡', en: 'It was reported lost, or a new card has been issued.' },
    staff: { zh: '請病人出示新卡；沒有新卡請洽健保署換發', en: 'Ask for the new card; without one the patient goes to NHIA.' },
    engineer: { zh: '不是設備問題，不需檢修', en: 'The equipment is not at fault.' },
  },
  {
    code: 5003, retry: 'afterUser', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '卡片已過有效期限', en: 'The card is past its validity date.' },
    cause: { zh: '很久沒有更新卡片內容', en: 'The card has not been updated for long.' },
    staff: { zh: '先更新卡片內容，再取一次就醫序號', en: 'Update the card, then take the visit number once more.' },
    engineer: { zh: '每張卡都過期時，檢查讀卡機與電腦的日期', en: 'If every card is out of date, check the dates of reader and PC.' },
  },
  {
    code: 9129, retry: 'never', provenance: manual, happens: { notYet: 'visitFunctions' },
    meaning: { zh: '持卡人限指定院所就醫', en: 'The card owner may visit a designated hospital only.' },
    cause: { zh: '病人被列為指定院所就醫，本院不是該院所', en: 'The patient is bound to a hospital, and it is not this one.' },
    staff: { zh: '向病人說明，請至指定院所就醫', en: 'Explain it; the patient goes to the designated hospital.' },
    engineer: { zh: '若本院即為指定院所，核對安全模組的院所代碼', en: 'If this is the hospital, compare the hospital code in the SAM.' },
  },
  {
    code: 30037, retry: 'afterUser', provenance: { source: 'nhi-facts §3.1 (+), §2.7' }, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '讀卡機中沒有卡片（HCA）', en: 'No card is in the reader (HCA).' },
    cause: { zh: '憑證元件要用的醫事憑證卡未插入', en: 'The certificate card that the component wants is not inserted.' },
    staff: { zh: '插入醫事憑證卡後重新操作', en: 'Insert the certificate card and begin again.' },
    engineer: { zh: '確認憑證元件選用的讀卡機名稱', en: 'Check which reader the certificate component uses.' },
  },
])
