import { codeTable, type CodeRow } from './effective.ts'

/** 疫苗種類 (A61, V02, hisWriteInoculateData): six characters, whose values nobody publishes. Any are taken. */
export const vaccines = codeTable<CodeRow>({
  name: 'vaccine', zh: '疫苗種類', en: 'Vaccine',
  rows: [],
  provenance: { unknown: 'nhi-facts §2.2.11 gives the field six bytes, and §8 no list of its values' },
  gaps: {
    zh: '代碼未見公開，本專案不予臆測：寫入及上傳均不檢查其值；範例之 FLU 為本專案所造',
    en: 'its codes are not public and none is guessed: no value is checked, neither on the card nor in an upload; FLU in the examples '
      + 'of this project is made up',
  },
  examples: [{ code: 'FLU', on: '2026-01-15', zh: null }],
})
