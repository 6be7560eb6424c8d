import { describe, expect, it } from 'vitest'
import { afterCheckOnCard, afterChecks, isReadLater } from './after-check.ts'
import { allergyMarks } from './allergy-marks.ts'
import { bodyParts, bodySides, toothParts } from './body-parts.ts'
import { dispensingKinds } from './dispensing.ts'
import { donorMarks } from './donor-marks.ts'
import { frequencies, routes } from './drug-usage.ts'
import { identityMarks } from './identity-marks.ts'
import { medicalKinds } from './medical-kinds.ts'
import { newbornCounts, newbornMarkOf, newbornMarks } from './newborn-marks.ts'
import { paymentKinds } from './payment-kinds.ts'
import type { CodeTable } from './effective.ts'

const TODAY = '2026-01-15'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join(' ')
const unknownOf = ({ rows }: CodeTable) => codes(rows.filter(({ provenance }) => provenance.unknown !== undefined))

describe('the short lists of nhi-facts §8.3', () => {
  it.each([
    [identityMarks, '1 2 3 4 8'],
    [afterChecks, '0 1 2 3 4'],
    [newbornMarks, ' A B C D E F G H I a b c d e f g h i'],
    [newbornCounts, '1 2 3 4 5 6 7 8 9'],
    [dispensingKinds, '0 1 2 6 A B C D E F'],
    [paymentKinds, '1 2 3 4 8 9 A B U W X Z'],
    [medicalKinds, '11 12 14'],
    [donorMarks, '1 2 3 4 5 6 7 A B C D E F G H I J'],
    [bodyParts, 'H A F U N J K G C I P E Q M V S T O'],
    [bodySides, 'R L B'],
    [allergyMarks, 'N D'],
    [routes, 'PO IM IV'],
    [frequencies, 'QD BID TID QID PRN HS'],
  ] as const)('have exactly the codes printed there: $name', (table, printed) => expect(codes(table.on(TODAY))).toBe(printed))

  it.each([
    [identityMarks, ''], [afterChecks, '3 4'], [newbornMarks, ''], [dispensingKinds, 'A B C D E F'], [paymentKinds, 'U'],
    [donorMarks, '5 6 7 A B C D E F G H I J'], [bodyParts, 'Q M V S T O'], [toothParts, '99 UB LB UA LA'],
  ] as const)('say of what is printed without a meaning that it is unknown: $name', (table, unknown) => {
    expect(unknownOf(table)).toBe(unknown)
  })

  it.each([
    [identityMarks, '1', '低收入戶'], [identityMarks, '2', '無職榮民'], [identityMarks, '3', '一般'],
    [identityMarks, '4', '中低收入'], [identityMarks, '8', '災民'],
    [paymentKinds, '1', '職業傷害'], [paymentKinds, '2', '職業病'], [paymentKinds, '3', '普通傷害'],
    [paymentKinds, '4', '普通疾病'], [paymentKinds, 'Z', '高雄氣爆'],
    [medicalKinds, '14', '門診中醫'], [donorMarks, '2', '同意安寧緩和醫療'],
    [bodyParts, 'H', '頭部'], [bodyParts, 'F', '頭頸部'], [bodyParts, 'I', '腹部至骨盆腔'], [bodyParts, 'E', '四肢'],
    [dispensingKinds, '0', '自行調劑'], [dispensingKinds, '1', '交付調劑'],
  ] as const)('$0.name $1 is $2', (table, code, zh) => expect(table.at(code, TODAY)?.zh).toBe(zh))
})

describe('the after-check mark (補卡註記)', () => {
  it('is written as 1 when a program sends 0, as the official samples do; 3 and 4 are not for the card', () => {
    expect(['0', '1', '2', '3', '4', '5', ''].map((mark) => afterCheckOnCard(mark, TODAY)))
      .toEqual(['1', '1', '2', undefined, undefined, undefined, undefined])
    expect(codes(afterChecks.rows.filter(({ inUpload2 }) => inUpload2))).toBe('1 2 3 4')
  })

  it('says with 2 alone that the card was read later', () => {
    expect(['0', '1', '2', '3', '4', 'x'].map((mark) => isReadLater(mark, TODAY))).toEqual([false, false, true, false, false, false])
  })
})

describe('the newborn marks', () => {
  it('are capital letters for boys and small ones for girls, by birth order, to the ninth', () => {
    expect([1, 2, 3, 9].map((order) => newbornMarkOf('M', order))).toEqual(['A', 'B', 'C', 'I'])
    expect([1, 2, 3, 9].map((order) => newbornMarkOf('F', order))).toEqual(['a', 'b', 'c', 'i'])
    expect([0, 10].map((order) => newbornMarkOf('F', order))).toEqual([undefined, undefined])
    expect(newbornMarks.at('', TODAY)?.birthOrder).toBeUndefined()
  })

  it('are facts for the three letters that are printed, and assumed beyond', () => {
    expect(codes(newbornMarks.rows.filter(({ provenance }) => provenance.source !== undefined))).toBe(' A B C a b c')
  })

  it('count 1 to 9 on the card, 1 to 5 in upload 2.0', () => {
    expect(codes(newbornCounts.rows.filter(({ inUpload2 }) => inUpload2))).toBe('1 2 3 4 5')
  })
})

describe('a tooth', () => {
  it('is one of 32 permanent and 20 deciduous ones, from 11 to 85', () => {
    const teeth = toothParts.rows.filter(({ quadrant }) => quadrant !== undefined)
    expect(codes(teeth)).toBe('11 12 13 14 15 16 17 18 21 22 23 24 25 26 27 28 31 32 33 34 35 36 37 38 41 42 43 44 45 46 47 48 '
      + '51 52 53 54 55 61 62 63 64 65 71 72 73 74 75 81 82 83 84 85')
    for (const foreign of ['10', '19', '20', '49', '50', '56', '86', '90', '91']) expect(toothParts.at(foreign, TODAY)).toBeUndefined()
  })

  it.each([
    ['11', '右上恆齒第 1 顆'], ['28', '左上恆齒第 8 顆'], ['36', '左下恆齒第 6 顆'], ['44', '右下恆齒第 4 顆'],
    ['55', '右上乳齒第 5 顆'], ['61', '左上乳齒第 1 顆'], ['72', '左下乳齒第 2 顆'], ['83', '右下乳齒第 3 顆'],
  ])('%s is %s', (code, zh) => expect(toothParts.at(code, TODAY)?.zh).toBe(zh))

  it('may be a part of the mouth instead', () => {
    expect(codes(toothParts.rows.filter(({ quadrant }) => quadrant === undefined))).toBe('99 FM UB LB UR UL LR LL UA LA')
  })
})
