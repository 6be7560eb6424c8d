import { codeTable, type CodeRow } from './effective.ts'

const card = { source: 'nhi-facts §4.6, §8.3 (CARD)' }

/** 保險對象身分註記, one sign of the card (nhi-facts §8.3). */
export const identityMarks = codeTable<CodeRow>({
  name: 'identityMark', zh: '身分註記', en: 'Identity mark',
  rows: [
    { code: '1', zh: '低收入戶', en: 'low income', provenance: card },
    { code: '2', zh: '無職榮民', en: 'veteran without work', provenance: card },
    { code: '3', zh: '一般', en: 'general', provenance: card },
    { code: '4', zh: '中低收入', en: 'lower middle income', provenance: { source: 'nhi-facts §8.3 (ENUM, DBT; not in CARD)' } },
    { code: '8', zh: '災民', en: 'victim of a disaster', provenance: card },
  ],
  provenance: { source: 'nhi-facts §8.3' },
  examples: [{ code: '3', on: '2026-01-15', zh: '一般' }, { code: '5', on: '2026-01-15', zh: null }],
})
