import { ascii, big5Text, optionalRocDate, rocDateTime, wholeNumber } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.11' } } as const
const days = (zh: string) => wholeNumber(2, zh, printed)
/** 總量 stays text: its spelling (5,2 in uploads) is not public for the card. */
const quantity = ascii(7, '總量', printed)
const written = { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.18, 1.45)' } } as const
const byCard = { value: 'card', provenance: { source: 'nhi-facts §2.1 (manual detail: the applet copies)' } } as const
const uploaded = { value: true, provenance: { source: 'nhi-facts §8.5 (A71 to A79)' } } as const

/** 門診處方箋: sixty orders of 61 bytes, the newest first. */
export const orders = cardFile({
  sfi: 18, name: 'orders', zh: '門診處方箋', en: 'Outpatient orders', area: 'medical', structure: 'cyclic', count: 60,
  record: fixedWidth(61, {
    treatmentDateTime: rocDateTime('就診日期時間', printed),
    orderType: ascii(1, '醫令類別', printed),
    treatmentItemCode: ascii(12, '診療項目代號', printed),
    treatmentPosition: ascii(6, '診療部位', printed),
    usage: ascii(18, '用法', printed),
    days: days('天數'),
    totalQuantity: quantity,
    deliveryNotes: ascii(2, '交付處方註記', printed),
  }),
  access: {
    read: 'hpc', update: 'sam', pharmacist: 'drugOrders',
    provenance: { source: 'nhi-facts §2.1 (1.10, 1.18, 1.41), §4.6' },
  },
  writer: written, upload: uploaded,
  provenance: { source: 'nhi-facts §2.2.11, §4.6 (60)' },
  examples: [
    {
      name: 'a drug for three days',
      hex: slots('1150115093000|1|A000000100  |      |TID               |03|00009.0|01'),
      value: {
        treatmentDateTime: '2026-01-15T09:30:00', orderType: '1', treatmentItemCode: 'A000000100', treatmentPosition: '',
        usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
      },
    },
    {
      name: 'a procedure at a tooth',
      hex: slots('1150115093000|3|89001C      |36    |                  |  |00001.0|03'),
      value: {
        treatmentDateTime: '2026-01-15T09:30:00', orderType: '3', treatmentItemCode: '89001C', treatmentPosition: '36',
        usage: '', days: null, totalQuantity: '00001.0', deliveryNotes: '03',
      },
    },
  ],
})

/** 長期處方箋: thirty records of 44 bytes, which the card copies from orders of type 2. */
export const longTermPrescriptions = cardFile({
  sfi: 19, name: 'longTermPrescriptions', zh: '長期處方箋', en: 'Long-term prescriptions', area: 'medical',
  structure: 'cyclic', count: 30,
  record: fixedWidth(44, {
    prescribedOn: optionalRocDate('開立日期', printed),
    drugCode: ascii(10, '藥品代碼', printed),
    usage: ascii(18, '用法', printed),
    days: days('天數'),
    totalQuantity: quantity,
  }),
  access: {
    read: 'hpc', update: 'never', pharmacist: 'full',
    provenance: { source: 'nhi-facts §2.1 (1.42; no function writes it), §4.6' },
  },
  writer: byCard, upload: { value: false, provenance: { assumed: 'the order it was copied from is uploaded' } },
  provenance: { source: 'nhi-facts §2.2.11, §4.6 (30)' },
  examples: [{
    name: 'a drug for four weeks', hex: slots('1150115|A000000200|QD                |28|00028.0'),
    value: { prescribedOn: '2026-01-15', drugCode: 'A000000200', usage: 'QD', days: 28, totalQuantity: '00028.0' },
  }],
})

/** 重要醫令: ten records of 36 bytes, which the card copies from orders of type 5. */
export const importantOrders = cardFile({
  sfi: 20, name: 'importantOrders', zh: '重要醫令', en: 'Important orders', area: 'medical',
  structure: 'cyclic', count: 10,
  record: fixedWidth(36, {
    performedOn: optionalRocDate('實施日期', printed),
    hospitalId: ascii(10, '醫療院所代碼', printed),
    orderCode: ascii(6, '重要醫令代碼', printed),
    treatmentPosition: ascii(6, '實施部位', printed),
    totalQuantity: quantity,
  }),
  access: {
    read: 'hpc', update: 'never', pharmacist: 'refused',
    provenance: { source: 'nhi-facts §2.1 (1.43: 9100; no function writes it), §4.6' },
  },
  writer: byCard, upload: { value: false, provenance: { assumed: 'the order it was copied from is uploaded' } },
  provenance: { source: 'nhi-facts §2.2.11, §4.6 (10)' },
  examples: [{
    name: 'an examination', hex: slots('1150115|9900000013|33070B|A     |00001.0'),
    value: {
      performedOn: '2026-01-15', hospitalId: '9900000013', orderCode: '33070B', treatmentPosition: 'A',
      totalQuantity: '00001.0',
    },
  }],
})

/** 過敏藥物: three slots of 40 bytes. */
export const allergies = cardFile({
  sfi: 21, name: 'allergies', zh: '過敏藥物', en: 'Drug allergies', area: 'medical', structure: 'linear', count: 3,
  record: fixedWidth(40, { ingredient: big5Text(40, '過敏藥物成份名稱', printed) }),
  access: {
    read: 'hpc', update: 'hpc', pharmacist: 'full',
    provenance: { source: 'nhi-facts §2.1 (1.20, 1.44, 1.46: 9100 for writing), §4.6' },
  },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.20, 1.46)' } },
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A80, A81)' } },
  provenance: { source: 'nhi-facts §2.2.11, §4.6 (3×40)' },
  examples: [
    {
      name: 'in English', hex: slots('PENICILLIN                              '),
      value: { ingredient: 'PENICILLIN', ingredientComplete: true },
    },
    {
      name: 'in Chinese', hex: `bd4ca5a7a6e8aa4c${'20'.repeat(32)}`,
      value: { ingredient: '盤尼西林', ingredientComplete: true },
    },
  ],
})
