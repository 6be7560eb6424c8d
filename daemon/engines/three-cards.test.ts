import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
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
  test('are told apart when no reader is named: the basic data are the health card’s', async () => {
    running.clinic.insert(SECOND, 'hpc.physician')
    expect(await call('card.readBasic')).toMatchObject({ reader: 'r1', basic: { name: '王測試' } })
    running.clinic.remove(SECOND)
    running.clinic.insert(SECOND, 'hc.lin')
    expect(await call('card.readBasic')).toMatchObject({ failed: 'READER_AMBIGUOUS' })
    await call('card.readRegister', { reader: 'r2' })
    expect(await call('card.status')).toMatchObject({ hc: { place: { reader: 'r1' }, state: 1 } })
    expect(await call('card.status', { reader: 'r2' })).toMatchObject({ hc: { place: { reader: 'r2' }, state: 2 } })
    expect(await call('card.status', { reader: 'r9' })).toMatchObject({ failed: 'READER_UNKNOWN' })
    running.clinic.remove(SECOND)
    running.clinic.insert(SECOND, 'hc.real')
    expect(await call('card.status', { reader: 'r2' })).toMatchObject({ hc: { state: 1, protectedPart: 'unavailable' } })
  })

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

  test('begin with a SAM that authenticates by itself once the daemon is ready, and not before', async () => {
    const sam = async () => (await call('card.status') as { sam: object }).sam
    running.clock.advance(1_999)
    expect(running.idc).toBeUndefined()
    running.clock.advance(1)
    await vi.waitFor(async () => expect(await sam()).toMatchObject({ state: 2, samId: 'TESTSAM00001' }))
  })

  test('tell nobody a PIN: no line of the log, no answer, no event', async () => {
    const pins = ['24681357', '98765432', '31415926', '27182818']
    const events: unknown[] = []
    await running.client().subscribe({ state: () => {}, event: (event) => void events.push(event) })
    running.clinic.insert(SECOND, 'hpc.physician')
    const answers = [
      await call('hpc.verifyPin', { pin: pins[0] }), await call('hpc.changePin', { pin: '123456', newPin: pins[1] }),
      await call('hpc.unlock', { puk: pins[2], newPin: pins[3] }), await call('card.enablePin', { newPin: pins[3] }),
      await call('hpc.verifyPin', { pin: pins[1], more: pins[2] }), await call('hpc.verifyPin', { pin: [pins[0]] }),
      await call('card.status'),
    ]
    const told = [...answers, ...events].map((one) => JSON.stringify(one)).join('\n') + running.logged.join('\n')
    expect(told).toContain('PIN_WRONG')
    for (const pin of pins) expect(told).not.toContain(pin)
  })

  test('are asked for no PIN in a reader without a pad: the card sees no attempt and loses no try', async () => {
    running.clinic.insert(SECOND, 'hpc.physician')
    expect(await call('hpc.verifyPin')).toEqual({ failed: 'PIN_PAD_ABSENT', details: { reader: 'r2' } })
    expect(await call('hpc.verifyPin', { pin: '654321' })).toEqual({ failed: 'PIN_WRONG', details: { triesLeft: 2 } })
  })
})
