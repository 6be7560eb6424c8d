import { codeTable, type CodeRow } from './effective.ts'

export interface CardOrderType extends CodeRow {
  /** A drug: what a pharmacist may read of the orders (nhi-facts §2.1, 1.41). */
  readonly drug?: true
  /** Takes back an order of this type. */
  readonly deletes?: string
  /** The area to which the card itself copies the order (nhi-facts §2.1, manual detail). */
  readonly copiedTo?: 'longTermPrescriptions' | 'importantOrders'
}

const card = { source: 'nhi-facts §8.3 (CARD)' } as const
const drug = { source: 'nhi-facts §8.3 (CARD), §2.1 (1.41)' } as const

/** 醫令類別 as the card and upload 1.0 (A72) have it. */
export const cardOrderTypes = codeTable<CardOrderType>({
  name: 'cardOrderType', zh: '醫令類別（卡片）', en: 'Order type, card',
  rows: [
    { code: '1', zh: '非長期藥品處方箋', en: 'short-term drug', drug: true, provenance: drug },
    { code: '2', zh: '長期藥品處方箋', en: 'long-term drug', drug: true, copiedTo: 'longTermPrescriptions', provenance: drug },
    { code: '3', zh: '診療', en: 'procedure', provenance: card },
    { code: '4', zh: '特殊材料', en: 'material', provenance: card },
    { code: '5', zh: '重要醫令', en: 'important order', copiedTo: 'importantOrders', provenance: card },
    { code: 'A', zh: '刪除非長期藥品處方箋', en: 'deletes a short-term drug', drug: true, deletes: '1', provenance: drug },
    { code: 'B', zh: '刪除長期藥品處方箋', en: 'deletes a long-term drug', drug: true, deletes: '2', provenance: drug },
    { code: 'C', zh: '刪除診療', en: 'deletes a procedure', deletes: '3', provenance: card },
    { code: 'D', zh: '刪除特殊材料', en: 'deletes a material', deletes: '4', provenance: card },
    { code: 'E', zh: '刪除重要醫令', en: 'deletes an important order', deletes: '5', provenance: card },
    { code: 'G', zh: '虛擬醫令', en: 'virtual order', provenance: card },
    { code: 'H', zh: '刪除虛擬醫令', en: 'deletes a virtual order', deletes: 'G', provenance: card },
    { code: 'J', zh: '矯正機關醫令', en: 'order in a correction institution', provenance: card },
    { code: 'K', zh: '刪除矯正機關醫令', en: 'deletes an order in a correction institution', deletes: 'J', provenance: card },
  ],
  provenance: card,
  examples: [
    { code: '1', on: '2015-06-01', zh: '非長期藥品處方箋' }, { code: 'K', on: '2026-01-15', zh: '刪除矯正機關醫令' },
    { code: 'F', on: '2026-01-15', zh: null },
  ],
})

/** Whether a pharmacist sees orders of this type. */
export function isDrugOrder(orderType: string): boolean {
  return rowOf(orderType)?.drug ?? false
}

/** Where the card copies an order of this type; undefined when nowhere. */
export function copyOf(orderType: string): CardOrderType['copiedTo'] {
  return rowOf(orderType)?.copiedTo
}

/** The card has no other types for other days: neither of its rules asks for the day. */
const rowOf = (orderType: string) => cardOrderTypes.rows.find(({ code }) => code === orderType)

const upload = { source: 'nhi-facts §8.3 (IC20, P-UP2)' } as const
const both = { assumed: 'nhi-facts §8.3 names G/H and J/K as pairs in 2.0; that the second deletes the first is as on the card' }

/** 醫令類別 of upload 2.0 (D02): other meanings than those of the card. */
export const uploadOrderTypes = codeTable<Omit<CardOrderType, 'copiedTo'>>({
  name: 'uploadOrderType', zh: '醫令類別（上傳 2.0）', en: 'Order type, upload 2.0',
  rows: [
    { code: '1', zh: '用藥明細', en: 'drug of the master list', drug: true, provenance: upload },
    { code: '2', zh: '診療明細', en: 'item of the fee standard', provenance: upload },
    { code: '4', zh: '特殊材料', en: 'material', provenance: upload },
    { code: 'G', zh: '虛擬醫令', en: 'virtual order', provenance: upload },
    { code: 'H', zh: '刪除虛擬醫令', en: 'deletes a virtual order', deletes: 'G', provenance: both },
    { code: 'J', zh: '矯正機關醫令', en: 'order in a correction institution', provenance: upload },
    { code: 'K', zh: '刪除矯正機關醫令', en: 'deletes an order in a correction institution', deletes: 'J', provenance: both },
    { code: 'M', zh: '已釋出未調劑藥品', en: 'drug released and not dispensed', drug: true, provenance: upload },
  ],
  provenance: upload,
  examples: [
    { code: '2', on: '2026-01-15', zh: '診療明細' }, { code: '3', on: '2026-01-15', zh: null },
    { code: 'A', on: '2026-01-15', zh: null },
  ],
})
