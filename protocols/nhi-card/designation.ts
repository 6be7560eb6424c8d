import { ascii } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const lengths = 'nhi-facts §4.6 gives these lengths and nothing else of them'
const shared = {
  area: 'insurance', structure: 'transparent', count: 1,
  access: { read: 'samAndPin', update: 'idc', provenance: { assumed: 'as the rest of what only the centre knows (§9)' } },
  writer: { value: 'idc', provenance: { assumed: 'no function writes it (nhi-facts §2.1)' } },
  upload: { value: false, provenance: { assumed: 'no field of upload 1.0 carries it (nhi-facts §8.5)' } },
  provenance: { source: 'nhi-facts §4.6 (4A, 4B)' },
} as const
const mark = (zh: string, length: number) => ascii(length, zh, { provenance: { assumed: lengths } })

/** 4A special marks, 1+1+1+2 bytes whose meaning is not public. */
export const specialMarks = cardFile({
  ...shared, sfi: 6, name: 'specialMarks', zh: '特殊註記（4A）', en: 'Special marks (4A)',
  record: fixedWidth(5, {
    mark1: mark('註記一', 1), mark2: mark('註記二', 1), mark3: mark('註記三', 1), mark4: mark('註記四', 2),
  }),
  examples: [{ name: 'the second is set', hex: slots(' |1| |  '), value: { mark1: '', mark2: '1', mark3: '', mark4: '' } }],
})

/** 4B 指定院所, 14 bytes: where alone the owner takes numbers (9129). With which item is not checked (`treatmentItems`, 00). */
export const designatedInstitution = cardFile({
  ...shared, sfi: 7, name: 'designatedInstitution', zh: '指定院所（4B）', en: 'Designated institution (4B)',
  record: fixedWidth(14, {
    hospitalId: ascii(10, '指定醫療院所代碼', { provenance: { assumed: 'an institution code has 10 digits (nhi-facts §8.9)' } }),
    reserved: ascii(4, '保留', { provenance: { assumed: 'nhi-facts §4.6 gives 14 bytes and not their parts' } }),
  }),
  examples: [{
    name: 'one institution', hex: slots('9900000013|    '), value: { hospitalId: '9900000013', reserved: '' },
  }],
})
