import { codeTable, type CodeRow } from './effective.ts'

const known = { source: 'nhi-facts §8.3 (CARD)' } as const
const unknown = { unknown: 'nhi-facts §4.6 and §8.3: the table of CARD goes on to 7 and from A to J, and its meanings were not taken down' }

/** 器捐/安寧註記, one sign of the card. */
export const donorMarks = codeTable<CodeRow>({
  name: 'donorMark', zh: '器捐及安寧註記', en: 'Organ donation and hospice mark',
  rows: [
    { code: '1', zh: '同意器官捐贈', en: 'organ donor', provenance: known },
    { code: '2', zh: '同意安寧緩和醫療', en: 'hospice care', provenance: known },
    { code: '3', zh: '同意不施行心肺復甦術', en: 'no resuscitation', provenance: known },
    {
      code: '4', zh: '同意器官捐贈、安寧緩和醫療、不施行心肺復甦術及維生醫療', provenance: known,
      en: 'donor, hospice care, no resuscitation, and life support',
      note: { zh: '維生醫療之意願內容以原表為準', en: 'what it says of life support, the table of CARD says' },
    },
    ...['5', '6', '7', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].map((code) => (
      { code, zh: '（意義未公開）', en: 'meaning not at hand', provenance: unknown })),
  ],
  provenance: known,
  examples: [
    { code: '1', on: '2026-01-15', zh: '同意器官捐贈' }, { code: 'J', on: '2026-01-15', zh: '（意義未公開）' },
    { code: '8', on: '2026-01-15', zh: null }, { code: 'K', on: '2026-01-15', zh: null },
  ],
})
