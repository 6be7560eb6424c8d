import { codeTable, type CodeRow } from './effective.ts'

const listed = { source: 'nhi-facts §8.3, §8.5 (UP1: A80)' } as const

/** 過敏藥物註記 of upload 1.0. */
export const allergyMarks = codeTable<CodeRow>({
  name: 'allergyMark', zh: '過敏藥物註記', en: 'Allergy mark',
  rows: [
    { code: 'N', zh: '新增', en: 'adds', provenance: listed },
    { code: 'D', zh: '刪除', en: 'removes', provenance: listed },
  ],
  provenance: listed,
  examples: [{ code: 'N', on: '2026-01-15', zh: '新增' }, { code: 'A', on: '2026-01-15', zh: null }],
})
