import { describe, expect, test } from 'vitest'
import { professions, type ProfessionName } from '#protocols/nhi-card/profession'
import type { Clinic } from '#simulator/clinic'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'

const [HC, HPC, SAM] = ['Simulated Reader 01', 'Simulated Reader 02', 'Simulated Reader 03'] as const
const FOURTH = 'Simulated Reader 04'
const failed = (called: Called) => 'failed' in called ? called.failed : undefined
const resultOf = (called: Called) => 'result' in called ? called.result : called

async function statesOf(desk: ThreeCardDesk) {
  const { sam, hc, hpc } = resultOf(await desk.call('card.status')) as Record<'sam' | 'hc' | 'hpc', { state: number }>
  return [sam.state, hc.state, hpc.state]
}

/** The steps of a visit, each with the states of SAM, health card and professional card after it (nhi-facts §4.5). */
const visit = [
  { does: 'the cards are looked at', act: (desk: ThreeCardDesk) => desk.call('card.status'), states: [1, 1, 1] },
  { does: 'the SAM is verified', act: (desk: ThreeCardDesk) => desk.call('sam.verify'), states: [2, 1, 1] },
  { does: 'the register is read', act: (desk: ThreeCardDesk) => desk.call('card.readRegister'), states: [2, 2, 1] },
  { does: 'a PIN is verified', act: (desk: ThreeCardDesk) => desk.call('hpc.verifyPin', { pin: '123456' }), states: [2, 2, 3] },
  { does: 'prescriptions are read', act: (desk: ThreeCardDesk) => desk.call('card.readPrescriptions'), states: [2, 3, 3] },
] as const

async function deskAfter(step: number, world: 'dedicated-reader' | 'three-cards' = 'dedicated-reader') {
  const desk = new ThreeCardDesk({ world })
  for (const { act } of visit.slice(0, step + 1)) expect(failed(await act(desk))).toBeUndefined()
  return desk
}

test('the states of the three cards follow the steps of a visit', async () => {
  for (const [step, { does, states }] of visit.entries()) {
    expect(await statesOf(await deskAfter(step)), does).toEqual(states)
  }
})

describe('after every step of a visit', () => {
  const taken: Readonly<Record<string, (clinic: Clinic, reader: string) => void>> = {
    'is pulled': (clinic, reader) => void clinic.remove(reader),
    'loses its reader': (clinic, reader) => clinic.removeReader(reader),
  }
  const without = {
    [HC]: ([sam, , hpc]: readonly number[]) => [sam, 0, hpc],
    // a role that was granted goes with the card, and the session that honours it
    [HPC]: ([sam, hc]: readonly number[]) => [sam, hc === 3 ? 1 : hc, 0],
  }

  test.each(Object.keys(taken))('a health or professional card that %s takes with it what it had, and no more', async (how) => {
    for (const reader of [HC, HPC] as const) for (const [step, { does, states }] of visit.entries()) {
      const desk = await deskAfter(step)
      taken[how]?.(desk.clinic, reader)
      expect(await statesOf(desk), `${reader} ${how} after ${does}`).toEqual(without[reader](states))
    }
  })

  test('a card that another program resets begins anew', async () => {
    for (const reader of [HC, HPC] as const) for (const [step, { states }] of visit.entries()) {
      const desk = await deskAfter(step)
      desk.clinic.resetCard(reader)
      const [sam, hc, hpc] = without[reader](states)
      expect(await statesOf(desk)).toEqual(reader === HC ? [sam, 1, hpc] : [sam, hc, 1])
    }
  })

  test('without the SAM card everything begins anew, and the cloud SAM takes its place', async () => {
    for (const act of [...Object.values(taken), (clinic: Clinic) => clinic.resetCard(SAM)]) {
      for (const step of visit.keys()) {
        const desk = await deskAfter(step)
        act(desk.clinic, SAM)
        expect(await statesOf(desk)).toEqual([1, 1, 1])
        expect(failed(await desk.call('card.readRegister'))).toBeUndefined()
        expect(failed(await desk.call('card.readPrescriptions'))).toBe('HPC_PIN_REQUIRED')
      }
    }
  })

  test('a professional who logs out, or goes, leaves no rights behind', async () => {
    for (const leave of [
      (desk: ThreeCardDesk) => desk.call('auth.logout', { card: 'hpc' }),
      (desk: ThreeCardDesk) => desk.call('auth.logout', { card: 'all' }),
      async ({ clinic }: ThreeCardDesk) => void clinic.remove(HPC),
    ]) {
      const desk = await deskAfter(4)
      expect(resultOf(await desk.call('card.readTreatments'))).toMatchObject({ withDiagnoses: true })
      await leave(desk)
      expect(failed(await desk.call('card.readPrescriptions'))).toMatch(/^HPC_(?:PIN_REQUIRED|ABSENT)$/)
      const treatments = resultOf(await desk.call('card.readTreatments'))
      expect(treatments).toMatchObject({ withDiagnoses: false, treatments: [{ diagnoses: null }, {}] })
    }
  })

  test('a logout of the health card alone keeps the professional, whose role is shown again', async () => {
    const desk = await deskAfter(4)
    expect(resultOf(await desk.call('auth.logout', { card: 'hc' }))).toEqual({ loggedOut: ['hc'] })
    expect(await statesOf(desk)).toEqual([2, 1, 3])
    expect(failed(await desk.call('card.readPrescriptions'))).toBeUndefined()
  })

  test('card.readBasic at any reader takes nothing away', async () => {
    for (const [step, { states }] of visit.entries()) {
      const desk = await deskAfter(step)
      expect(failed(await desk.call('card.readBasic', { reader: 'r1' }))).toBeUndefined()
      for (const reader of ['r2', 'r3']) {
        expect(failed(await desk.call('card.readBasic', { reader }))).toBe('CARD_UNRECOGNISED')
      }
      expect(failed(await desk.call('hpc.readBasic'))).toBeUndefined()
      expect(await statesOf(desk)).toEqual(states)
      expect(failed(await desk.call(step === 4 ? 'card.readPrescriptions' : 'card.readRegister'))).toBeUndefined()
    }
  })
})

