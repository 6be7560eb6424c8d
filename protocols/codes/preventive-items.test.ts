import { describe, expect, it } from 'vitest'
import { prenatalItems } from './prenatal-items.ts'
import { preventiveItemFits, preventiveItems, preventiveServices } from './preventive-items.ts'
import { cancels, treatmentItems } from './treatment-items.ts'

const TODAY = '2026-01-15'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join(' ')

/** The item codes of each service, as UP1 prints them. */
const printed: Readonly<Record<string, string>> = {
  '01': '11 12 13 14 15 16 17 18 19 71 72 73 74 75 76 77 78 79 01 02 03 04 05 06 07',
  '02': '21 22 23 24 25 26 27 28',
  '03': '31 33 35 37',
  '04': '',
  '05': '81 87 8A 8B 8C 8D 8E 8F 8G 8H 8I 8J 8K 8L 8M 8N 8O 8P',
  '06': '91 93',
  '07': '85',
  '08': '95 97',
  '20': '',
}

describe('a preventive service (保健服務項目註記)', () => {
  it('is 01 to 08, or 20 for none', () => expect(codes(preventiveServices.on(TODAY))).toBe('01 02 03 04 05 06 07 08 20'))

  it.each(Object.entries(printed))('%s takes the items %j and no others; without items, a blank', (service, items) => {
    const fitting = ['', ...preventiveItems.rows.map(({ code }) => code)].filter((code) => preventiveItemFits(service, code, TODAY))
    expect(fitting.join(' ')).toBe(items)
  })

  it('that does not exist takes nothing', () => {
    for (const service of ['00', '09', '1', '']) {
      for (const item of ['', '11', '21']) expect(preventiveItemFits(service, item, TODAY)).toBe(false)
    }
  })

  it('is taken back by the treatment item that names it, and by no other', () => {
    expect(preventiveServices.rows.map(({ code, cancelledBy }) => `${code} ${cancelledBy ?? '–'}`)).toEqual([
      '01 YA', '02 YB', '03 YC', '04 YF', '05 YD', '06 YE', '07 YG', '08 YH', '20 –',
    ])
    for (const { code, cancelledBy } of preventiveServices.rows) {
      const cancelling = treatmentItems.rows.filter((item) => cancels(item.code)?.service === code)
      expect(cancelling.map((item) => item.code)).toEqual(cancelledBy === undefined ? [] : [cancelledBy])
    }
  })

  it('is named by assumption, because the source numbers them without names', () => {
    for (const { provenance } of preventiveServices.rows) expect(provenance.assumed).toBeDefined()
    for (const { provenance } of preventiveItems.rows) expect(provenance.unknown).toBeDefined()
  })
})

describe('a prenatal item (產前檢查項目)', () => {
  it('is 41 to 70, 98, 99, or XA', () => {
    expect(codes(prenatalItems.on(TODAY))).toBe('41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 '
      + '61 62 63 64 65 66 67 68 69 70 98 99 XA')
    for (const foreign of ['40', '71', '97', '00']) expect(prenatalItems.at(foreign, TODAY)).toBeUndefined()
  })

  it('means what nobody knows, except for the one that cancels', () => {
    expect(codes(prenatalItems.rows.filter(({ provenance }) => provenance.unknown === undefined))).toBe('XA')
    expect(cancels('XA')?.what).toBe('prenatal')
  })
})
