import { codeTable, type CodeRow } from './effective.ts'

const listed = { source: 'nhi-facts §8.3 (DBT, IC20, ENUM)' } as const
const same = { assumed: 'nhi-facts §8.3 prints the two letters with one meaning and does not say how they differ' }

/** 給付類別 (M51). */
export const paymentKinds = codeTable<CodeRow>({
  name: 'paymentKind', zh: '給付類別', en: 'Kind of payment',
  rows: [
    { code: '1', zh: '職業傷害', en: 'occupational injury', provenance: listed },
    { code: '2', zh: '職業病', en: 'occupational disease', provenance: listed },
    { code: '3', zh: '普通傷害', en: 'general injury', provenance: listed },
    { code: '4', zh: '普通疾病', en: 'general disease', provenance: listed },
    { code: '8', zh: '天災', en: 'disaster', provenance: listed },
    { code: '9', zh: '呼吸照護', en: 'respiratory', provenance: listed },
    { code: 'A', zh: '天災巡迴', en: 'disaster round', provenance: same },
    { code: 'B', zh: '天災巡迴', en: 'disaster round', provenance: same },
    { code: 'U', zh: '（意義未公開）', en: 'meaning not public', provenance: { unknown: 'nhi-facts §8.3 lists it without a meaning' } },
    { code: 'W', zh: 'COVID-19（嚴重特殊傳染性肺炎）', en: 'COVID-19', provenance: same },
    { code: 'X', zh: 'COVID-19（嚴重特殊傳染性肺炎）', en: 'COVID-19', provenance: same },
    { code: 'Z', zh: '高雄氣爆', en: 'Kaohsiung gas explosion', provenance: listed },
  ],
  provenance: listed,
  gaps: {
    zh: '天災、氣爆與 COVID-19 各類別之起訖日未見公開', en: 'from when to when those for disasters and COVID-19 are in force is not public',
  },
  examples: [{ code: '4', on: '2026-01-15', zh: '普通疾病' }, { code: '5', on: '2026-01-15', zh: null }],
})
