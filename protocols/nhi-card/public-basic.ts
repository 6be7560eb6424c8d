import type { ValueOf } from '#protocols/bytes/codec'
import { ascii, big5Text, rocDate } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardObject } from './card-object.ts'

const printed = { provenance: { source: 'nhi-facts §4.4' } } as const

/**
 * 基本資料, the block of 57 bytes that any reader can read. Identity numbers in the examples are fictional: a letter, 1
 * or 2, 99999 0 and two digits, with a right check digit. Z is Lienchiang county, which never issued such a serial.
 */
export const publicBasic = cardObject({
  tag: 0x1100, zh: '基本資料', en: 'Public basic data',
  access: {
    read: 'always', update: 'never',
    provenance: { assumed: 'GET DATA reads it without authentication (nhi-facts §4.3); no function rewrites it (§9)' },
  },
  content: fixedWidth(57, {
    cardSn: ascii(12, '卡片號碼', printed),
    name: big5Text(20, '姓名', printed),
    idCardNum: ascii(10, '身分證號', printed),
    birthday: rocDate('出生日期', printed),
    sex: ascii(1, '性別', printed),
    dateIssue: rocDate('發卡日期', printed),
  }),
  provenance: { source: 'nhi-facts §4.3, §4.4' },
  examples: [
    {
      name: 'a card as issued',
      hex: '303030303132333435363738 b4fab8d5a4402020202020202020202020202020'
        + ' 5a313939393939303136 30373930313031 4d 31303930363031',
      value: {
        cardSn: '000012345678', name: '測試一', nameComplete: true, idCardNum: 'Z199999016',
        birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01',
      },
    },
    {
      name: 'a birth before 1912',
      hex: '303030303132333435363836 b4fab8d5a447 2020202020202020202020202020'
        + ' 5a323939393939303138 2d303131323331 46 30393330313031',
      value: {
        cardSn: '000012345686', name: '測試二', nameComplete: true, idCardNum: 'Z299999018',
        birthday: '1911-12-31', sex: 'F', dateIssue: '2004-01-01',
      },
    },
    {
      name: 'HKSCS characters in the name, and no sex',
      hex: '303030303132333435363934 b4fafb699df2 2020202020202020202020202020'
        + ' 5a323939393939303237 31303131303130 20 31313330323239',
      value: {
        cardSn: '000012345694', name: '測堃𨋢', nameComplete: true, idCardNum: 'Z299999027',
        birthday: '2012-10-10', sex: '', dateIssue: '2024-02-29',
      },
    },
    {
      name: 'a name of ten characters, which fills its slot',
      hex: '303030303132333435373032 b4fab8d5a440a447a454a57ca4ada4bba443a44b'
        + ' 5a313939393939303235 30343031323331 4d 30393830373031',
      value: {
        cardSn: '000012345702', name: '測試一二三四五六七八', nameComplete: true, idCardNum: 'Z199999025',
        birthday: '1951-12-31', sex: 'M', dateIssue: '2009-07-01',
      },
    },
    {
      name: 'a name padded with NULs',
      hex: '303030303132333435363738 b4fab8d5a440 0000000000000000000000000000'
        + ' 5a313939393939303136 30373930313031 4d 31303930363031',
      value: {
        cardSn: '000012345678', name: '測試一', nameComplete: true, idCardNum: 'Z199999016',
        birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01',
      },
      readOnly: 'text is written with spaces',
    },
    {
      name: 'a name with a character that nobody assigned',
      hex: '303030303132333435373130 b4fa81a1a440 2020202020202020202020202020'
        + ' 5a313939393939303334 30373930313031 4d 31303930363031',
      value: {
        cardSn: '000012345710', name: '測\ufffd一', nameComplete: false, idCardNum: 'Z199999034',
        birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01',
      },
      readOnly: 'a replacement sign is never written',
    },
  ],
})

export type PublicBasic = ValueOf<typeof publicBasic.content>
