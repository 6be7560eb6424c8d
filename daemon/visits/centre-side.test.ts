import { afterEach, describe, expect, test } from 'vitest'
import { StoryClinic, diagnoses, fees, HC, HPC_PIN, orders, patients } from '../cs6/visit-story.fixture.ts'

const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const NEXT = '/api/v1/SequelNumber/Next', ROLLBACK = '/api/v1/SequelNumber/Rollback', VISITS = '/api/v1/Treatment/NoNeedHPC'
const UPDATE = '/api/v1/HcContent/Update', WRITE = '/api/v1/Treatment/WriteCodeFee', ORDERS = '/api/v1/Prescription/Write'
const THEN = '2026-01-15T09:00:00'

let story: StoryClinic
afterEach(() => story.close())

async function clinic(patient = patients['a patient with visits left']!) {
  story = await StoryClinic.open(patient)
  await story.rpc('card.readRegister')
  return story.cloud.control
}

const taken = () => story.rpc('visit.takeNumber', outpatient)
const atCentre = () => story.atCentre().visits.map(({ sequenceNumber, undone }) => `${sequenceNumber}${undone ? ' undone' : ''}`)
const left = async () => (await story.rpc('card.readRegister') as { register?: { treatmentCounter: number } }).register?.treatmentCounter
const owner = () => ({ patientId: story.id, birthday: story.birthday, treatmentDateTime: THEN })
const ordersOf = () => orders.map((order) => ({ ...order, treatmentDateTime: THEN }))

describe('a visit is counted at the centre first', () => {
  test('and what the centre refuses is not on the card, with the code of csHIS', async () => {
    const control = await clinic()
    control.putOnCheckList(story.id, 1)
    expect(await taken()).toMatchObject({ failed: 'VISIT_REFUSED' })
    control.putOnCheckList(story.id, 0)
    control.insure(story.id, 'personalArrears')
    const stay = await story.rpc('visit.takeNumber', { ...outpatient, treatmentItem: '05' })
    expect(stay).toMatchObject({ failed: 'VISIT_REFUSED', details: { code: 9095 } })
    expect([atCentre(), await left()]).toEqual([[], 4])
  })

  test('and nobody there leaves the card’s own count, which an undo takes back though the centre never had it', async () => {
    const control = await clinic()
    await control.stopSite(1)
    await control.stopSite(2)
    expect(await taken()).toMatchObject({ visit: { sequenceNumber: '0003', treatmentNumber: null }, notices: [5174] })
    await control.startSite(1)
    await control.startSite(2)
    expect([atCentre(), await left()]).toEqual([[], 3])
    expect((await story.rpc('visit.undo', { treatmentDateTime: THEN })).failed).toBeUndefined()
    expect([atCentre(), await left()]).toEqual([[], 4])
  })

  const lost = ['reset', 'resetAfter', 'half', 'wrongType', 'status500'] as const
  test.each(lost)('and one that ends with %s is counted by nobody, and taken anew', async (fault) => {
    const control = await clinic()
    control.plan({ fault, path: NEXT })
    expect(await taken()).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    expect([atCentre().filter((one) => !one.endsWith('undone')), await left()]).toEqual([[], 4])
    // once more before it does anything: what was undone before is not taken for this one
    control.plan({ fault: 'reset', path: NEXT })
    expect(await taken()).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    expect(await taken()).toMatchObject({ visit: { sequenceNumber: '0003' } })
    expect([atCentre().filter((one) => !one.endsWith('undone')), await left()]).toEqual([['0003'], 3])
  })

  test('and one whose undo is answered by nobody is undone all the same', async () => {
    const control = await clinic()
    control.plan({ fault: 'resetAfter', path: NEXT })
    control.plan({ fault: 'resetAfter', path: ROLLBACK, times: 2 })
    expect(await taken()).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    expect(atCentre()).toEqual(['0003 undone'])
  })

  test('and one that cannot be looked for is uncertain: it stands at the centre, and is not on the card', async () => {
    const control = await clinic()
    control.plan({ fault: 'resetAfter', path: NEXT })
    control.plan({ fault: 'reset', path: VISITS, times: 9 })
    expect(await taken()).toMatchObject({ failed: 'VISIT_UNCERTAIN' })
    expect([atCentre(), await left()]).toEqual([['0003'], 4])
    control.clearFaults()
    // the card has no such visit, and so only the centre has anything to undo
    expect((await story.rpc('visit.undo', { treatmentDateTime: THEN })).failed).toBeUndefined()
    expect([atCentre(), await left()]).toEqual([['0003 undone'], 4])
    expect(await story.rpc('visit.undo', { treatmentDateTime: '2026-01-15T08:00:00' })).toMatchObject({ details: { code: 5150 } })
    story.door.running.clock.advance(60_000)
    expect(await taken()).toMatchObject({ visit: { sequenceNumber: '0003' } })
  })

  test('and one counted while nobody was there lets the card count on, though the centre has not heard of it', async () => {
    const control = await clinic()
    await control.stopSite(1)
    await control.stopSite(2)
    expect(await taken()).toMatchObject({ visit: { sequenceNumber: '0003' } })
    await control.startSite(1)
    await control.startSite(2)
    story.door.running.clock.advance(60_000)
    expect(await taken()).toMatchObject({ visit: { sequenceNumber: '0004' }, notices: [5010] })
    expect([atCentre(), await left()]).toEqual([['0003 undone'], 2])
  })

  test('and the visit of another program, which has fees already, is not undone in its place', async () => {
    const control = await clinic()
    await taken()
    await story.rpc('visit.write', { ...owner(), afterCheck: '1', diagnoses, fees })
    story.door.running.clock.advance(60_000)
    control.plan({ fault: 'reset', path: NEXT })
    expect(await taken()).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    expect(atCentre()).toEqual(['0003'])
  })
})

