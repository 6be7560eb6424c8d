import { describe, expect, test } from 'vitest'
import { HealthCard } from '#simulator/cards/health-card'
import { usedCard } from '#simulator/cards/hc-image'
import { arrears, expired, usedUp } from '#simulator/insured-people'
import { people } from '#simulator/people'
import { FunctionDesk } from '../cshis/function-desk.fixture.ts'
import { ThreeCardDesk, type Called } from '../engines/open-profile/three-card-desk.fixture.ts'

const READER = 'Simulated Reader 01'
const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const NOW = { treatmentDateTime: '2026-01-15T09:00:00' } as const

/** A desk with a card of the shelf in its first reader. */
function deskWith(card: string): ThreeCardDesk {
  const desk = new ThreeCardDesk({ world: 'one-clinic' })
  if (card !== 'hc.wang') {
    desk.clinic.remove(READER)
    desk.clinic.insert(READER, card)
  }
  return desk
}

function pullWhileCentreIsAsked({ centre, clinic }: ThreeCardDesk): void {
  const ask = centre.treatmentNumber.bind(centre)
  centre.treatmentNumber = (...args) => {
    clinic.remove(READER)
    return ask(...args)
  }
}

const refusedWith = (code: number, name = 'VISIT_REFUSED') => ({ failed: name, details: { code } })
const resultOf = (called: Called) => 'result' in called ? called.result : { ...called }

async function counts(desk: ThreeCardDesk) {
  const { register } = resultOf(await desk.call('card.readRegister')) as { register: Record<string, unknown> }
  const { treatments, lastSequence } = resultOf(await desk.call('card.readTreatments')) as {
    treatments: { visit: Record<string, unknown>, signature: { signature: string } | null }[], lastSequence: unknown,
  }
  const { years, total } = resultOf(await desk.call('card.readCumulative')) as { years: unknown[], total: unknown }
  return {
    left: register['treatmentCounter'], validUntil: register['cardValidity'], lastSequence, treatments, year: years[0], total,
  }
}

