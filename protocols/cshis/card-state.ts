import { ascii } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { numberInput } from './input.ts'
import { ofCard } from './returns.ts'

/** 1 SAM, 2 health card, 3 professional card (nhi-facts §4.5). */
const cardType = numberInput('卡別（1 安全模組卡、2 健保卡、3 醫事人員卡）', 1, 3)
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

/** What it returns is the state itself: 0 not inserted to 5 with IDC, 9 another card (decisions 14). */
export const hisGetCardStatus = cshisFunction({
  name: 'hisGetCardStatus', no: '1.15',
  summary: { zh: '取得卡片狀態（回傳值即為狀態）', en: 'State of a card; the number returned is the state.' },
  inputs: { cardType },
  output: {},
  needs: {},
  returns: [0, 1, 2, 3, 4, 5, 9, 4000],
  unaudited: 'states of the cards, of nobody; programs ask for them all the time',
  provenance: { source: 'nhi-facts §2.1 (1.15), §4.5; ADR 14' },
  examples: [
    { name: 'a security module nobody has authenticated yet', world: 'one-clinic', input: { cardType: 1 }, code: 1 },
    { name: 'a health card nobody has read', world: 'one-clinic', input: { cardType: 2 }, code: 1 },
    { name: 'no professional card', world: 'one-clinic', input: { cardType: 3 }, code: 0 },
    {
      name: 'a health card that was read', world: 'one-clinic', input: { cardType: 2 }, code: 2,
      before: [{ method: 'card.readCheckups', params: {} }],
    },
    {
      name: 'a health card whose PIN was verified', world: 'pin-card', input: { cardType: 2 }, code: 4,
      before: [{ method: 'card.verifyPin', params: { pin: '1234' } }],
    },
    {
      name: 'a health card that knows the physician', world: 'three-cards', input: { cardType: 2 }, code: 3,
      before: [...physician, { method: 'card.readPrescriptions', params: {} }],
    },
    { name: 'a professional card whose PIN was verified', world: 'three-cards', before: physician, input: { cardType: 3 }, code: 3 },
    { name: 'no reader', world: 'no-reader', input: { cardType: 2 }, code: 4000 },
  ],
})

/** Twelve characters. A professional card has seven, filled up: that those are meant is assumed. */
export const csGetCardNo = cshisFunction({
  name: 'csGetCardNo', no: '1.35',
  summary: { zh: '讀取卡片號碼', en: 'Number of a card.' },
  inputs: { cardType },
  output: {
    cardNo: whole('cardNo', fixedWidth(12, { cardNo: ascii(12, '卡片號碼', { provenance: { source: 'nhi-facts §2.1 (1.35)' } }) })),
  },
  needs: {},
  returns: [0, 4000, 4012, 4013, 4014, 4032, 4033, 4034],
  provenance: { source: 'nhi-facts §2.1 (1.35)' },
  examples: [
    {
      name: 'of a security module', world: 'one-clinic', input: { cardType: 1 },
      output: { cardNo: { cardNo: 'TESTSAM00001' } }, bytes: { cardNo: slots('TESTSAM00001') },
    },
    {
      name: 'of a security module that is a card', world: 'dedicated-reader', input: { cardType: 1 },
      output: { cardNo: { cardNo: 'TESTSAM00001' } }, bytes: { cardNo: slots('TESTSAM00001') },
    },
    {
      name: 'of a health card', world: 'one-clinic', input: { cardType: 2 },
      output: { cardNo: { cardNo: '000012345678' } }, bytes: { cardNo: slots('000012345678') },
    },
    {
      name: 'of a professional card', world: 'three-cards', input: { cardType: 3 },
      output: { cardNo: { cardNo: 'T000001' } }, bytes: { cardNo: slots('T000001     ') },
    },
    { name: 'no professional card', world: 'one-clinic', input: { cardType: 3 }, code: 4014 },
  ],
})

export const csISSetPIN = cshisFunction({
  name: 'csISSetPIN', no: '1.36',
  summary: { zh: '檢查健保卡是否設定密碼（回傳 0 未設、1 已設）', en: 'Whether the patient has set a PIN; returns 1 when so.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 1],
  provenance: { source: 'nhi-facts §2.1 (1.36)' },
  examples: [
    { name: 'none is set', world: 'one-clinic', input: {}, code: 0 },
    { name: 'one is set', world: 'pin-card', input: {}, code: 1 },
  ],
})