describe('an undo', () => {
  test.each(['reset', 'resetAfter'] as const)('is done at both, though the answer of the centre ends with %s', async (fault) => {
    const control = await clinic()
    await taken()
    control.plan({ fault, path: ROLLBACK, times: 2 })
    expect((await story.rpc('visit.undo', { treatmentDateTime: THEN })).failed).toBeUndefined()
    expect([atCentre(), await left()]).toEqual([['0003 undone'], 4])
  })

  test('that nobody hears leaves both as they were', async () => {
    const control = await clinic()
    await taken()
    control.plan({ fault: 'reset', path: ROLLBACK, times: 9 })
    expect(await story.rpc('visit.undo', { treatmentDateTime: THEN })).toMatchObject({ failed: 'IDC_UNREACHABLE' })
    expect([atCentre(), await left()]).toEqual([['0003'], 3])
  })
})

describe('an update', () => {
  const fileOf = (name: string) => Object.values(story.atCentre().cards)[0]?.[name]
  const SIX = Buffer.from('120123106').toString('hex')

  test.each(['reset', 'resetAfter'] as const)('is done at both, though the answer of the centre ends with %s', async (fault) => {
    const control = await clinic(patients['a patient with none left'])
    control.plan({ fault, path: UPDATE, times: 2 })
    expect((await story.rpc('card.updateContent')).failed).toBeUndefined()
    expect([fileOf('validity'), await left()]).toEqual([SIX, 6])
  })

  test('that the insurance refuses changes neither', async () => {
    const control = await clinic(patients['a patient with none left'])
    control.insure(story.id, 'personalArrears')
    expect(await story.rpc('card.updateContent')).toMatchObject({ failed: 'UPDATE_REFUSED', details: { code: 9086 } })
    expect(await left()).toBe(0)
  })
})

describe('treatment and orders', () => {
  const told = (name: string) => Object.values(story.atCentre().cards)[0]?.[name]?.replaceAll('20', '') ?? ''

  test('that the centre does not hear of stand on the card, and the call is good', async () => {
    const control = await clinic()
    await taken()
    const before = [told('visitDiagnoses'), told('orders')]
    control.plan({ fault: 'reset', path: WRITE, times: 9 })
    control.plan({ fault: 'reset', path: ORDERS, times: 9 })
    expect(await story.rpc('visit.write', { ...owner(), afterCheck: '1', diagnoses, fees })).toMatchObject({ hpcIdNo: '' })
    expect(await story.rpc('visit.writeOrders', { ...owner(), orders: ordersOf() })).toMatchObject({ code: 0, written: 2 })
    expect([told('visitDiagnoses'), told('orders')]).toEqual(before)
  })

  test('of a physician are the physician’s at the centre too', async () => {
    await clinic(patients['a patient before a physician'])
    await story.rpc('hpc.verifyPin', { pin: HPC_PIN })
    await taken()
    await story.rpc('visit.write', { ...owner(), afterCheck: '1', diagnoses, fees })
    expect(told('visitPhysicians')).toContain(Buffer.from('Z299999410').toString('hex'))
  })

  test('of somebody whose card was pulled are told to nobody', async () => {
    await clinic()
    story.door.running.clinic.remove(HC)
    expect(await story.rpc('visit.write', { ...owner(), afterCheck: '1', diagnoses, fees })).toHaveProperty('failed')
    expect(atCentre()).toEqual([])
  })
})
