import { codeTable, type CodeRow } from './effective.ts'

const FIRST = 41
const LAST = 70
const codes = [...Array.from({ length: LAST - FIRST + 1 }, (_, place) => String(FIRST + place)), '98', '99']

/** 產前檢查項目代碼 (CheckupCode of 1.24, A53). */
export const prenatalItems = codeTable<CodeRow>({
  name: 'prenatalItem', zh: '產前檢查項目', en: 'Prenatal check-up item',
  rows: [
    ...codes.map((code) => ({
      code, zh: `產前檢查項目 ${code}（內容未公開）`, en: `item ${code}, meaning not public`,
      provenance: { unknown: 'nhi-facts §8.3 gives the range 41 to 70, 98 and 99 and not what each stands for' },
    })),
    {
      code: 'XA', zh: '取消產前檢查', en: 'cancels a prenatal check-up',
      provenance: { source: 'nhi-facts §8.3 (UP1), §8.1 (XA is a treatment item too)' },
    },
  ],
  provenance: { source: 'nhi-facts §8.3 (UP1)' },
  examples: [
    { code: '41', on: '2026-01-15', zh: '產前檢查項目 41（內容未公開）' }, { code: '70', on: '2026-01-15', zh: '產前檢查項目 70（內容未公開）' },
    { code: '71', on: '2026-01-15', zh: null }, { code: 'XA', on: '2026-01-15', zh: '取消產前檢查' },
  ],
})