describe('visit.takeNumber', () => {
  test('writes the visit with its number and signature, and the card counts it', async () => {
    const desk = deskWith('hc.wang')
    const { visit } = resultOf(await desk.call('visit.takeNumber', outpatient)) as { visit: { signature: string } }
    const now = await counts(desk)
    expect(now).toMatchObject({ left: 3, lastSequence: { year: 115, sequenceNumber: '0003' }, year: { treatmentCount: 3 } })
    expect(now.treatments[0]).toMatchObject({
      visit: { ...NOW, treatmentItem: '01', sequenceNumber: '0003', outpatientFee: null }, signature: { signature: visit.signature },
    })
  })

  test('gives the second of a day a second of its own, the next number and a notice', async () => {
    const desk = deskWith('hc.wang')
    await desk.call('visit.takeNumber', outpatient)
    expect(await desk.call('visit.takeNumber', { ...outpatient, treatmentItem: '02' })).toMatchObject({
      result: { notices: [5010], visit: { treatmentDateTime: '2026-01-15T09:00:01', sequenceNumber: '0004', isSameDay: true } },
    })
  })

  test('begins with 0001 in a new year', async () => {
    const desk = deskWith('hc.wang')
    desk.clock.advance(Date.parse('2027-01-01T00:00:00+08:00') - desk.clock.now())
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({
      result: { visit: { treatmentDateTime: '2027-01-01T00:00:00', sequenceNumber: '0001' } },
    })
    expect(await counts(desk)).toMatchObject({
      lastSequence: { year: 116, sequenceNumber: '0001' }, year: { year: 116, treatmentCount: 1 },
    })
  })

  test('takes no number for a type without one, and the use of the card counts all the same', async () => {
    const desk = deskWith('hc.wang')
    const called = await desk.call('visit.takeNumber', { ...outpatient, treatmentItem: 'AC' })
    expect(called).toMatchObject({ result: { notices: [], visit: { sequenceNumber: 'IC', isSameDay: false } } })
    expect(await counts(desk)).toMatchObject({ left: 4, lastSequence: { sequenceNumber: '0002' }, year: { treatmentCount: 3 } })
  })

  test.each([
    ['hc.used-up', outpatient, 5001], ['hc.cancelled', outpatient, 5002], ['hc.expired', outpatient, 5003],
    ['hc.wang', { ...outpatient, babyTreatment: 'A' }, 5004], ['hc.wang', { ...outpatient, treatmentItem: 'ZA' }, 5081],
    ['hc.wang', { ...outpatient, treatmentItem: 'XA' }, 5082], ['hc.wang', { ...outpatient, treatmentItem: 'YB' }, 5084],
    ['hc.arrears', { ...outpatient, treatmentItem: 'DC' }, 9095],
  ] as const)('on %s for %j is refused with its code, and nothing is written', async (card, params, code) => {
    const desk = deskWith(card)
    const before = await counts(desk)
    expect(await desk.call('visit.takeNumber', params)).toEqual(refusedWith(code))
    expect(await counts(desk)).toEqual(before)
  })

  test('asks the data centre first where the insurance is to be checked, and writes nothing when it does not answer', async () => {
    const desk = deskWith('hc.wang')
    const before = await counts(desk)
    desk.centre.reachable = false
    expect(await desk.call('visit.takeNumber', { ...outpatient, treatmentItem: '05' })).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    desk.centre.reachable = true
    expect(await counts(desk)).toEqual(before)
    desk.centre.insure('Z199999016', { standing: 'notInsured' })
    expect(await desk.call('visit.takeNumber', { ...outpatient, treatmentItem: '05' })).toEqual(refusedWith(5012))
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({ result: { visit: { sequenceNumber: '0003' } } })
  })

  test('asks the data centre for the owner of the card: the mother of the shelf is not who owes premiums', async () => {
    const desk = deskWith('hc.mother')
    expect(await desk.call('visit.takeNumber', { ...outpatient, treatmentItem: 'DC' })).toHaveProperty('result')
    expect(new Set([arrears, usedUp, expired].map(({ cardSn }) => cardSn))).not.toContain('000012345728')
  })

  test.each(['unreachable', 5174, 9999] as const)('is good without 就醫識別碼 when the centre ends with %s', async (centre) => {
    const desk = deskWith('hc.wang')
    await desk.call('card.readRegister')
    desk.failAt(0, { centre })
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({
      result: { notices: [5174], visit: { sequenceNumber: '0003', treatmentNumber: null } },
    })
  })

  test('says so when the visit stands and its signature could not be written; it can be undone and taken anew', async () => {
    const desk = deskWith('hc.wang')
    const start = desk.commands
    await desk.call('visit.takeNumber', outpatient)
    const commands = desk.commands - start
    const torn = deskWith('hc.wang')
    torn.failAt(commands - 1, () => undefined)
    expect(await torn.call('visit.takeNumber', outpatient)).toEqual(refusedWith(5008))
    const { treatments: [newest], left } = await counts(torn)
    expect({ newest, left }).toMatchObject({ newest: { visit: NOW, signature: null }, left: 3 })
    expect(await torn.call('visit.undo', NOW)).toHaveProperty('result')
    expect(await torn.call('visit.takeNumber', outpatient)).toMatchObject({ result: { visit: { sequenceNumber: '0003' } } })
  })

  test('tells of a visit that stands when the card is pulled while the centre is asked: who is not told takes another', async () => {
    const desk = deskWith('hc.wang')
    pullWhileCentreIsAsked(desk)
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({ result: { visit: { ...NOW, sequenceNumber: '0003' } } })
    expect(desk.present(READER)).toBeUndefined()
  })

  test.each(['00x1', '9999'])('writes nothing where the card says that %s was the last number', async (sequenceNumber) => {
    const image = { ...usedCard, lastSequence: [{ year: 115, sequenceNumber }] }
    const odd = { card: 'hc.odd', label: { zh: '', en: '' }, make: () => new HealthCard(people(2, 1)[0]!, { image }) }
    const desk = new ThreeCardDesk({ world: 'one-clinic', cards: [odd] })
    desk.clinic.remove(READER)
    desk.clinic.insert(READER, 'hc.odd')
    const before = await counts(desk)
    expect(await desk.call('visit.takeNumber', outpatient)).toEqual(refusedWith(5007))
    expect(await counts(desk)).toEqual(before)
  })

  test('wants the PIN of a card that has one', async () => {
    const desk = deskWith('hc.pin')
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({ failed: 'PIN_REQUIRED' })
    expect(await desk.call('visit.undo', NOW)).toMatchObject({ failed: 'PIN_REQUIRED' })
    await desk.call('card.verifyPin', { pin: '1234' })
    expect(await desk.call('visit.takeNumber', outpatient)).toMatchObject({ result: { visit: { sequenceNumber: '0003' } } })
  })
})

