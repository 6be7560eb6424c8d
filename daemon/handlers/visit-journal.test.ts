import { afterEach, describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#protocols/port/clock'
import type { ResultOf } from '#protocols/native-api/registry'
import type { Response } from '#protocols/native-api/wire'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'
import { freshFolder, memory, openStore } from '../store/store.fixture.ts'

let running: TestDaemon | undefined

afterEach(async () => {
  await running?.close()
  running = undefined
})

async function started(
  database: Parameters<typeof openStore>[0] = memory(), onCommit = (_: string): unknown => undefined,
): Promise<TestDaemon> {
  const store = (clock: Clock) => openStore(database, { clock, onCommit: (moment) => void onCommit(moment) })
  running = await startTestDaemon({ world: 'three-cards', store })
  return running
}

const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' }
const wang = { patientId: 'Z199999016', birthday: '1990-01-01', treatmentDateTime: '2026-01-12T10:05:00' }
const order = {
  treatmentDateTime: wang.treatmentDateTime, orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
  days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
}
const diagnoses = { mainCode: 'K021', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 300, costFee: 50, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }

const resultOf = <Name extends 'visit.list' | 'visit.get' | 'visit.pending'>(_name: Name, response: Response) => {
  if (!('result' in response)) throw new Error(JSON.stringify(response))
  return response.result as ResultOf<Name>
}

describe('visits that were kept', () => {
  test('are listed through whichever door they came, masked, and told whole one by one', async () => {
    const { rpc } = await started()
    await rpc('visit.takeNumber', outpatient)
    await rpc('visit.writeOrders', { ...wang, orders: [order, order] })
    await rpc('cshis.hisWriteTreatmentFee', { ...wang, data: fees })
    await rpc('visit.write', { ...wang, diagnoses, fees })
    const listed = await rpc('visit.list')
    expect(JSON.stringify(listed)).not.toContain(wang.patientId)
    const { visits: [older, newer] } = resultOf('visit.list', listed)
    const { visits } = resultOf('visit.list', listed)
    expect(visits.map(({ state, orders, treatments }) => ({ state, orders, treatments }))).toEqual([
      { state: 'takenBefore', orders: 2, treatments: 2 }, { state: 'taken', orders: 0, treatments: 0 },
    ])
    expect(newer).toMatchObject({ patientMasked: 'Z1******16', sequenceNumber: '0003', pending: null })
    const whole = resultOf('visit.get', await rpc('visit.get', { visitId: older?.visitId }))
    expect(whole).toMatchObject({
      patientId: wang.patientId, treatmentDateTime: wang.treatmentDateTime, number: null, pending: null,
      treatments: [{ door: 'cshis', state: 'done', fees, diagnoses: null }, { door: 'native', state: 'done', diagnoses }],
      orderLists: [{ written: 2, orders: [{ order, stands: 'onCard' }, { stands: 'onCard' }] }],
    })
    expect(whole.orderLists[0]?.orders.map(({ signature }) => signature?.length)).toEqual([40, 40])
  })

  test('are those of one person, of a time, or page by page', async () => {
    const { rpc, clock } = await started()
    for (let visit = 0; visit < 3; visit++) {
      await rpc('visit.takeNumber', { ...outpatient, treatmentItem: `0${visit + 1}` })
      clock.advance(60_000)
    }
    const all = resultOf('visit.list', await rpc('visit.list', { patientId: wang.patientId }))
    expect(all.visits).toHaveLength(3)
    expect(resultOf('visit.list', await rpc('visit.list', { patientId: 'A123456789' })).visits).toEqual([])
    expect(resultOf('visit.list', await rpc('visit.list', { from: all.visits[0]?.begunAt })).visits).toHaveLength(1)
    const paged: string[] = []
    for (let page: string | null = '', rounds = 0; page !== null; rounds++) {
      expect(rounds).toBeLessThan(4)
      const answered = await rpc('visit.list', { limit: 1, ...page === '' ? {} : { page } })
      const { visits, next }: ResultOf<'visit.list'> = resultOf('visit.list', answered)
      paged.push(...visits.map(({ visitId }) => visitId))
      page = next
    }
    expect(paged).toEqual(all.visits.map(({ visitId }) => visitId))
  })

  test('are those of the card in a reader, whoever else is named, and of none that has gone', async () => {
    const { rpc, clinic } = await started()
    await rpc('visit.takeNumber', outpatient)
    const inReader = async (more: object = {}) => resultOf('visit.list', await rpc('visit.list', { reader: 'r1', ...more })).visits
    expect(await inReader({ patientId: 'A123456789' })).toMatchObject([{ patientMasked: 'Z1******16' }])
    expect(await inReader({ pendingOnly: true })).toEqual([])
    // a session that is open with the card goes on
    expect(await rpc('visit.takeNumber', { ...outpatient, treatmentItem: '02' })).toHaveProperty('result')
    expect(await inReader()).toHaveLength(2)
    clinic.remove('Simulated Reader 01')
    expect(await rpc('visit.list', { reader: 'r1' })).toMatchObject({ error: { data: { name: 'CARD_ABSENT' } } })
    clinic.insert('Simulated Reader 01', 'hc.lin')
    expect(await inReader()).toEqual([])
    expect(resultOf('visit.list', await rpc('visit.list')).visits).toHaveLength(2)
  })

  test('wait with a step to take, until a person says that it was taken', async () => {
    let afterCommit = () => {}
    const onCommit = (moment: string) => moment === 'after' && afterCommit()
    const { rpc, clinic, logged } = await started(memory(), onCommit)
    await rpc('card.readRegister')
    // all signatures are kept, and the first order finds no card
    afterCommit = () => clinic.remove('Simulated Reader 01')
    await rpc('visit.writeOrders', { ...wang, orders: [order] })
    afterCommit = () => {}
    const { visits: [waiting] } = resultOf('visit.pending', await rpc('visit.pending'))
    expect(waiting?.pending?.waitsFor).toBe('card')
    expect(await rpc('system.status')).toMatchObject({ result: { store: { state: 'ok', keySource: 'given', pending: 1 } } })
    expect(waiting?.pending?.step.zh).toMatch(/健保卡/)
    const settled = { visitId: waiting?.visitId, note: '病人已離開，改以異常上傳' }
    expect(await rpc('visit.settle', settled)).toHaveProperty('result')
    expect(resultOf('visit.pending', await rpc('visit.pending')).visits).toEqual([])
    expect(await rpc('visit.settle', settled)).toMatchObject({ error: { data: { name: 'VISIT_SETTLED' } } })
    expect(await rpc('visit.get', { visitId: '0'.repeat(32) })).toMatchObject({ error: { data: { name: 'VISIT_UNKNOWN' } } })
    expect(logged.join('')).not.toMatch(/異常上傳|Z199999016/)
  })

  test('are told of by an event without anything personal', async () => {
    const { client, rpc } = await started()
    const told: string[] = []
    const page = client()
    await page.subscribe({ state: () => {}, event: (event) => told.push(JSON.stringify(event)) })
    await rpc('visit.takeNumber', outpatient)
    await expect.poll(() => told.join('')).toMatch(/"event":"visit.changed","data":\{"visitId":"[0-9a-f]{32}"\}/)
    expect(told.join('')).not.toContain(wang.patientId)
  })

  test('stand in a file that names nobody', async () => {
    const folder = freshFolder()
    const file = join(folder, 'visits.db')
    const { rpc } = await started(file)
    await rpc('visit.writeOrders', { ...wang, orders: [order] })
    expect(resultOf('visit.list', await rpc('visit.list')).visits).toHaveLength(1)
    for (const name of [file, `${file}-wal`]) expect(readFileSync(name).toString('latin1')).not.toMatch(/Z199999016|A000000300|2026-01-12/)
  })
})
