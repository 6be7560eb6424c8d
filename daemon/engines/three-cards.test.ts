import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'

const SECOND = 'Simulated Reader 02'
let running: TestDaemon
beforeEach(async () => {
  running = await startTestDaemon()
})
afterEach(() => running.close())

const call = async (method: string, params: object = {}) => {
  const response = await running.rpc(method, params)
  return 'result' in response ? response.result : { failed: response.error.data.name, details: response.error.data.details }
}

describe('the three cards', () => {
  test('are read as far as a SAM allows, and further with a professional card and its PIN', async () => {
    expect(await call('card.readRegister')).toMatchObject({ register: { treatmentCounter: 4, insurerId: '3' } })
    expect(await call('card.readTreatments')).toMatchObject({ withDiagnoses: false, treatments: [{ diagnoses: null }, {}] })
    expect(await call('card.readPrescriptions')).toEqual({ failed: 'HPC_ABSENT', details: {} })
    running.clinic.insert(SECOND, 'hpc.physician')
    expect(await call('card.readPrescriptions')).toEqual({ failed: 'HPC_PIN_REQUIRED', details: { reader: 'r2' } })
    expect(await call('hpc.verifyPin', { pin: '654321' })).toEqual({ failed: 'PIN_WRONG', details: { triesLeft: 2 } })
    expect(await call('hpc.verifyPin', { pin: '123456' })).toMatchObject({ reader: 'r2' })
    expect(await call('card.readPrescriptions')).toMatchObject({ orders: [{}, {}, {}], allergies: [{ slot: 1, ingredient: 'PENICILLIN' }] })
    expect(await call('card.readTreatments')).toMatchObject({ withDiagnoses: true, treatments: [{ diagnoses: { mainCode: 'J069' } }, {}] })
    expect(await call('card.status')).toMatchObject({
      sam: { state: 2 }, hc: { state: 3, hpc: 'physician' }, hpc: { state: 3, profession: 'physician' },
    })
    running.clinic.remove(SECOND)
    expect(await call('card.readPrescriptions')).toEqual({ failed: 'HPC_ABSENT', details: {} })
    expect(await call('card.readTreatments')).toMatchObject({ withDiagnoses: false, treatments: [{ diagnoses: null }, {}] })
  })
})
