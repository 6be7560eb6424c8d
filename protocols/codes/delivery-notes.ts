import { codeTable, type CodeRow } from './effective.ts'

export interface DeliveryNote extends CodeRow {
  /** Done by the institution itself, or handed to the patient to be done elsewhere. */
  readonly by: 'self' | 'handedOut'
  /** The order types of the card with which it may stand (order-types.ts). */
  readonly orderTypes: readonly string[]
}

const listed = { source: 'nhi-facts §8.3 (CARD, UP1)' } as const
const drugs = ['1', 'A'] as const
const longTerm = ['2', 'B'] as const
const others = ['3', '4', '5', 'C', 'D', 'E'] as const

/** 交付註記 of the card and upload 1.0 (A78). */
export const deliveryNotes = codeTable<DeliveryNote>({
  name: 'deliveryNote', zh: '交付註記', en: 'Delivery note',
  rows: [
    { code: '01', zh: '自行調劑', en: 'dispensed here', by: 'self', orderTypes: drugs, provenance: listed },
    { code: '02', zh: '交付調劑', en: 'handed out to be dispensed', by: 'handedOut', orderTypes: drugs, provenance: listed },
    { code: '03', zh: '自行執行診療或特殊材料', en: 'procedure or material, here', by: 'self', orderTypes: others, provenance: listed },
    {
      code: '04', zh: '交付執行診療或特殊材料', en: 'procedure or material, handed out', by: 'handedOut', orderTypes: others,
      provenance: listed,
    },
    { code: '05', zh: '自行調劑長期處方', en: 'long-term prescription, dispensed here', by: 'self', orderTypes: longTerm, provenance: listed },
    {
      code: '06', zh: '交付調劑長期處方', en: 'long-term prescription, handed out', by: 'handedOut', orderTypes: longTerm,
      provenance: listed,
    },
  ],
  provenance: listed,
  gaps: {
    zh: '虛擬醫令與矯正機關醫令（G、H、J、K）應搭配何種註記未見公開',
    en: 'which note virtual orders and those of correction institutions (G, H, J, K) have is not public',
  },
  examples: [
    { code: '01', on: '2026-01-15', zh: '自行調劑' }, { code: '06', on: '2026-01-15', zh: '交付調劑長期處方' },
    { code: '07', on: '2026-01-15', zh: null }, { code: '1', on: '2026-01-15', zh: null },
  ],
})

/** Whether a note may stand with an order of this type; undefined for types of which no source says it. */
export function deliveryNoteFits(deliveryNote: string, orderType: string, date: string): boolean | undefined {
  if (!deliveryNotes.on(date).some(({ orderTypes }) => orderTypes.includes(orderType))) return undefined
  return deliveryNotes.at(deliveryNote, date)?.orderTypes.includes(orderType) ?? false
}
