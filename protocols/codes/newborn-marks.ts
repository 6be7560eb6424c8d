import { codeTable, type CodeRow } from './effective.ts'

export interface NewbornMark extends CodeRow {
  /** Absent: the visit is not a newborn's. */
  readonly sex?: 'M' | 'F'
  readonly birthOrder?: number
}

const ORDINALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九'] as const
const orderly = { source: 'nhi-facts §8.3 (CARD, IC20: A, B, C … male, a, b, c … female)' }
const further = { assumed: 'nhi-facts §8.3 prints the first three letters and a count of 1 to 9; the letters go on to the ninth' }

const letters = (first: 'A' | 'a', sex: 'M' | 'F', zh: string, en: string) => ORDINALS.map((ordinal, place): NewbornMark => ({
  code: String.fromCharCode(first.charCodeAt(0) + place), zh: `${zh}，出生順序${ordinal}`, en: `${en}, number ${place + 1}`, sex,
  birthOrder: place + 1, provenance: place < 3 ? orderly : further,
}))

/** 新生兒就醫註記: which child of a birth uses its parent's card (nhi-facts §8.3). */
export const newbornMarks = codeTable<NewbornMark>({
  name: 'newbornMark', zh: '新生兒就醫註記', en: 'Newborn mark',
  rows: [
    { code: '', zh: '非新生兒', en: 'no newborn', provenance: { source: 'nhi-facts §8.3 (blank otherwise)' } },
    ...letters('A', 'M', '男嬰', 'boy'),
    ...letters('a', 'F', '女嬰', 'girl'),
  ],
  provenance: { source: 'nhi-facts §8.3' },
  gaps: {
    zh: '出生順序係就全部胞胎或同性別計算，來源未說明', en: 'whether the order counts all children of the birth or those of one sex, the source does not say',
  },
  examples: [
    { code: '', on: '2026-01-15', zh: '非新生兒' }, { code: 'B', on: '2026-01-15', zh: '男嬰，出生順序二' },
    { code: 'a', on: '2026-01-15', zh: '女嬰，出生順序一' }, { code: '1', on: '2026-01-15', zh: null },
  ],
})

export interface NewbornCount extends CodeRow {
  readonly count: number
  /** Upload 2.0 takes 1 to 5 (BB01). */
  readonly inUpload2: boolean
}

/** 新生兒胞胎註記: how many were born. */
export const newbornCounts = codeTable<NewbornCount>({
  name: 'newbornCount', zh: '新生兒胞胎註記', en: 'Newborns of one birth',
  rows: ORDINALS.map((ordinal, place): NewbornCount => ({
    code: String(place + 1), zh: place === 0 ? '單胞胎' : `${ordinal}胞胎`, en: place === 0 ? 'single birth' : `birth of ${place + 1}`,
    count: place + 1, inUpload2: place < 5, provenance: { source: 'nhi-facts §8.3 (1 to 9; BB01: 1 to 5)' },
  })),
  provenance: { source: 'nhi-facts §8.3 (CARD, IC20)' },
  examples: [
    { code: '1', on: '2026-01-15', zh: '單胞胎' }, { code: '2', on: '2026-01-15', zh: '二胞胎' },
    { code: '0', on: '2026-01-15', zh: null },
  ],
})

/** The mark of a child; undefined beyond the ninth. */
export function newbornMarkOf(sex: 'M' | 'F', birthOrder: number): string | undefined {
  return newbornMarks.rows.find((row) => row.sex === sex && row.birthOrder === birthOrder)?.code
}
