import { codeTable, type CodeRow } from './effective.ts'

const word = (code: string, zh: string, en: string): CodeRow => ({
  code, zh, en,
  provenance: { assumed: 'nhi-facts §8.3 prints the abbreviation of DBT alone; its meaning is what every prescription means by it' },
})
const gaps = {
  zh: '僅列來源所舉之例；院所另有自訂用語', en: 'only the examples of the source; institutions use others besides',
}
const provenance = { source: 'nhi-facts §8.3 (DBT usage.txt, freq.txt)' } as const

/** 給藥途徑 (D14). */
export const routes = codeTable<CodeRow>({
  name: 'route', zh: '給藥途徑', en: 'Route of a drug',
  rows: [word('PO', '口服', 'by mouth'), word('IM', '肌肉注射', 'into a muscle'), word('IV', '靜脈注射', 'into a vein')],
  provenance, gaps,
  examples: [{ code: 'PO', on: '2026-01-15', zh: '口服' }, { code: 'po', on: '2026-01-15', zh: null }],
})

/** 用藥頻率 (A75, D08). */
export const frequencies = codeTable<CodeRow>({
  name: 'frequency', zh: '用藥頻率', en: 'Frequency of a drug',
  rows: [
    word('QD', '每日一次', 'once a day'), word('BID', '每日二次', 'twice a day'), word('TID', '每日三次', 'three times a day'),
    word('QID', '每日四次', 'four times a day'), word('PRN', '需要時使用', 'when needed'), word('HS', '睡前', 'at bedtime'),
  ],
  provenance, gaps,
  examples: [{ code: 'TID', on: '2026-01-15', zh: '每日三次' }, { code: '3X', on: '2026-01-15', zh: null }],
})
