import { optionalRocDate, wholeNumber } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

/** 有效期限與可用次數: what hisGetRegisterBasic2 gives, 9 bytes (nhi-facts §2.2.3). */
export const validity = cardFile({
  sfi: 1, name: 'validity', zh: '卡片有效期限與就醫可用次數', en: 'Validity and visits left', area: 'insurance',
  structure: 'transparent', count: 1,
  record: fixedWidth(9, {
    cardValidity: optionalRocDate('卡片有效期限', { provenance: { source: 'nhi-facts §2.2.3' } }),
    treatmentCounter: wholeNumber(2, '就醫可用次數', { provenance: { source: 'nhi-facts §2.2.3' } }),
  }),
  access: {
    read: 'sam', update: 'idc',
    provenance: { assumed: 'nhi-facts §2.1 (1.38) lists no PIN check and the code of missing rights (4029); §9: the centre rewrites it' },
  },
  writer: { value: 'idc', provenance: { source: 'nhi-facts §9; the card counts down itself' } },
  upload: { value: false, provenance: { assumed: 'no field of upload 1.0 carries it (nhi-facts §8.5)' } },
  provenance: { source: 'nhi-facts §2.2.3, §4.6' },
  examples: [
    { name: 'six visits left', hex: slots('1201231|06'), value: { cardValidity: '2031-12-31', treatmentCounter: 6 } },
    { name: 'used up', hex: slots('1150630|00'), value: { cardValidity: '2026-06-30', treatmentCounter: 0 } },
  ],
})
