import { ascii, optionalRocDate } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.2' } } as const
const notUploaded = { value: false, provenance: { assumed: 'no field of upload 1.0 carries it (nhi-facts §8.5)' } } as const

/** 保險人代碼 and 身分註記: bytes 59 to 61 of hisGetRegisterBasic. */
export const insured = cardFile({
  sfi: 2, name: 'insured', zh: '保險人代碼與保險對象身分註記', en: 'Insurer and status of the insured', area: 'insurance',
  structure: 'transparent', count: 1,
  record: fixedWidth(3, {
    insurerCode: ascii(2, '保險人代碼', printed),
    insurerId: ascii(1, '保險對象身分註記', printed),
  }),
  access: { read: 'samAndPin', update: 'idc', provenance: { source: 'nhi-facts §2.1 (1.2), §9' } },
  writer: { value: 'idc', provenance: { source: 'nhi-facts §9' } },
  upload: notUploaded,
  provenance: { source: 'nhi-facts §2.2.2, §4.6 (insurer code unused), §8.3' },
  examples: [
    { name: 'general', hex: slots('  |3'), value: { insurerCode: '', insurerId: '3' } },
    { name: 'low income', hex: slots('01|1'), value: { insurerCode: '01', insurerId: '1' } },
  ],
})

/** 新生兒出生日期 and 胞胎註記: a newborn uses its parent's card for 60 days (nhi-facts §9). */
export const newborn = cardFile({
  sfi: 3, name: 'newborn', zh: '新生兒依附註記', en: 'Newborn on a parent’s card', area: 'insurance',
  structure: 'transparent', count: 1,
  record: fixedWidth(8, {
    newbornBirthday: optionalRocDate('新生兒出生日期', printed),
    newbornBaby: ascii(1, '新生兒胞胎註記', printed),
  }),
  access: { read: 'samAndPin', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.2, 1.19)' } },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.19)' } },
  upload: { value: true, provenance: { assumed: 'upload 1.0 carries it as A20 and A21 (nhi-facts §8.5)' } },
  provenance: { source: 'nhi-facts §2.2.2, §4.6 (7+1)' },
  examples: [
    { name: 'a single birth', hex: slots('1150101|1'), value: { newbornBirthday: '2026-01-01', newbornBaby: '1' } },
    { name: 'date without multiplicity', hex: slots('1150101| '), value: { newbornBirthday: '2026-01-01', newbornBaby: '' } },
  ],
})

/** 緊急聯絡電話, 14 digits: two numbers of 7 in the description of the card, one field in the API. */
export const emergencyPhone = cardFile({
  sfi: 16, name: 'emergencyPhone', zh: '緊急聯絡電話', en: 'Emergency phone', area: 'insurance',
  structure: 'transparent', count: 1,
  record: fixedWidth(14, { tel: ascii(14, '緊急聯絡電話', { provenance: { source: 'nhi-facts §2.2.1, §4.6 (7+7)' } }) }),
  access: { read: 'sam', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.13: SAM and no PIN, 1.23)' } },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.23)' } },
  upload: notUploaded,
  provenance: { source: 'nhi-facts §2.2.1, §4.6' },
  examples: [{ name: 'a mobile phone', hex: slots('0900000000    '), value: { tel: '0900000000' } }],
})

/** 器捐/安寧註記: one sign (nhi-facts §8.3). */
export const donorMark = cardFile({
  sfi: 23, name: 'donorMark', zh: '器官捐贈及安寧緩和醫療註記', en: 'Organ donation and hospice mark', area: 'publicHealth',
  structure: 'transparent', count: 1,
  record: fixedWidth(1, { organDonate: ascii(1, '器捐/安寧註記', { provenance: { source: 'nhi-facts §4.6, §8.3' } }) }),
  access: {
    read: 'samAndPin', update: 'sam',
    provenance: { assumed: 'nhi-facts §2.1 (1.12, 1.21); which SAMs have “that right” is not public, so every one has' },
  },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.21)' } },
  upload: notUploaded,
  provenance: { source: 'nhi-facts §4.6 (1 byte)' },
  examples: [{ name: 'a donor', hex: slots('1'), value: { organDonate: '1' } }],
})
