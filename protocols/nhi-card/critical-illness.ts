import { ascii, optionalRocDate } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const layout = { provenance: { source: 'nhi-facts §2.2.6, §2.2.8, §4.6' } } as const
/** Six, as every buffer of the API has; the description of the card says five (ADR 13). */
const GROUPS = 6
const shared = {
  area: 'insurance', structure: 'linear', count: GROUPS,
  writer: { value: 'idc', provenance: { source: 'nhi-facts §9 (an update rewrites all six)' } },
  upload: { value: false, provenance: { assumed: 'no field of upload 1.0 carries it (nhi-facts §8.5)' } },
  provenance: { source: 'nhi-facts §2.2.6, §2.2.8; six groups and not five: ADR 13' },
} as const

/** 重大傷病起迄日期: what anybody with a SAM may read of a critical illness (nhi-facts §3.1, 5141). */
export const illnessPeriods = cardFile({
  ...shared, sfi: 4, name: 'illnessPeriods', zh: '重大傷病有效起迄日期', en: 'Critical illness, periods',
  record: fixedWidth(14, {
    validityStart: optionalRocDate('重大傷病有效起日', layout),
    validityEnd: optionalRocDate('重大傷病有效迄日', layout),
  }),
  access: { read: 'samAndPin', update: 'idc', provenance: { source: 'nhi-facts §2.2.6, §3.1 (5141), §9' } },
  examples: [
    {
      name: 'three years', hex: slots('1130401|1160331'),
      value: { validityStart: '2024-04-01', validityEnd: '2027-03-31' },
    },
    { name: 'for life', hex: slots('1130401|       '), value: { validityStart: '2024-04-01', validityEnd: null } },
  ],
})

/** 重大傷病代碼: the diagnosis of the period with the same number, star-marked. */
export const illnessCodes = cardFile({
  ...shared, sfi: 5, name: 'illnessCodes', zh: '重大傷病代碼', en: 'Critical illness, diagnoses',
  record: fixedWidth(5, { ciCode: ascii(5, '重大傷病代碼', layout) }),
  access: {
    read: 'hpc', update: 'idc', pharmacist: 'blank',
    provenance: { source: 'nhi-facts §2.1 (1.8: bytes 1 to 114 blank for pharmacists, 1.33), §4.6, §9' },
  },
  examples: [{ name: 'as stored', hex: slots('C509 '), value: { ciCode: 'C509' } }],
})