describe('visit.undo', () => {
  test('leaves every count as it was, and the visit as an undone one', async () => {
    const desk = deskWith('hc.wang')
    const { treatments: earlier, ...before } = await counts(desk)
    await desk.call('visit.takeNumber', outpatient)
    expect(await desk.call('visit.undo', NOW)).toHaveProperty('result')
    const { treatments: [undone, ...others], ...now } = await counts(desk)
    expect(now).toEqual(before)
    expect(others).toEqual(earlier)
    expect(undone).toMatchObject({ visit: NOW, signature: { signature: '00'.repeat(128) } })
    expect(await desk.call('visit.undo', NOW)).toEqual(refusedWith(5153))
  })

  test('leaves nothing to write to: fees and orders of an undone visit would be counted for ever', async () => {
    const desk = deskWith('hc.wang')
    await desk.call('visit.takeNumber', outpatient)
    await desk.call('visit.undo', NOW)
    const before = await counts(desk)
    const owner = { patientId: 'Z199999016', birthday: '1990-01-01', ...NOW }
    const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
    const diagnoses = { mainCode: 'J069', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
    expect(await desk.call('visit.write', { ...owner, afterCheck: '1', diagnoses, fees })).toEqual(refusedWith(5022))
    const order = {
      ...NOW, orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID', days: 7, totalQuantity: '00014.0',
      deliveryNotes: '01',
    }
    expect(await desk.call('visit.writeOrders', { ...owner, orders: [order] })).toEqual(refusedWith(5022))
    expect(await counts(desk)).toEqual(before)
  })

  test('that stopped is finished first: its visit takes no fees meanwhile, by which it could not be finished any more', async () => {
    const desk = deskWith('hc.wang')
    const { treatments: earlier, ...before } = await counts(desk)
    await desk.call('visit.takeNumber', outpatient)
    const start = desk.commands
    await desk.call('visit.undo', NOW)
    const commands = desk.commands - start
    const torn = deskWith('hc.wang')
    await counts(torn)
    await torn.call('visit.takeNumber', outpatient)
    torn.failAt(commands - 2, () => undefined)
    expect(await torn.call('visit.undo', NOW)).toHaveProperty('failed')
    const owner = { patientId: 'Z199999016', birthday: '1990-01-01', ...NOW }
    const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
    const diagnoses = { mainCode: 'J069', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
    expect(await torn.call('visit.write', { ...owner, afterCheck: '1', diagnoses, fees })).toEqual(refusedWith(5022))
    expect(await torn.call('visit.undo', NOW)).toHaveProperty('result')
    const { treatments, ...now } = await counts(torn)
    expect(now).toEqual(before)
    expect(treatments.slice(1)).toEqual(earlier)
  })

  test('that stopped anywhere is finished before the next number is taken, and then the number is the one it would have been', async () => {
    const whole = deskWith('hc.wang')
    await whole.call('visit.takeNumber', outpatient)
    const start = whole.commands
    await whole.call('visit.undo', NOW)
    const commands = whole.commands - start
    await whole.call('visit.takeNumber', outpatient)
    const { treatments: [, ...wanted], ...expected } = await counts(whole)
    for (let at = 0; at < commands; at++) {
      const torn = deskWith('hc.wang')
      await torn.call('visit.takeNumber', outpatient)
      torn.failAt(at, () => undefined)
      const undone = await torn.call('visit.undo', NOW)
      const next = await torn.call('visit.takeNumber', outpatient)
      if ('failed' in undone && 'failed' in next) {
        expect(next, `command ${at}`).toEqual(refusedWith(5007))
        expect(await torn.call('visit.undo', NOW), `command ${at}`).toHaveProperty('result')
        expect(await torn.call('visit.takeNumber', outpatient), `command ${at}`).toHaveProperty('result')
      } else if ('failed' in undone) continue // nothing of the undo was written: the visit stands, and the next is its neighbour
      const { treatments: [, ...others], ...now } = await counts(torn)
      expect(now, `command ${at}`).toEqual(expected)
      expect(others.length, `command ${at}`).toBe(wanted.length)
    }
  })

  test('of a visit whose note makes no sense is 5130, and changes nothing', async () => {
    const [first, ...others] = usedCard.visits ?? []
    const spoiled = new HealthCard(people(2, 1)[0]!, {
      image: { ...usedCard, visits: [{ ...first!, ...NOW }, ...others], visitSignatures: [{ signature: `554e444f${'ff'.repeat(124)}` }] },
    })
    const desk = new FunctionDesk({ world: 'one-clinic', cards: [{ card: 'hc.spoiled', label: { zh: '', en: '' }, make: () => spoiled }] })
    desk.desk.clinic.remove(READER)
    desk.desk.clinic.insert(READER, 'hc.spoiled')
    expect(await desk.call('csUnGetSeqNumber', { unTreatDate: NOW.treatmentDateTime })).toEqual({ code: 5130, written: {} })
    expect(await desk.desk.call('visit.undo', NOW)).toEqual(refusedWith(5130))
  })

  test('is refused after 24 hours, and of no visit', async () => {
    const desk = deskWith('hc.wang')
    await desk.call('visit.takeNumber', outpatient)
    desk.clock.advance(86_400_001)
    expect(await desk.call('visit.undo', NOW)).toEqual(refusedWith(5154))
    expect(await desk.call('visit.undo', { treatmentDateTime: '2026-01-15T09:00:01' })).toEqual(refusedWith(5150))
  })

  test('wants the data centre', async () => {
    const desk = deskWith('hc.wang')
    await desk.call('visit.takeNumber', outpatient)
    desk.centre.reachable = false
    expect(await desk.call('visit.undo', NOW)).toMatchObject({ failed: 'IDC_UNREACHABLE' })
  })
})

describe('card.updateContent', () => {
  test('fills up a card without visits left, and ends its session', async () => {
    const desk = deskWith('hc.used-up')
    expect(await desk.call('card.updateContent')).toHaveProperty('result')
    expect(await desk.call('card.status')).toMatchObject({ result: { hc: { state: 1 } } })
    expect(await counts(desk)).toMatchObject({ left: 6 })
    expect(await desk.call('visit.takeNumber', outpatient)).toHaveProperty('result')
  })

  test('renews a card past its validity and leaves its visits alone', async () => {
    const desk = deskWith('hc.expired')
    expect(await desk.call('card.updateContent')).toHaveProperty('result')
    expect(await counts(desk)).toMatchObject({ left: 5, validUntil: '2031-12-31' })
  })

  test.each([
    ['hc.wang', 9081], ['hc.cancelled', 9082], ['hc.arrears', 9086],
  ])('of %s is refused with %i and changes nothing', async (card, code) => {
    const desk = deskWith(card)
    const before = await counts(desk)
    expect(await desk.call('card.updateContent')).toEqual(refusedWith(code, 'UPDATE_REFUSED'))
    expect(await counts(desk)).toEqual(before)
  })

  test.each([
    ['notInsured', 9083], ['stopped', 9084], ['withdrawn', 9085], ['personalArrears', 9086], ['employerArrears', 9087],
    ['unitArrears', 9088], ['bothArrears', 9089], ['arrearsAndNotInsured', 9090], ['untrueStatement', 9091], ['other', 9092],
  ] as const)('of somebody who is %s is refused with %i', async (standing, code) => {
    const desk = deskWith('hc.used-up')
    const person = resultOf(await desk.call('card.readRegister')) as { register: { idCardNum: string } }
    desk.centre.insure(person.register.idCardNum, { standing })
    expect(await desk.call('card.updateContent')).toEqual(refusedWith(code, 'UPDATE_REFUSED'))
  })

  test('writes all that the centre knows of somebody', async () => {
    const desk = deskWith('hc.used-up')
    const { register } = resultOf(await desk.call('card.readRegister')) as { register: { idCardNum: string } }
    const period = { validityStart: '2026-01-01', validityEnd: null }
    const year = {
      year: 115, treatmentCount: 9, outpatientFee: 1, inpatientFee: 2, costFee: 3, inpatient30Fee: 4, inpatient180Fee: 5, allCostFee: 6,
      allCost30Fee: 7,
    }
    desk.centre.insure(register.idCardNum, {
      standing: 'insured', insured: { insurerCode: '01', insurerId: '1' }, lastSequence: { year: 115, sequenceNumber: '0009' },
      illnesses: [{ period, code: { ciCode: 'C509' } }, null, null, null, null, null], cumulativeData: [year, null],
    })
    expect(await desk.call('card.updateContent')).toHaveProperty('result')
    expect(await counts(desk)).toMatchObject({ left: 6, lastSequence: { year: 115, sequenceNumber: '0009' }, year })
    expect(await desk.call('card.readRegister')).toMatchObject({ result: { register: { insurerCode: '01', insurerId: '1' } } })
    expect(await desk.call('card.readCriticalIllnesses')).toMatchObject({ result: { criticalIllnesses: [period] } })
  })

  test('opens a blocked PIN, and none is set afterwards', async () => {
    const desk = deskWith('hc.pin')
    for (const pin of ['0000', '0001', '0002']) await desk.call('card.verifyPin', { pin })
    expect(await desk.call('card.readRegister')).toMatchObject({ failed: 'PIN_BLOCKED' })
    expect(await desk.call('card.updateContent')).toHaveProperty('result')
    expect(await desk.call('card.readRegister')).toHaveProperty('result')
    expect(await desk.call('card.status')).toMatchObject({ result: { hc: { pin: 'notSet' } } })
  })
})

describe('hisGetSeqNumber256N1', () => {
  test('tells of a visit that stands when the card is pulled while the centre is asked', async () => {
    const { desk, library } = new FunctionDesk({ world: 'one-clinic' })
    pullWhileCentreIsAsked(desk)
    const input = { treatmentItem: '01', babyTreatment: '', treatAfterCheck: '1' } as const
    const answer = await library.call('hisGetSeqNumber256N1', input, { caller: {}, reader: undefined, icd10: false })
    expect(answer).toMatchObject({ code: 0, output: { visit: { ...NOW, sequenceNumber: '0003' } } })
    expect(desk.present(READER)).toBeUndefined()
  })
})

describe('就醫識別碼 without a card', () => {
  test('wants no health card in any reader', async () => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    const wang = { patientId: 'Z199999016', hospitalId: '9900000013' }
    desk.desk.clinic.remove(READER)
    const { code, written } = await desk.call('hisGetTreatNumNoICCard', wang)
    expect({ code, length: written['number']?.length }).toEqual({ code: 0, length: 86 })
    desk.desk.centre.reachable = false
    expect(await desk.call('hisGetTreatNumNoICCard', wang)).toEqual({ code: 4061, written: {} })
    desk.desk.centre.reachable = true
    expect(await desk.call('hisGetTreatNumNoICCard', { patientId: 'X', hospitalId: '9900000013' })).toEqual({ code: 5174, written: {} })
  })
})
