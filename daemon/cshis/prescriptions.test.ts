import { describe, expect, test } from 'vitest'
import type { HcFileName } from '#protocols/nhi-card/contents'
import { FunctionDesk } from './function-desk.fixture.ts'
import { spoiledCard } from './spoiled-card.fixture.ts'

const HC_READER = 'Simulated Reader 01'
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]
const one = { startPos: 1, endPos: 1 }

async function deskWith(name: HcFileName): Promise<FunctionDesk> {
  const desk = new FunctionDesk({ world: 'three-cards', cards: [spoiledCard(name)] })
  desk.desk.clinic.remove(HC_READER)
  desk.desk.clinic.insert(HC_READER, 'hc.spoiled')
  await desk.prepare(physician)
  return desk
}

describe('an area that cannot be read', () => {
  test.each([
    { file: 'orders', name: 'hisReadPrescriptMain', code: 5015 },
    { file: 'longTermPrescriptions', name: 'hisReadPrescriptLongTerm', code: 5016 },
    { file: 'importantOrders', name: 'hisReadPrescriptHVE', code: 5017 },
  ] as const)('is $code to $name and to whoever reads all, and the others are read', async ({ file, name, code }) => {
    const desk = await deskWith(file)
    expect(await desk.call(name, one)).toEqual({ code, written: {} })
    expect(await desk.call('hisReadPrescription')).toEqual({ code, written: {} })
    expect((await desk.call('hisReadPrescriptAllergic', one)).code).toBe(0)
  })

  test('is 4043 to a function that has no code of its own for it', async () => {
    const desk = await deskWith('vaccinations')
    expect((await desk.call('hisGetCumulativeFee')).code).toBe(0)
    expect(await desk.call('hisGetInoculateData')).toEqual({ code: 4043, written: {} })
  })
})

test('positions are looked at before any card is', async () => {
  const desk = new FunctionDesk({ world: 'no-reader' })
  for (const input of [{ startPos: 0, endPos: 1 }, { startPos: -1, endPos: -1 }, { startPos: 2, endPos: 1 }, { startPos: 1, endPos: 61 }]) {
    expect((await desk.call('hisReadPrescriptMain', input)).code).toBe(6018)
  }
  expect((await desk.call('hisReadPrescriptMain', one)).code).toBe(4000)
})

test('every position alone is what all of them are together', async () => {
  const desk = new FunctionDesk({ world: 'three-cards' })
  await desk.prepare(physician)
  const { written: { orders = '' } } = await desk.call('hisReadPrescription')
  for (let at = 1; at <= 60; at += 1) {
    const { written } = await desk.call('hisReadPrescriptMain', { startPos: at, endPos: at })
    expect(written).toEqual({ orders: orders.slice((at - 1) * 122, at * 122), recCount: '0100' })
  }
})
