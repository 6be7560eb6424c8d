import { describe, expect, it } from 'vitest'
import { cancels, needsOnlineCheck, takesNumber, treatmentItems } from './treatment-items.ts'

const TODAY = '2026-01-15'
const codes = (of: readonly { code: string }[]) => of.map(({ code }) => code).join(' ')

describe('a treatment item (就醫類別)', () => {
  it('is one of those that CARD, DBT, ENUM and IC20 list', () => {
    expect(codes(treatmentItems.on(TODAY))).toBe('00 01 02 03 04 05 06 07 08 09 AA AB AC AD AE AF AG AH AI AJ AK '
      + 'BA BB BC BD BE BF BG CA DA DB DC EA XA YA YB YC YD YE YF YG YH ZA ZB')
  })

  it('takes a number and a visit when it is numeric, and never otherwise', () => {
    expect(codes(treatmentItems.rows.filter(({ code }) => takesNumber(code, TODAY)))).toBe('00 01 02 03 04 05 06 07 08 09')
    for (const foreign of ['', '0', '1', '001', '10', 'aa', 'ZZ']) expect(takesNumber(foreign, TODAY)).toBe(false)
  })

  it.each([
    ['09', '2021-12-31', '2022-01-01', '2022-01-02'], // 111-01-01
    ['BG', '2021-12-19', '2021-12-20', '2021-12-21'], // 110-12-20
    ['EA', '2022-06-30', '2022-07-01', '2022-07-02'], // 111-07-01
  ])('%s does not exist on %s and does from %s on', (code, before, first, second) => {
    expect([before, first, second].map((date) => treatmentItems.at(code, date)?.code)).toEqual([undefined, code, code])
    expect([before, first, second].map((date) => takesNumber(code, date))).toEqual([false, code === '09', code === '09'])
  })

  it('says of 00 and 09 that their number is inferred, and of 01 to 08 that it is a fact', () => {
    const inferred = treatmentItems.rows.filter(({ takesNumber: { provenance } }) => provenance.assumed !== undefined)
    expect(codes(inferred)).toBe('00 09')
  })

  it('says of 00 alone that nobody is held to it, and why that is assumed', () => {
    const marked = treatmentItems.rows.filter(({ heldToDesignated }) => heldToDesignated !== undefined)
    expect(codes(marked)).toBe('00')
    const assumed = { value: false, provenance: { assumed: expect.any(String) } }
    for (const { heldToDesignated } of marked) expect(heldToDesignated).toEqual(assumed)
  })

  it('pops up from 00 to 08', () => {
    expect(codes(treatmentItems.rows.filter(({ popUp }) => popUp))).toBe('00 01 02 03 04 05 06 07 08')
  })

  it('asks the data centre for 05, BA to BF and DC, and not for BG', () => {
    expect(codes(treatmentItems.rows.filter(({ code }) => needsOnlineCheck(code, TODAY)))).toBe('05 BA BB BC BD BE BF DC')
    expect(needsOnlineCheck('QQ', TODAY)).toBe(false)
  })

  it('writes IC before the number of preventive care alone', () => {
    expect(codes(treatmentItems.rows.filter(({ serialPrefix }) => serialPrefix === 'IC'))).toBe('AC')
  })
})

describe('an item that cancels', () => {
  it.each([
    ['XA', { what: 'prenatal', notFound: 5082 }],
    ['YA', { what: 'preventive', service: '01', notFound: 5084 }],
    ['YB', { what: 'preventive', service: '02', notFound: 5084 }],
    ['YC', { what: 'preventive', service: '03', notFound: 5084 }],
    ['YD', { what: 'preventive', service: '05', notFound: 5084 }],
    ['YE', { what: 'preventive', service: '06', notFound: 5084 }],
    ['YF', { what: 'preventive', service: '04', notFound: 5084 }],
    ['YG', { what: 'preventive', service: '07', notFound: 5084 }],
    ['YH', { what: 'preventive', service: '08', notFound: 5084 }],
    ['ZA', { what: 'allRecords', notFound: 5081 }],
    ['ZB', { what: 'selectedRecords', most: 6, notFound: 5081 }],
  ])('%s takes back what this institution wrote in the last 24 hours: %j', (code, cancellation) => {
    expect(cancels(code)).toEqual({ ...cancellation, withinHours: 24, sameInstitution: true, provenance: expect.anything() as unknown })
  })

  it('is no other: a visit, a bed or nonsense cancels nothing', () => {
    expect(codes(treatmentItems.rows.filter(({ code }) => cancels(code) !== undefined))).toBe('XA YA YB YC YD YE YF YG YH ZA ZB')
    expect(cancels('YI')).toBeUndefined()
  })
})
