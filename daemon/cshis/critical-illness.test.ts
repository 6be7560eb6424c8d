import { describe, expect, test } from 'vitest'
import { FunctionDesk } from './function-desk.fixture.ts'

const HC_READER = 'Simulated Reader 01'
const HPC_READER = 'Simulated Reader 02'
const verified = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

describe('a refusal of a critical illness', () => {
  test('leaves the PIN verified that the patient entered', async () => {
    const desk = new FunctionDesk({ world: 'pin-card' })
    desk.desk.clinic.insert(HPC_READER, 'hpc.pharmacist')
    await desk.prepare([...verified, { method: 'card.verifyPin', params: { pin: '1234' } }])
    expect((await desk.call('hisGetCriticalIllness')).code).toBe(9100)
    expect((await desk.call('hisGetCriticalIllnessID', { patientId: 'Z199999016', birthday: '1990-01-01' })).code).toBe(5020)
    expect((await desk.call('hisReadPrescriptHVE', { startPos: 1, endPos: 1 })).code).toBe(9100)
    expect((await desk.call('hisGetCumulativeFee')).code).toBe(0)
  })

  test('is 9100 to a profession that may read nothing', async () => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.insert(HPC_READER, 'hpc.nurse')
    await desk.prepare(verified)
    expect((await desk.call('hisGetCriticalIllness')).code).toBe(9100)
  })

  test('turns into the dates once the professional card is taken out', async () => {
    const desk = new FunctionDesk({ world: 'three-cards' })
    expect((await desk.call('hisGetCriticalIllness')).code).toBe(4042)
    desk.desk.clinic.remove(HPC_READER)
    expect((await desk.call('hisGetCriticalIllness')).code).toBe(5141)
  })
})

describe('a card that was cancelled', () => {
  const asked = [
    { name: 'hisGetEmergentTel' }, { name: 'hisGetLastSeqNum' }, { name: 'hisGetCriticalIllness' },
    { name: 'hisGetCriticalIllnessID', input: { patientId: 'Z199999052', birthday: '1972-07-07' } },
  ] as const
  test.each(asked)('is 5002 to $name', async ({ name, ...rest }) => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.remove(HC_READER)
    desk.desk.clinic.insert(HC_READER, 'hc.cancelled')
    expect(await desk.call(name, 'input' in rest ? rest.input : {})).toEqual({ code: 5002, written: {} })
  })
})
