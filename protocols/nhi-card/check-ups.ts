import { ascii, optionalRocDate } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

/** 預防保健: six records of 21 bytes. */
export const preventiveCare = cardFile({
  area: 'insurance', sfi: 15, name: 'preventiveCare', zh: '預防保健服務', en: 'Preventive care',
  structure: 'cyclic', count: 6,
  record: fixedWidth(21, {
    serviceItem: ascii(2, '保健服務項目註記', { provenance: { source: 'nhi-facts §2.2.4' } }),
    checkupDate: optionalRocDate('檢查日期', { provenance: { source: 'nhi-facts §2.2.4' } }),
    hospitalId: ascii(10, '醫療院所代碼', { provenance: { source: 'nhi-facts §2.2.4' } }),
    itemCode: ascii(2, '檢查項目代碼', { provenance: { source: 'nhi-facts §2.2.4' } }),
  }),
  access: { read: 'samAndPin', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.3, 1.22)' } },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.22: date from the reader, institution from the SAM)' } },
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A41 to A44)' } },
  provenance: { source: 'nhi-facts §2.2.4, §4.6 (6 groups)' },
  examples: [{
    name: 'an adult check-up', hex: slots('02|1150115|9900000013|21'),
    value: { serviceItem: '02', checkupDate: '2026-01-15', hospitalId: '9900000013', itemCode: '21' },
  }],
})

/** 孕婦產前檢查: eleven records of 19 bytes. */
export const prenatalCare = cardFile({
  area: 'insurance', sfi: 17, name: 'prenatalCare', zh: '孕婦產前檢查', en: 'Prenatal check-ups',
  structure: 'cyclic', count: 11,
  record: fixedWidth(19, {
    checkupDate: optionalRocDate('檢查日期', { provenance: { source: 'nhi-facts §2.2.5' } }),
    hospitalId: ascii(10, '醫療院所代碼', { provenance: { source: 'nhi-facts §2.2.5' } }),
    itemCode: ascii(2, '檢查項目代碼', { provenance: { source: 'nhi-facts §2.2.5' } }),
  }),
  access: { read: 'samAndPin', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.4, 1.24, 1.25)' } },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.24)' } },
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A51 to A53)' } },
  provenance: { source: 'nhi-facts §2.2.5, §4.6 (11 groups)' },
  examples: [{
    name: 'the first of a pregnancy', hex: slots('1150115|9900000013|41'),
    value: { checkupDate: '2026-01-15', hospitalId: '9900000013', itemCode: '41' },
  }],
})
