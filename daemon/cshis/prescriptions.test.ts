import { describe, expect, test } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import type { HcFileName } from '#protocols/nhi-card/contents'
import { HealthCard } from '#simulator/cards/health-card'
import { recordBytes, usedCard, type HcImage } from '#simulator/cards/hc-image'
import { people } from '#simulator/people'
import { FunctionDesk } from './function-desk.fixture.ts'

const HC_READER = 'Simulated Reader 01'
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]
const one = { startPos: 1, endPos: 1 }

const [patient] = people(2, 1)
const image: HcImage = {
  ...usedCard,
  importantOrders: [{
    performedOn: '2026-01-12', hospitalId: '9900000013', orderCode: '33070B', treatmentPosition: '', totalQuantity: '00001.0',
  }],
}
const MEMORY = 12_000

/** A card whose first record of a file is of a day that never was. */
function spoiled(name: HcFileName): HealthCard {
  if (patient === undefined) throw new Error('nobody lives here')
  const card = new HealthCard(patient, { image })
  const record = hex(recordBytes(image, name)[0] ?? new Uint8Array())
  const at = hex(card.eeprom.read(0, MEMORY)).indexOf(record)
  if (at < 0 || at % 2 !== 0) throw new Error(`no record of ${name} in the memory`)
  const dated = name === 'vaccinations' ? 6 : 0
  card.eeprom.write(at / 2 + dated, new TextEncoder().encode('1159999'))
  return card
}

async function deskWith(name: HcFileName): Promise<FunctionDesk> {
  const card = { card: 'hc.spoiled', label: { zh: '', en: '' }, make: () => spoiled(name) }
  const desk = new FunctionDesk({ world: 'three-cards', cards: [card] })
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
