import { ascii, optionalRocDate } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.11' } } as const

/** 預防接種: forty records of 35 bytes. */
export const vaccinations = cardFile({
  sfi: 22, name: 'vaccinations', zh: '預防接種', en: 'Vaccinations', area: 'publicHealth', structure: 'cyclic', count: 40,
  record: fixedWidth(35, {
    vaccine: ascii(6, '疫苗種類', printed),
    inoculatedOn: optionalRocDate('接種日期', printed),
    hospitalId: ascii(10, '醫療院所代碼', printed),
    lot: ascii(12, '疫苗批號', printed),
  }),
  access: { read: 'samAndPin', update: 'sam', provenance: { source: 'nhi-facts §2.1 (1.11, 1.26)' } },
  writer: { value: 'institution', provenance: { source: 'nhi-facts §2.1 (1.26)' } },
  upload: { value: true, provenance: { source: 'nhi-facts §8.5 (A61 to A64)' } },
  provenance: { source: 'nhi-facts §2.2.11, §4.6 (40)' },
  examples: [{
    name: 'a flu vaccine', hex: slots('FLU   |1141015|9900000013|LOT-0001    '),
    value: { vaccine: 'FLU', inoculatedOn: '2025-10-15', hospitalId: '9900000013', lot: 'LOT-0001' },
  }],
})
