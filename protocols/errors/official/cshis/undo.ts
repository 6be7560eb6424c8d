import { family, type OfficialError } from '../official-error.ts'
import { manual } from '../source.ts'

/** What is compared before a visit's number is taken back: order as in nhi-facts §3.1. */
const checks = [
  [5160, '可用就醫次數', 'available visits'],
  [5161, '最近就醫年度', 'year of the last visit'],
  [5162, '最近就醫序號', 'last serial number'],
  [5163, '住院費用總計', 'inpatient total'],
  [5164, '門診費用總計', 'outpatient total'],
  [5165, '累計資料年度', 'year of the cumulative data'],
  [5166, '就醫累計次數', 'cumulative count of visits'],
  [5167, '門診部分負擔', 'outpatient copayment'],
  [5168, '住院部分負擔（急性 30 日、慢性 180 日以下）', 'inpatient copayment up to 30/180 days'],
  [5169, '住院部分負擔（急性 31 日、慢性 181 日以上）', 'inpatient copayment from 31/181 days'],
  [5170, '門診加住院部分負擔', 'outpatient and inpatient copayment'],
  [5171, '門診加住院（急性 30 日、慢性 180 日以下）部分負擔', 'outpatient and inpatient (up to 30/180 days) copayment'],
  [5172, '門診醫療費用累計', 'cumulative outpatient fees'],
  [5173, '住院醫療費用累計', 'cumulative inpatient fees'],
] as const

const check = ([code, zh, en]: (typeof checks)[number]): OfficialError => ({
  code, retry: 'never', native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
  provenance: { source: 'nhi-facts §3.1 (5160…5173, by their order)' },
  meaning: { zh: `退掛檢核：${zh}不合理`, en: `Undo check: the ${en} would not be plausible.` },
  cause: { zh: '取號後卡片又被更新或在別處使用，數值對不回去', en: 'Since the number was taken the card was updated or used elsewhere.' },
  staff: { zh: '不要退掛；改以上傳更正方式處理', en: 'Leave the visit; correct it in the upload.' },
  engineer: { zh: '讀出卡片累計資料，與取號當時的紀錄比對', en: 'Read the cumulative data and compare with those of the time of the number.' },
})

/** Taking a number back. */
export const undoErrors = family('csHIS', { zh: '退掛', en: 'Undo of a visit' }, [
  {
    code: 5150, retry: 'never', provenance: manual,
    native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
    meaning: { zh: '退掛：卡片上無此筆就醫紀錄', en: 'Undo: there is no such visit on the card.' },
    cause: { zh: '退掛的日期時間與取號時不同，或插錯卡', en: 'Date and time are not those of the number, or it is another card.' },
    staff: { zh: '確認病人與要退的那一次就醫', en: 'Check the patient and which visit is meant.' },
    engineer: { zh: '核對系統送出的退掛日期時間', en: 'Check the date and time that the system sends.' },
  },
  {
    code: 5151, retry: 'never', provenance: manual,
    native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
    meaning: { zh: '退掛：限數字的就醫類別', en: 'Undo: only visits of a numeric type.' },
    cause: { zh: '該次就醫類別為英文代碼，沒有就醫序號可退', en: 'The type is a letter code, which took no number.' },
    staff: { zh: '英文類別以取消代碼（ZA、ZB 等）處理', en: 'Cancel visits of letter types by ZA, ZB and the like.' },
    engineer: { zh: '讓系統依就醫類別選擇退掛或取消', en: 'Let the system choose undo or cancel by the type.' },
  },
  {
    code: 5152, retry: 'never', provenance: manual,
    native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
    meaning: { zh: '退掛：不是本院的就醫紀錄', en: 'Undo: the visit was at another hospital.' },
    cause: { zh: '要退的就醫是別家院所取的號', en: 'Another institution took that number.' },
    staff: { zh: '請病人回原就醫院所辦理退掛', en: 'The patient goes back to where the number was taken.' },
    engineer: { zh: '分院共用系統時核對安全模組院所代碼', en: 'With several branches compare the hospital codes of the modules.' },
  },
  {
    code: 5153, retry: 'never', provenance: manual,
    native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
    meaning: { zh: '退掛：此筆已退掛', en: 'Undo: this visit was undone already.' },
    cause: { zh: '同一次就醫重複退掛', en: 'The same visit was undone twice.' },
    staff: { zh: '不需再退，更新畫面確認狀態', en: 'Nothing more to undo; refresh the screen.' },
    engineer: { zh: '系統收到成功後應標記，避免重送', en: 'The system should mark it on success and not send it again.' },
  },
  {
    code: 5154, retry: 'never', provenance: manual,
    native: ['VISIT_REFUSED'], happens: { by: ['function.csUnGetSeqNumber'] },
    meaning: { zh: '退掛：日期不符規定', en: 'Undo: the date is not allowed.' },
    cause: { zh: '已超過可退掛的時間', en: 'The time in which a visit may be undone is over.' },
    staff: { zh: '逾時不能退掛，以上傳更正方式處理', en: 'It cannot be undone any more; correct it in the upload.' },
    engineer: { zh: '確認讀卡機時鐘正確', en: 'See that the clock of the reader is right.' },
  },
  ...checks.map(check),
])
