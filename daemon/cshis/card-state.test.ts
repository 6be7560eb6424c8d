import { describe, expect, test } from 'vitest'
import { FunctionDesk } from './function-desk.fixture.ts'

const HC_READER = 'Simulated Reader 01'
const HPC_READER = 'Simulated Reader 02'
const types = { sam: 1, hc: 2, hpc: 3 } as const
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

async function states(desk: FunctionDesk): Promise<number[]> {
  const codes = []
  for (const cardType of Object.values(types)) codes.push((await desk.call('hisGetCardStatus', { cardType })).code)
  return codes
}

describe('hisGetCardStatus', () => {
  test('grows with what the cards have been shown', async () => {
    const desk = new FunctionDesk({ world: 'three-cards' })
    expect(await states(desk)).toEqual([1, 1, 1])
    await desk.call('hisGetBasicData')
    expect(await states(desk)).toEqual([2, 2, 1])
    await desk.prepare(physician)
    expect(await states(desk)).toEqual([2, 2, 3])
    await desk.call('hisReadPrescriptAllergic', { startPos: 1, endPos: 1 })
    expect(await states(desk)).toEqual([2, 3, 3])
  })

  test('says 9 of a card that is none, in the place of the first one that is missing', async () => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.insert(HPC_READER, 'hpc')
    expect(await states(desk)).toEqual([1, 1, 9])
    desk.desk.clinic.remove(HC_READER)
    expect(await states(desk)).toEqual([1, 9, 0])
  })

  test('says 0 of a health card that is not there, beside a professional card', async () => {
    const desk = new FunctionDesk({ world: 'three-cards' })
    desk.desk.clinic.remove(HC_READER)
    expect(await states(desk)).toEqual([1, 0, 1])
  })

  test('says 1 of a real card, which is recognised and not authenticated', async () => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.remove(HC_READER)
    desk.desk.clinic.insert(HC_READER, 'hc.real')
    expect(await states(desk)).toEqual([1, 1, 0])
  })
})

describe('csGetCardNo', () => {
  test('reads the number of a real card, for which nothing is authenticated', async () => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.remove(HC_READER)
    desk.desk.clinic.insert(HC_READER, 'hc.real')
    expect(await desk.call('csGetCardNo', { cardType: types.hc })).toEqual({ code: 0, written: { cardNo: '303030303132333435373737' } })
  })

  test('leaves a session as it is', async () => {
    const desk = new FunctionDesk({ world: 'pin-card' })
    await desk.prepare([{ method: 'card.verifyPin', params: { pin: '1234' } }])
    expect((await desk.call('csGetCardNo', { cardType: types.hc })).code).toBe(0)
    expect((await desk.call('hisGetCumulativeFee')).code).toBe(0)
  })

  test('tells the number of a SAM card whose data centre does not answer', async () => {
    const desk = new FunctionDesk({ world: 'dedicated-reader' })
    desk.desk.failAt(0, { centre: 'unreachable' })
    const answer = await desk.call('csGetCardNo', { cardType: types.sam })
    expect(answer).toEqual({ code: 0, written: { cardNo: '5445535453414d3030303031' } })
    expect(await states(desk)).toEqual([1, 1, 1])
  })
})

describe('csSoftwareReset', () => {
  test.each([
    { what: 'the health card', type: 3, after: [2, 1, 3] }, { what: 'the professional card', type: 2, after: [2, 1, 1] },
    { what: 'the security module', type: 1, after: [1, 1, 1] }, { what: 'the reader', type: 0, after: [1, 1, 1] },
  ])('of $what sends nothing to a card, and what it ended begins anew by itself', async ({ type, after }) => {
    const desk = new FunctionDesk({ world: 'three-cards' })
    await desk.prepare([...physician, { method: 'card.readPrescriptions', params: {} }])
    expect(await states(desk)).toEqual([2, 3, 3])
    const { commands } = desk.desk
    expect(await desk.call('csSoftwareReset', { type })).toEqual({ code: 0, written: {} })
    expect(desk.desk.commands).toBe(commands)
    expect(await states(desk)).toEqual(after)
    expect((await desk.call('hisGetBasicData')).code).toBe(0)
  })

  test('makes the patient’s PIN be verified again', async () => {
    const desk = new FunctionDesk({ world: 'pin-card' })
    await desk.prepare([{ method: 'card.verifyPin', params: { pin: '1234' } }])
    expect((await desk.call('hisGetCumulativeFee')).code).toBe(0)
    await desk.call('csSoftwareReset', { type: 3 })
    expect((await desk.call('hisGetCumulativeFee')).code).toBe(5102)
  })
})

describe('csOpenCom', () => {
  test('succeeds with the first reader, and fails with the last one gone', async () => {
    const desk = new FunctionDesk({ world: 'no-reader' })
    const opened = async () => (await desk.call('csOpenCom', { port: 3 })).code
    expect(await opened()).toBe(-1)
    desk.desk.clinic.addReader('Simulated Reader 09')
    expect(await opened()).toBe(0)
    desk.desk.clinic.removeReader('Simulated Reader 09')
    expect(await opened()).toBe(-1)
  })
})
