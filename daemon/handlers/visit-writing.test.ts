import { describe, expect, test } from 'vitest'
import { WritingDesk } from '../cshis/writing-desk.fixture.ts'
import { HC } from '../engines/open-profile/card-faults.fixture.ts'

const ofMonday = { patientId: 'Z199999016', birthday: '1990-01-01', treatmentDateTime: '2026-01-12T10:05:00' }
const diagnoses = { mainCode: 'K021', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 300, costFee: 50, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const order = {
  treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
  days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
}
const FIRST = '8186dd8f236667c434d18ba0b7fe5d3040e1c2c2'

describe('visit.write', () => {
  test('writes the same as the functions do', async () => {
    const native = await WritingDesk.open({ world: 'three-cards' })
    const functions = await WritingDesk.open({ world: 'three-cards' })
    expect(await native.desk.call('visit.write', { ...ofMonday, afterCheck: '2', diagnoses, fees }))
      .toMatchObject({ result: { hpcIdNo: 'Z299999410' } })
    await functions.call('hisWriteTreatmentData', { ...ofMonday, data: { icd10: true, afterCheck: '2', ...diagnoses, ...fees } })
    expect(await native.content()).toEqual(await functions.content())
  })

  test.each([
    [5020, { birthday: '1990-01-02' }], [5022, { treatmentDateTime: '2026-01-12T10:05:01' }],
    [9127, { diagnoses: { ...diagnoses, mainCode: 'S72001A' } }], [6018, { fees: { ...fees, outpatientFee: -1 } }],
  ])('is refused with %i, and nothing is changed', async (code, changes) => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const before = await desk.content()
    const called = await desk.desk.call('visit.write', { ...ofMonday, diagnoses, fees, ...changes })
    expect(called).toEqual({ failed: 'VISIT_REFUSED', details: { code } })
    expect(await desk.content()).toEqual(before)
  })
})

describe('visit.writeOrders', () => {
  test('tells how far it came when the card refuses an order, with the signatures of those before it', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    const refused = { ...order, orderType: '5', treatmentItemCode: '33070BXYZ' }
    expect(await desk.desk.call('visit.writeOrders', { ...ofMonday, orders: [order, refused, order] }))
      .toMatchObject({ result: { written: 1, signatures: [FIRST], code: 5033 } })
  })

  test('tells it when the card was pulled too, and then of the order in between', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    await desk.content()
    const before = desk.desk.commands
    const orders = [order, { ...order, usage: 'TID' }]
    await desk.desk.call('visit.writeOrders', { ...ofMonday, orders })
    const commands = desk.desk.commands - before
    desk.desk.failAt(commands - 1, (answer, clinic) => {
      const given = answer()
      clinic.remove(HC)
      return given
    })
    const called = await desk.desk.call('visit.writeOrders', { ...ofMonday, orders })
    const { signatures, written } = (called as { result: { signatures: string[], written: number } }).result
    expect(signatures[0]).toBe(FIRST)
    expect(signatures).toHaveLength(2)
    expect(written).toBeGreaterThanOrEqual(1)
  })

  test('is refused before anything is written when there is no such visit', async () => {
    const desk = await WritingDesk.open({ world: 'three-cards' })
    expect(await desk.desk.call('visit.writeOrders', { ...ofMonday, treatmentDateTime: '2026-01-12T10:05:01', orders: [order] }))
      .toEqual({ failed: 'VISIT_REFUSED', details: { code: 5022 } })
  })
})
