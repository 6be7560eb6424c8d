import { cshisFunction } from './function.ts'

/** The function cannot be executed (nhi-facts §3.1). */
const NOT_EXECUTED = 9005
const provenance = { unknown: 'nhi-facts §2.1 (below the table): the header exports it with a buffer, and nothing describes it' } as const
const refused = {
  zh: '官方未公開此函式之內容與欄位，不予執行（9005）',
  en: 'What it gives and how it is laid out is not public: it is not executed (9005).',
} as const

export const csGetLastUnTreatmentData = cshisFunction({
  name: 'csGetLastUnTreatmentData',
  summary: { zh: '讀取最近一次退掛資料（未公開）', en: 'The last visit undone, by its name; not public.' },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED], refused, provenance,
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})

export const hisGetInsurerData = cshisFunction({
  name: 'hisGetInsurerData',
  summary: { zh: '讀取保險人資料（未公開）', en: 'Data of the insurer, by its name; not public.' },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED], refused, provenance,
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})
