import { codeTable, type CodeRow } from './effective.ts'

const listed = { source: 'nhi-facts §8.3 (CARD, UP1)' } as const
const nameless = { unknown: 'nhi-facts §8.3 lists it without a meaning' }
const part = (code: string, zh: string, en: string): CodeRow => ({ code, zh, en, provenance: listed })
const unnamed = (code: string): CodeRow => ({ code, zh: '（意義未公開）', en: 'meaning not public', provenance: nameless })
const spine = (code: string): CodeRow => ({
  code, zh: '脊椎', en: 'spine',
  provenance: { assumed: 'nhi-facts §8.3 prints N, J and K as spine and does not say which part of it each is' },
})

/** 身體部位 of an order (A74, D07), the letter of an imaging examination. */
export const bodyParts = codeTable<CodeRow>({
  name: 'bodyPart', zh: '身體部位', en: 'Body part',
  rows: [
    part('H', '頭部', 'head'), part('A', '頸部', 'neck'), part('F', '頭頸部', 'head and neck'), part('U', '胸部', 'chest'),
    spine('N'), spine('J'), spine('K'),
    part('G', '胸部至上腹部', 'chest to upper abdomen'), part('C', '上腹部', 'upper abdomen'),
    part('I', '腹部至骨盆腔', 'abdomen to pelvis'), part('P', '骨盆腔', 'pelvis'), part('E', '四肢', 'limb'),
    ...['Q', 'M', 'V', 'S', 'T', 'O'].map(unnamed),
  ],
  provenance: listed,
  examples: [{ code: 'H', on: '2026-01-15', zh: '頭部' }, { code: 'R', on: '2026-01-15', zh: null }],
})

const side = (code: string, zh: string, en: string): CodeRow => (
  { code, zh, en, provenance: { assumed: 'nhi-facts §8.3 prints +R, L, B without a meaning; the letters of the English words' } })

/** The letter that follows that of a body part. */
export const bodySides = codeTable<CodeRow>({
  name: 'bodySide', zh: '身體部位左右側', en: 'Side of a body part',
  rows: [side('R', '右側', 'right'), side('L', '左側', 'left'), side('B', '雙側', 'both')],
  provenance: listed,
  examples: [{ code: 'L', on: '2026-01-15', zh: '左側' }, { code: 'H', on: '2026-01-15', zh: null }],
})

export interface ToothPart extends CodeRow {
  /** Of one tooth: FDI quadrant, 1 to 4 permanent and 5 to 8 deciduous. */
  readonly quadrant?: number
  /** Of one tooth: its place, counted from the middle. */
  readonly tooth?: number
}

const QUADRANTS = [
  { zh: '右上', en: 'upper right' }, { zh: '左上', en: 'upper left' }, { zh: '左下', en: 'lower left' },
  { zh: '右下', en: 'lower right' },
] as const
const fdi = { source: 'nhi-facts §8.3 (CARD, UP1: FDI numbers 11 to 85), ISO 3950' } as const

/** Eight permanent and five deciduous teeth to a quadrant. */
const teeth: readonly ToothPart[] = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((quadrant) => {
  const { zh, en } = QUADRANTS[(quadrant - 1) % 4]!
  const [kind, count] = quadrant <= 4 ? [{ zh: '恆齒', en: 'tooth' }, 8] : [{ zh: '乳齒', en: 'deciduous tooth' }, 5]
  return Array.from({ length: count }, (_, place): ToothPart => ({
    code: `${quadrant}${place + 1}`, zh: `${zh}${kind.zh}第 ${place + 1} 顆`, en: `${en}, ${kind.en} ${place + 1}`, quadrant,
    tooth: place + 1, provenance: fdi,
  }))
})

const letters = (code: string, zh: string, en: string): ToothPart => (
  { code, zh, en, provenance: { assumed: 'nhi-facts §8.3 prints the letters alone; the usual ones of the English words' } })

/** 牙位: a tooth by its FDI number, or a part of the mouth. */
export const toothParts = codeTable<ToothPart>({
  name: 'toothPart', zh: '牙位', en: 'Tooth or part of the mouth',
  rows: [
    ...teeth, unnamed('99'), letters('FM', '全口', 'full mouth'), unnamed('UB'), unnamed('LB'),
    letters('UR', '右上', 'upper right'), letters('UL', '左上', 'upper left'), letters('LR', '右下', 'lower right'),
    letters('LL', '左下', 'lower left'), unnamed('UA'), unnamed('LA'),
  ],
  provenance: { source: 'nhi-facts §8.3 (CARD, UP1)' },
  examples: [
    { code: '36', on: '2026-01-15', zh: '左下恆齒第 6 顆' }, { code: '85', on: '2026-01-15', zh: '右下乳齒第 5 顆' },
    { code: '19', on: '2026-01-15', zh: null }, { code: '56', on: '2026-01-15', zh: null },
  ],
})
