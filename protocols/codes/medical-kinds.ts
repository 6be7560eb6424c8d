import { codeTable, type CodeRow } from './effective.ts'

const listed = { source: 'nhi-facts §8.3 (P-UP2, EII)' } as const

/** 醫事類別 (M56). */
export const medicalKinds = codeTable<CodeRow>({
  name: 'medicalKind', zh: '醫事類別', en: 'Medical kind',
  rows: [
    { code: '11', zh: '門診西醫診所', en: 'Western medicine, clinic', provenance: listed },
    { code: '12', zh: '門診西醫醫院', en: 'Western medicine, hospital', provenance: listed },
    { code: '14', zh: '門診中醫', en: 'Chinese medicine, outpatient', provenance: listed },
  ],
  provenance: listed,
  gaps: { zh: '其餘類別未收錄', en: 'others are not listed' },
  examples: [{ code: '14', on: '2026-01-15', zh: '門診中醫' }, { code: '15', on: '2026-01-15', zh: null }],
})
