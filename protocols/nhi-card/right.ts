import type { Bilingual } from '#protocols/bilingual'
import type { Provenance } from '#protocols/provenance'

/** What must have happened in a session of the card before it reads a file (docs/open-profile.md §3). */
export type ReadRight = 'always' | 'sam' | 'samAndPin' | 'hpc' | 'never'

/** What must have happened before the card changes a file. */
export type UpdateRight = 'sam' | 'hpc' | 'idc' | 'never'

/** What a pharmacist, an assistant pharmacist or a pharmacy's card sees of a file that wants a professional card. */
export type PharmacistView = 'full' | 'drugOrders' | 'blank' | 'refused'

interface RightRow {
  readonly meaning: Bilingual
  readonly provenance: Provenance
}

const profile = { assumed: 'the open profile’s reading of the needs column of nhi-facts §2.1' }

/** Rights as the manual explains them. */
export const readRights: Readonly<Record<ReadRight, RightRow>> = {
  always: { meaning: { zh: '不需任何驗證', en: 'no authentication' }, provenance: { source: 'nhi-facts §4.3' } },
  sam: { meaning: { zh: '需安全模組認證', en: 'card authenticated with a SAM' }, provenance: profile },
  samAndPin: {
    meaning: { zh: '需安全模組認證；設有 PIN 時須先驗證', en: 'with a SAM, and the PIN where the patient set one' },
    provenance: profile,
  },
  hpc: {
    meaning: { zh: '需安全模組、醫事人員卡（已驗 PIN）；設有 PIN 時須先驗證', en: 'as before, and a professional card with its PIN' },
    provenance: { source: 'nhi-facts §4.6 (star-marked fields), §2.0 (H)' },
  },
  never: { meaning: { zh: '不提供讀取', en: 'never read' }, provenance: profile },
}

export const updateRights: Readonly<Record<UpdateRight, RightRow>> = {
  sam: { meaning: { zh: '需安全模組認證', en: 'card authenticated with a SAM' }, provenance: profile },
  hpc: { meaning: { zh: '需安全模組與醫事人員卡', en: 'with a SAM and a professional card' }, provenance: profile },
  idc: {
    meaning: { zh: '僅資料中心（卡片內容更新）', en: 'by the data centre alone, in an update of the card' },
    provenance: { source: 'nhi-facts §9 (what an update rewrites)' },
  },
  never: { meaning: { zh: '不可更改', en: 'never changed' }, provenance: profile },
}

export const pharmacistViews: Readonly<Record<PharmacistView, RightRow>> = {
  full: { meaning: { zh: '全部', en: 'all' }, provenance: { source: 'nhi-facts §2.1 (1.42)' } },
  drugOrders: {
    meaning: { zh: '僅藥品類醫令（1、2、A、B）', en: 'drug orders only (types 1, 2, A, B), others blank' },
    provenance: { source: 'nhi-facts §2.1 (1.41)' },
  },
  blank: { meaning: { zh: '以空白回覆', en: 'blanks' }, provenance: { source: 'nhi-facts §2.1 (1.8)' } },
  refused: { meaning: { zh: '無權限（9100）', en: 'refused (9100)' }, provenance: { source: 'nhi-facts §2.1 (1.43, 1.46)' } },
}
