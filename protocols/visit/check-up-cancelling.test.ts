import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { treatmentItems } from '../codes/treatment-items.ts'
import { cancelsCheckUp, nothingToCancel, type CheckUpFacts } from './check-up-cancelling.ts'

const HERE = '9900000013', ELSEWHERE = '9900000022'
const here = { hospitalId: HERE, date: '2026-01-15' }
const none: CheckUpFacts = { preventiveCare: [], prenatalCare: [] }
/** Records, the newest first: `21` a check-up, `YB` what cancels one; behind a colon the day of January. */
const adult = (...records: string[]): CheckUpFacts => ({
  ...none, preventiveCare: records.map((record) => {
    const [itemCode = '', day = '15', hospitalId = HERE] = record.split(':')
    return { serviceItem: '02', checkupDate: `2026-01-${day}`, hospitalId, itemCode }
  }),
})

const table: readonly [string, string, CheckUpFacts, number | undefined][] = [
  ['a check-up of today', 'YB', adult('21:15'), undefined],
  ['one of yesterday', 'YB', adult('21:14'), undefined],
  ['one of the day before', 'YB', adult('21:13'), 5084],
  ['one of tomorrow, by a clock that was set back', 'YB', adult('21:16'), 5084],
  ['one of another institution', 'YB', adult(`21:15:${ELSEWHERE}`), 5084],
  ['one that was cancelled', 'YB', adult('YB:15', '21:15'), 5084],
  ['one that was cancelled today, of yesterday', 'YB', adult('YB:15', '21:14'), 5084],
  ['one that another institution seems to have cancelled', 'YB', adult(`YB:15:${ELSEWHERE}`, '21:15'), undefined],
  ['one after one that was cancelled', 'YB', adult('21:15', 'YB:15', '21:15'), undefined],
  ['one of today, after yesterday’s cancel of the day before', 'YB', adult('21:15', 'YB:14', '21:13'), undefined],
  ['the older of two', 'YB', adult('YB:15', '21:15', '21:14'), undefined],
  ['two, both cancelled', 'YB', adult('YB:15', 'YB:15', '21:15', '21:14'), 5084],
  ['a check-up of another service', 'YA', adult('21:15'), 5084],
  ['a prenatal one', 'XA', { ...none, prenatalCare: [{ checkupDate: '2026-01-15', hospitalId: HERE, itemCode: '41' }] }, undefined],
  ['nothing', 'XA', none, 5082],
  ['a visit, which is no check-up', 'ZA', none, undefined],
  ['anything, by an item that cancels nothing', '01', none, undefined],
]

test.each(table)('taking back %s with %s', (_, item, facts, code) => {
  expect(nothingToCancel(item, facts, here)).toBe(code)
})

describe('what cancels a check-up', () => {
  test('are YA to YH and XA', () => {
    expect(treatmentItems.rows.map(({ code }) => code).filter((code) => cancelsCheckUp(code) !== undefined))
      .toEqual(['XA', 'YA', 'YB', 'YC', 'YD', 'YE', 'YF', 'YG', 'YH'])
  })

  test('can never be more than the check-ups, whatever was done in which order', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('21', 'YB')), (wanted) => {
      let facts = none
      let standing = 0
      for (const itemCode of wanted) {
        const refused = itemCode === 'YB' && nothingToCancel('YB', facts, here) !== undefined
        expect(refused).toBe(itemCode === 'YB' && standing === 0)
        if (refused) continue
        standing += itemCode === 'YB' ? -1 : 1
        facts = { ...none, preventiveCare: [...adult(itemCode).preventiveCare, ...facts.preventiveCare] }
      }
    }))
  })
})
