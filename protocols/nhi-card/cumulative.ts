import { wholeNumber } from '#protocols/bytes/field'
import { fixedWidth } from '#protocols/bytes/fixed-width'
import { cardFile, slots } from './card-file.ts'

const amount = (length: number, zh: string) => wholeNumber(length, zh, { provenance: { source: 'nhi-facts §2.2.7' } })
const total = (zh: string) => wholeNumber(10, zh, { provenance: { source: 'nhi-facts §2.1 (1.7), §4.6' } })
const counted = {
  area: 'insurance',
  access: {
    read: 'samAndPin', update: 'sam',
    provenance: {
      assumed: 'nhi-facts §2.1 (1.6, 1.7); the reader adds to it when a visit is written (§4.6 `Auto`), the centre rewrites it '
        + '(§9)',
    },
  },
  writer: { value: 'card', provenance: { source: 'nhi-facts §8.1 (every use of the card counts), §9' } },
  upload: { value: false, provenance: { assumed: 'no field of upload 1.0 carries it (nhi-facts §8.5)' } },
} as const

/** 就醫累計資料: two years of 67 bytes. */
export const cumulativeData = cardFile({
  ...counted, sfi: 13, name: 'cumulativeData', zh: '就醫累計資料', en: 'Visits and fees of two years',
  structure: 'linear', count: 2,
  record: fixedWidth(67, {
    year: amount(3, '民國年'),
    treatmentCount: amount(4, '門住診就醫累計次數'),
    outpatientFee: amount(10, '門診醫療費用累計'),
    inpatientFee: amount(10, '住診醫療費用累計'),
    costFee: amount(8, '門診部分負擔累計'),
    inpatient30Fee: amount(8, '住診部分負擔累計（急性 30 天、慢性 180 天以下）'),
    inpatient180Fee: amount(8, '住診部分負擔累計（急性 31 天、慢性 181 天以上）'),
    allCostFee: amount(8, '門診及住診部分負擔累計'),
    allCost30Fee: amount(8, '門診及住診（急性 30 天、慢性 180 天以下）部分負擔累計'),
  }),
  provenance: { source: 'nhi-facts §2.2.7, §4.6 (2 groups)' },
  examples: [{
    name: 'a year with one visit',
    hex: slots('115|0001|0000000500|0000000000|00000150|00000000|00000000|00000150|00000150'),
    value: {
      year: 115, treatmentCount: 1, outpatientFee: 500, inpatientFee: 0, costFee: 150,
      inpatient30Fee: 0, inpatient180Fee: 0, allCostFee: 150, allCost30Fee: 150,
    },
  }],
})

/** 醫療費用總累計: outpatient and inpatient, 10 + 10. */
export const cumulativeFee = cardFile({
  ...counted, sfi: 14, name: 'cumulativeFee', zh: '醫療費用總累計', en: 'All fees',
  structure: 'transparent', count: 1,
  record: fixedWidth(20, { outpatientTotal: total('門診醫療費用總累計'), inpatientTotal: total('住診醫療費用總累計') }),
  provenance: { source: 'nhi-facts §2.1 (1.7), §4.6 (2×10)' },
  examples: [{
    name: 'outpatient only', hex: slots('0000012500|0000000000'), value: { outpatientTotal: 12_500, inpatientTotal: 0 },
  }],
})
