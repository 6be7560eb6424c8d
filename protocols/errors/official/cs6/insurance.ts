import { family, type OfficialError } from '../official-error.ts'
import { cs6Client, oneOfRange } from '../source.ts'

const checkList = [3231, 3232].map((code, index): OfficialError => ({
  code, retry: 'never', provenance: oneOfRange('3231–3232'), happens: { by: ['remote.SequelNumber/Next'] },
  meaning: { zh: `列於查核名單（${index === 0 ? '一' : '二'}）`, en: `On the check list, kind ${index + 1}.` },
  cause: { zh: '病人被健保署列管', en: 'NHIA keeps the patient on a list.' },
  staff: { zh: '請病人向健保署詢問列管原因', en: 'The patient asks NHIA why.' },
  engineer: { zh: '屬行政名單，設備正常', en: 'It is an administrative list; the equipment is fine.' },
}))

/** What the insurance says about the patient. */
export const insuranceStatuses = family('cs6', { zh: '保險狀態', en: 'Insurance' }, [
  {
    code: 3228, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '未投保', en: 'Not insured.' },
    cause: { zh: '沒有投保資料', en: 'There is no insurance.' },
    staff: { zh: '以自費看診，請病人辦理投保', en: 'Self-paid for now; the patient enrols.' },
    engineer: { zh: '不是設備問題', en: 'Not the equipment.' },
  },
  {
    code: 3229, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '停保', en: 'Insurance stopped.' },
    cause: { zh: '病人停保中', en: 'The patient suspended it.' },
    staff: { zh: '請病人辦理復保', en: 'The patient resumes it.' },
    engineer: { zh: '復保次日再查', en: 'Check again the day after.' },
  },
  {
    code: 3230, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '退保', en: 'Insurance withdrawn.' },
    cause: { zh: '退保後未再加保', en: 'There was no new enrolment.' },
    staff: { zh: '請病人辦理加保', en: 'The patient enrols again.' },
    engineer: { zh: '加保生效後再查', en: 'Check again once it is in force.' },
  },
  ...checkList,
  {
    code: 3233, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '欠費', en: 'Arrears.' },
    cause: { zh: '保險費未繳', en: 'Premiums are unpaid.' },
    staff: { zh: '請病人繳費或辦理分期', en: 'The patient pays or arranges instalments.' },
    engineer: { zh: '入帳後再查，非連線問題', en: 'Check after the payment is booked; it is not the line.' },
  },
  {
    code: 3234, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '資料不實', en: 'Untrue data.' },
    cause: { zh: '申報資料經認定不實', en: 'What was declared was found untrue.' },
    staff: { zh: '請病人親洽健保署', en: 'The patient goes to NHIA.' },
    engineer: { zh: '軟體無法排除', en: 'No software removes it.' },
  },
  {
    code: 3235, retry: 'never', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '其他保險原因', en: 'Another insurance reason.' },
    cause: { zh: '資料中心未說明原因', en: 'The centre does not say which.' },
    staff: { zh: '請病人攜證件至健保署查詢', en: 'The patient asks NHIA with an identity document.' },
    engineer: { zh: '記下時間供查詢', en: 'Note the time for the inquiry.' },
  },
  {
    code: 3246, retry: 'afterUser', provenance: cs6Client, happens: { by: ['remote.SequelNumber/Next'] },
    meaning: { zh: '身分已變更，請更新卡片', en: 'The identity changed; update the card.' },
    cause: { zh: '投保身分異動，卡片仍是舊資料', en: 'The status changed and the card has the old one.' },
    staff: { zh: '先更新卡片內容，再取號', en: 'First update the card, then go on.' },
    engineer: { zh: '更新後仍出現，查卡片是否寫入', en: 'If it comes again, see whether the update was written.' },
  },
])
