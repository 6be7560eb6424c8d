import * as z from 'zod'
import { remoteCall } from '../remote-call.ts'
import { rocDate, text } from './values.ts'

const identity = {
  cardSn: text(12, '卡片號碼'), name: text(20, '姓名'), idCardNum: text(10, '身分證號'), birthday: rocDate('出生日期'),
  sex: text(1, '性別: M, F or empty'), dateIssue: rocDate('發卡日期'), cancelTermination: text(1, '卡片註銷註記: 1 normal, 2 cancelled'),
}
const left = { cardValidity: rocDate('卡片有效期限'), treatmentCounter: z.string().regex(/^\d{1,2}$/).describe('就醫可用次數') }

const wang = {
  cardSn: '000012345678', name: '王測試', idCardNum: 'Z199999016', birthday: '0790101', sex: 'M', dateIssue: '1090601',
  cancelTermination: '1',
}
const hcQuery = { service: 'query', cards: ['hc'], effect: 'reads', params: z.object({}) } as const

export const basicDataQuery = remoteCall({
  ...hcQuery, name: 'BasicData/Query',
  summary: { zh: '查詢基本資料', en: 'Basic data of the card’s owner.' },
  reply: z.object(identity),
  codes: [],
  provenance: { source: 'nhi-facts §2.5 (BasicData/Query); which fields “basic data” are is assumed: those of §2.2.1 but the telephone' },
  examples: [{ name: 'the owner of a health card', world: 'one-clinic', params: {}, reply: wang }],
})

export const basicDataRegister = remoteCall({
  ...hcQuery, name: 'BasicData/Register',
  summary: { zh: '查詢掛號或報到時需要之基本資料', en: 'Basic data with status, validity, visits left and newborn marks.' },
  reply: z.object({
    ...identity, insurerCode: text(2, '保險人代碼'), insurerId: text(1, '保險對象身分註記'), ...left,
    newbornBirthday: rocDate('新生兒出生日期'), newbornBaby: text(1, '新生兒胞胎註記'),
  }),
  codes: [],
  provenance: { source: 'nhi-facts §2.5 (BasicData/Register)' },
  examples: [{
    name: 'the owner of a health card', world: 'one-clinic', params: {},
    reply: {
      ...wang, insurerCode: '', insurerId: '3', cardValidity: '1201231', treatmentCounter: '04', newbornBirthday: '', newbornBaby: '',
    },
  }],
})

export const basicDataRegister2 = remoteCall({
  ...hcQuery, name: 'BasicData/Register2',
  summary: { zh: '查詢卡片有效期限及就醫可用次數', en: 'Validity and visits left.' },
  reply: z.object(left),
  codes: [],
  provenance: { source: 'nhi-facts §2.5 (BasicData/Register2), §2.2.3' },
  examples: [
    { name: 'four visits left', world: 'one-clinic', params: {}, reply: { cardValidity: '1201231', treatmentCounter: '04' } },
    {
      name: 'three left become six', world: 'one-clinic', params: {}, reply: { cardValidity: '1201231', treatmentCounter: '06' },
      before: [
        { call: 'SequelNumber/Next', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } },
        { call: 'HcContent/Update', params: {} },
      ],
    },
  ],
})

export const emergentTelQuery = remoteCall({
  ...hcQuery, name: 'EmergentTel/Query',
  summary: { zh: '查詢緊急聯絡電話', en: 'The emergency telephone number.' },
  reply: z.object({ tel: text(14, '緊急聯絡電話') }),
  codes: [],
  provenance: { source: 'nhi-facts §2.5 (EmergentTel/Query)' },
  examples: [{ name: 'a number', world: 'one-clinic', params: {}, reply: { tel: '0900000000' } }],
})

export const hcContentUpdate = remoteCall({
  name: 'HcContent/Update', service: 'update', cards: ['hc'],
  summary: { zh: '卡片內容更新', en: 'The centre brings what it keeps of a card up to date; with few visits left they become six.' },
  // due with three left or fewer and not due afterwards, so a second one can only answer that nothing is due
  effect: 'idempotent', params: z.object({}), reply: z.object({}),
  codes: [1006, 3203, 3228, 3229, 3230, 3233, 3234, 3235, 3400],
  provenance: { source: 'nhi-facts §2.5 (HcContent/Update), §9' },
  examples: [{
    name: 'three visits left', world: 'one-clinic', params: {}, reply: {},
    before: [{ call: 'SequelNumber/Next', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } }],
  }],
})
