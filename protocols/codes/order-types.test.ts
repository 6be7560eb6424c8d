import { describe, expect, it } from 'vitest'
import { hcFiles } from '#protocols/nhi-card/contents'
import { deliveryNoteFits, deliveryNotes } from './delivery-notes.ts'
import { cardOrderTypes, copyOf, isDrugOrder, uploadOrderTypes } from './order-types.ts'

const TODAY = '2026-01-15'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join('')

describe('an order type (醫令類別)', () => {
  it('is another on the card than in upload 2.0', () => {
    expect(codes(cardOrderTypes.on(TODAY))).toBe('12345ABCDEGHJK')
    expect(codes(uploadOrderTypes.on(TODAY))).toBe('124GHJKM')
    expect([cardOrderTypes.at('2', TODAY)?.en, uploadOrderTypes.at('2', TODAY)?.en]).toEqual(['long-term drug', 'item of the fee standard'])
  })

  it.each([['A', '1'], ['B', '2'], ['C', '3'], ['D', '4'], ['E', '5'], ['H', 'G'], ['K', 'J']])('%s deletes %s', (code, deleted) => {
    expect(cardOrderTypes.at(code, TODAY)?.deletes).toBe(deleted)
  })

  it('deletes one of its own table, and one that deletes nothing itself', () => {
    for (const table of [cardOrderTypes, uploadOrderTypes]) {
      for (const { deletes } of table.rows) {
        if (deletes !== undefined) expect(table.rows.find(({ code }) => code === deletes)).toMatchObject({ code: deletes })
        if (deletes !== undefined) expect(table.rows.find(({ code }) => code === deletes)?.deletes).toBeUndefined()
      }
    }
  })

  it('shows pharmacists 1, 2, A and B', () => {
    expect(codes(cardOrderTypes.rows.filter(({ code }) => isDrugOrder(code)))).toBe('12AB')
    for (const foreign of ['', ' ', 'a', '6']) expect(isDrugOrder(foreign)).toBe(false)
  })

  it('is copied by the card when it is 2 or 5, into files that the card has', () => {
    expect(cardOrderTypes.rows.flatMap(({ code }) => copyOf(code) === undefined ? [] : [[code, copyOf(code)]]))
      .toEqual([['2', 'longTermPrescriptions'], ['5', 'importantOrders']])
    for (const { copiedTo } of cardOrderTypes.rows) if (copiedTo !== undefined) expect(hcFiles[copiedTo]).toBeDefined()
  })
})

describe('a delivery note (交付註記)', () => {
  const pairs = {
    '01': '1A', '02': '1A', '03': '345CDE', '04': '345CDE', '05': '2B', '06': '2B',
  } as const

  it.each(Object.entries(pairs))('%s stands with the order types %s and no other that has notes', (note, types) => {
    for (const { code } of cardOrderTypes.rows) {
      const expected = 'GHJK'.includes(code) ? undefined : types.includes(code)
      expect(deliveryNoteFits(note, code, TODAY), code).toBe(expected)
    }
  })

  it('that does not exist fits nothing', () => {
    for (const note of ['00', '07', '1', '']) expect(deliveryNoteFits(note, '1', TODAY)).toBe(false)
  })

  it('is odd when the institution does it itself', () => {
    expect(deliveryNotes.rows.map(({ code, by }) => [code, by])).toEqual([
      ['01', 'self'], ['02', 'handedOut'], ['03', 'self'], ['04', 'handedOut'], ['05', 'self'], ['06', 'handedOut'],
    ])
  })

  it('is one that the card’s own orders have: the example of each order fits', () => {
    for (const { value } of hcFiles.orders.examples) {
      const { deliveryNotes: note, orderType } = value as { deliveryNotes: string, orderType: string }
      expect(deliveryNoteFits(note, orderType, TODAY), `${note} ${orderType}`).toBe(true)
    }
  })
})
