import { codeTable, type CodeRow } from './effective.ts'

const listed = { source: 'nhi-facts §8.3 (DBT, IC20, P-UP2)' } as const
const combined = { unknown: 'nhi-facts §8.3 says of A to F only that they combine dispensing with therapy' }

/** 調劑方式 of upload 2.0 (M23, D05). */
export const dispensingKinds = codeTable<CodeRow>({
  name: 'dispensing', zh: '調劑方式', en: 'Dispensing',
  rows: [
    { code: '0', zh: '自行調劑', en: 'dispensed here', provenance: listed },
    { code: '1', zh: '交付調劑', en: 'handed out', provenance: listed },
    {
      code: '2', zh: '未開處方', en: 'no prescription',
      provenance: { assumed: 'nhi-facts §8.3 says “none”, and §8.6 that a clinic sends it in place of 0; read as no prescription' },
    },
    { code: '6', zh: '偏遠地區或緊急自行調劑', en: 'dispensed here: remote area or urgent', provenance: listed },
    ...['A', 'B', 'C', 'D', 'E', 'F'].map((code) => (
      { code, zh: '調劑與治療之組合（內容未公開）', en: 'dispensing combined with therapy, which is not public', provenance: combined })),
  ],
  provenance: listed,
  examples: [{ code: '0', on: '2026-01-15', zh: '自行調劑' }, { code: '3', on: '2026-01-15', zh: null }],
})