describe('a profession', () => {
  const names = Object.keys(professions) as ProfessionName[]

  test.each(names)('%s reads what it may and no more', async (profession) => {
    const desk = new ThreeCardDesk({ world: 'one-clinic' })
    desk.clinic.insert(HPC, `hpc.${profession}`)
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBeUndefined()
    const { read } = professions[profession].rights
    const prescriptions = await desk.call('card.readPrescriptions')
    const treatments = resultOf(await desk.call('card.readTreatments'))
    switch (read) {
      case 'all':
        expect(resultOf(prescriptions)).toMatchObject({ orders: [{}, {}, {}], importantOrders: [] })
        return expect(treatments).toMatchObject({ withDiagnoses: true })
      case 'pharmacist': {
        expect(resultOf(prescriptions)).toMatchObject({ importantOrders: null })
        const { orders } = resultOf(prescriptions) as { orders: readonly object[] }
        return expect(orders.length).toBeLessThan(3)
      }
      case 'none':
        expect(failed(prescriptions)).toBe('PROFESSION_REFUSED')
        expect(treatments).toMatchObject({ withDiagnoses: false })
        return expect(await statesOf(desk)).toEqual([2, 2, 3])
    }
  })
})

describe('several cards of a kind', () => {
  test('two professional cards are too many for anything that wants one', async () => {
    const desk = new ThreeCardDesk({ world: 'three-cards' })
    desk.clinic.addReader(SAM)
    desk.clinic.insert(SAM, 'hpc.nurse')
    for (const params of [{ pin: '123456' }, { pin: '123456', reader: 'r2' }, { pin: '123456', reader: 'r3' }]) {
      expect(await desk.call('hpc.verifyPin', params)).toEqual({ failed: 'HPC_AMBIGUOUS', details: { readers: 'r2, r3' } })
    }
    expect(failed(await desk.call('card.readPrescriptions'))).toBe('HPC_AMBIGUOUS')
    expect(failed(await desk.call('card.readTreatments'))).toBeUndefined()
    expect(resultOf(await desk.call('hpc.readBasic', { reader: 'r3' }))).toMatchObject({ professional: { profession: 'nurse' } })
    desk.clinic.remove(HPC)
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBeUndefined()
    expect(failed(await desk.call('card.readPrescriptions'))).toBe('PROFESSION_REFUSED')
  })

  test('two health cards are read by their readers’ names, each in its own session and at once', async () => {
    for (const world of ['one-clinic', 'dedicated-reader'] as const) {
      const desk = new ThreeCardDesk({ world })
      desk.clinic.addReader(FOURTH)
      desk.clinic.insert(FOURTH, 'hc.lin')
      expect(failed(await desk.call('card.readRegister'))).toBe('READER_AMBIGUOUS')
      const last = world === 'one-clinic' ? 'r3' : 'r4'
      const [wang, lin, again] = await Promise.all([
        desk.call('card.readRegister', { reader: 'r1' }), desk.call('card.readRegister', { reader: last }),
        desk.call('card.readRegister', { reader: 'r1' }),
      ])
      expect(wang).toMatchObject({ result: { reader: 'r1', register: { name: '王測試' } } })
      expect(again).toEqual(wang)
      expect(lin).toMatchObject({ result: { reader: last, register: { name: '林測試' } } })
      desk.clinic.remove(FOURTH)
      expect(failed(await desk.call('card.readRegister'))).toBeUndefined()
      expect(await statesOf(desk)).toEqual([2, 2, world === 'one-clinic' ? 0 : 1])
    }
  })

  test('two SAM cards are too many', async () => {
    const desk = new ThreeCardDesk({ world: 'dedicated-reader' })
    desk.clinic.addReader(FOURTH)
    desk.clinic.insert(FOURTH, 'sam.second')
    for (const method of ['card.readRegister', 'sam.verify'] as const) {
      expect(await desk.call(method)).toEqual({ failed: 'SAM_AMBIGUOUS', details: { readers: 'r3, r4' } })
    }
    desk.clinic.remove(SAM)
    expect(await desk.call('sam.verify')).toEqual({ failed: 'SAM_REFUSED', details: { code: 9013 } }) // nobody knows this one
    desk.clinic.remove(FOURTH)
    desk.clinic.insert(SAM, 'sam')
    expect(failed(await desk.call('card.readRegister'))).toBeUndefined()
  })

  test('a caller that has gone is not served, and nobody waits for it', async () => {
    const desk = new ThreeCardDesk({ world: 'dedicated-reader' })
    await desk.call('card.status')
    expect(failed(await desk.call('card.readRegister', {}, { gone: () => true }))).toBe('CALLER_GONE')
    expect(failed(await desk.call('card.readRegister'))).toBeUndefined()
  })

  test('callers of every kind at once all get an answer', async () => {
    for (const world of ['three-cards', 'dedicated-reader'] as const) {
      const desk = new ThreeCardDesk({ world })
      const calls = ['card.readRegister', 'sam.verify', 'card.readBasic', 'card.status', 'card.readTreatments', 'hpc.readBasic'] as const
      const answers = await Promise.all([...calls, ...calls, ...calls].map((method) => (
        desk.call(method, method === 'card.readBasic' ? { reader: 'r1' } : {})
      )))
      for (const answer of answers) expect(failed(answer) ?? 'SESSION_LOST').toBe('SESSION_LOST')
      expect(failed(await desk.call('card.readRegister'))).toBeUndefined()
    }
  })
})

