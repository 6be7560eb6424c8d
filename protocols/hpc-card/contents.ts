import { profileObject } from '../auth/profile-object.ts'
import type { Codec, ValueOf } from '../bytes/codec.ts'
import { ascii, big5Text, optionalRocDate, rocDate } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { cardId } from '../nhi-card/card-id.ts'
import { cardObject, type CardObject } from '../nhi-card/card-object.ts'
import { slots } from '../nhi-card/card-file.ts'
import { professionOfRole, professions, type ProfessionName } from '../nhi-card/profession.ts'

const printed = { provenance: { source: 'nhi-facts §2.7 (basic data, card version 2)' } } as const
const inferred = { provenance: { source: 'nhi-facts §2.7 (10102, 7+7+7, inferred)' } } as const
const readable = {
  read: 'always', update: 'never',
  provenance: { assumed: 'the calls of nhi-facts §2.7 that read it take no PIN; the APDUs behind them are not public' },
} as const

/** Basic data of a professional card, version 2, 159 bytes; a pharmacy's card has no sex and no birthday. */
export const hpcBasic = cardObject({
  tag: 0xdf31, zh: '醫事人員卡基本資料', en: 'Basic data of the professional card',
  access: readable,
  content: fixedWidth(159, {
    name: big5Text(40, '中文姓名', printed),
    englishName: ascii(100, '英文姓名', printed),
    sex: ascii(1, '性別', printed),
    birthday: optionalRocDate('出生日期', printed),
    idCardNum: ascii(10, '身分證號', printed),
    classSign: ascii(1, '類別', printed),
  }),
  provenance: { source: 'nhi-facts §2.7' },
  examples: [
    {
      name: 'a physician',
      hex: `b4fab8d5c2e5ae76a5d2${'20'.repeat(30)}`
        + slots('TEST PHYSICIAN A'.padEnd(100)) + slots('F|0700101|Z299999045|1'),
      value: {
        name: '測試醫師甲', nameComplete: true, englishName: 'TEST PHYSICIAN A', sex: 'F', birthday: '1981-01-01',
        idCardNum: 'Z299999045', classSign: '1',
      },
    },
    {
      name: 'a pharmacy, which is an institution',
      hex: `b4fab8d5c3c4a7bd${'20'.repeat(32)}`
        + slots('TEST PHARMACY'.padEnd(100)) + slots(' |       |9900000031|A'),
      value: {
        name: '測試藥局', nameComplete: true, englishName: 'TEST PHARMACY', sex: '', birthday: null,
        idCardNum: '9900000031', classSign: 'A',
      },
    },
  ],
})

export type HpcBasic = ValueOf<typeof hpcBasic.content>

/** 卡片資訊, 21 bytes: number and validity of a professional card. */
export const hpcCardInfo = cardObject({
  tag: 0xdf32, zh: '醫事人員卡卡片資訊', en: 'Card information of the professional card',
  access: readable,
  content: fixedWidth(21, {
    serialNumber: ascii(7, '卡片序號', inferred),
    validFrom: rocDate('有效起日', inferred),
    validTo: rocDate('有效迄日', inferred),
  }),
  provenance: { source: 'nhi-facts §2.7 (10102)' },
  examples: [{
    name: 'five years', hex: slots('T000001|1130101|1171231'),
    value: { serialNumber: 'T000001', validFrom: '2024-01-01', validTo: '2028-12-31' },
  }],
})

export type HpcCardInfo = ValueOf<typeof hpcCardInfo.content>

/** Every data object of a simulated professional card but its certificate, which GET DATA 7F21 answers. */
export const hpcContents: readonly CardObject<Codec<unknown>>[] = [profileObject, cardId, hpcBasic, hpcCardInfo]

/**
 * The class sign of a profession: its role as one digit, 1 to 9 and A. Which signs real cards bear is not public, so
 * this is of the open profile alone.
 */
export function classSignOf(profession: ProfessionName): string {
  return professions[profession].role.toString(16).toUpperCase()
}

/** The profession of a class sign; undefined when it is none. */
export function professionOfClass(sign: string): ProfessionName | undefined {
  return /^[1-9A]$/.test(sign) ? professionOfRole(Number.parseInt(sign, 16)) : undefined
}