describe('a card that is swapped', () => {
  test('for another professional’s, unseen, gives neither its rights nor its name to the other', async () => {
    for (const step of visit.keys()) {
      const desk = await deskAfter(step)
      desk.clinic.swap(HPC, 'hpc.nurse')
      expect(failed(await desk.call('hpc.readBasic'))).toBe('CARD_CHANGED')
      expect(resultOf(await desk.call('hpc.readBasic'))).toMatchObject({ professional: { profession: 'nurse' } })
      expect(failed(await desk.call('card.readPrescriptions'))).toBe('HPC_PIN_REQUIRED')
    }
  })

  test('for another professional’s, unseen, is noticed when a PIN is verified', async () => {
    const desk = await deskAfter(0)
    desk.clinic.swap(HPC, 'hpc.nurse')
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBe('CARD_CHANGED')
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBeUndefined()
    expect(await desk.call('card.status')).toMatchObject({ result: { hpc: { profession: 'nurse', pin: 'verified' } } })
  })

  test('that is a real one says that its protected part is secret, and is read as far as anybody may', async () => {
    const desk = new ThreeCardDesk({ world: 'one-clinic' })
    desk.clinic.remove(HC)
    desk.clinic.insert(HC, 'hc.real')
    for (const method of ['card.readRegister', 'card.readMarks', 'card.readPrescriptions'] as const) {
      expect(await desk.call(method)).toEqual({ failed: 'PROTECTED_PART_UNAVAILABLE', details: { reader: 'r1' } })
    }
    expect(resultOf(await desk.call('card.readBasic'))).toMatchObject({ basic: { name: '許真卡' } })
    const hc = { place: { reader: 'r1' }, protectedPart: 'unavailable' }
    expect(await desk.call('card.status')).toMatchObject({ result: { hc } })
  })
})

describe('in production', () => {
  test.each(['one-clinic', 'dedicated-reader'] as const)('nothing of a TEST card or module is used (%s)', async (world) => {
    const desk = new ThreeCardDesk({ world, environment: 'production' })
    for (const method of ['card.readRegister', 'card.readPrescriptions', 'sam.verify'] as const) {
      expect(await desk.call(method)).toEqual({ failed: 'ENVIRONMENT_MIXED', details: {} })
    }
    expect(failed(await desk.call('card.verifyPin', { pin: '1234' }))).toBe('ENVIRONMENT_MIXED')
    if (world === 'one-clinic') desk.clinic.insert(HPC, 'hpc.physician')
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBe('ENVIRONMENT_MIXED')
    expect(failed(await desk.call('hpc.readBasic'))).toBeUndefined()
    expect(resultOf(await desk.call('card.readBasic', { reader: 'r1' }))).toMatchObject({ basic: { name: '王測試' } })
    expect(desk.messages).toBe(0)
  })
})
