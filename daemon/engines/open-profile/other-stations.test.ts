import { describe, expect, test } from 'vitest'
import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'
import { uploadsOnly } from './uploads-only.fixture.ts'
import { VirtualClock } from '#simulator/virtual-clock'

const FIRST = 'Simulated Reader 01', HPC = 'Simulated Reader 02', LAST = 'Simulated Reader 04'
const WANG = 'Z199999016'
const visit = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const failed = (called: Called) => 'failed' in called ? called.failed : undefined

/** The remote API lets whoever counts a visit for this person wait, and is not there for anybody else. */
function hangingFor(id: string) {
  let hear = (): void => undefined
  let refuse = (): void => undefined
  const heard = new Promise<void>((resolve) => (hear = resolve))
  const remote: RemoteCentre & UploadCentre = {
    ...uploadsOnly(new VirtualClock('2026-01-15T09:00:00+08:00')),
    call: (name, { hcIdNo }: SignatureBundle) => new Promise<never>((_, reject) => {
      if (name !== 'SequelNumber/Next' || hcIdNo !== id) return reject(new RemoteError({ kind: 'unreachable' }))
      refuse = () => reject(new RemoteError({ kind: 'refused', statusCode: 3205 }))
      hear()
    }),
  }
  return { remote, heard, refuse: () => refuse() }
}

/** With a cloud SAM, and with a SAM card. */
describe.each(['three-cards', 'dedicated-reader'] as const)('in the world %s, while the centre lets one patient wait', (world) => {
  const clinic = async () => {
    const { remote, heard, refuse } = hangingFor(WANG)
    const desk = new ThreeCardDesk({ world, remote })
    desk.clinic.addReader(LAST)
    desk.clinic.insert(LAST, 'hc.lin')
    const other = world === 'three-cards' ? 'r3' : 'r4'
    await desk.call('hpc.verifyPin', { pin: '123456' })
    const waiting = desk.call('visit.takeNumber', { ...visit, reader: 'r1' })
    await heard
    return { desk, waiting, refuse, other }
  }

  test('the next patient’s card is read, authenticated and counted, and all three cards sign', async () => {
    const { desk, waiting, refuse, other: reader } = await clinic()
    expect(await desk.call('card.readRegister', { reader })).toMatchObject({ result: { register: { name: '林測試' } } })
    expect(await desk.call('visit.takeNumber', { ...visit, reader })).toMatchObject({ result: { visit: { hospitalId: '9900000013' } } })
    expect(failed(await desk.call('card.readPrescriptions', { reader }))).toBeUndefined()
    for (const cards of ['sam', 'hc', 'hpc', 'hpcHc'] as const) {
      await expect(desk.cards.bundle({ cards, service: 'query', reader }, {}), cards).resolves.toBeDefined()
    }
    refuse()
    expect(await waiting).toMatchObject({ failed: 'VISIT_REFUSED' })
  })

  test('PINs are verified, the module is authenticated anew, and the states of the cards are told', async () => {
    const { desk, waiting, refuse } = await clinic()
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBeUndefined()
    expect(failed(await desk.call('sam.verify'))).toBeUndefined()
    expect(failed(await desk.call('hpc.readBasic'))).toBeUndefined()
    expect(failed(await desk.call('card.status'))).toBeUndefined()
    refuse()
    expect(await waiting).toMatchObject({ failed: 'VISIT_REFUSED' })
    expect(failed(await desk.call('card.readRegister', { reader: 'r1' }))).toBeUndefined()
  })

  test('a card that takes the place of the waiting one is none that anybody else waits for', async () => {
    const { desk, waiting, refuse, other: reader } = await clinic()
    desk.clinic.remove(FIRST)
    desk.clinic.insert(FIRST, 'hc.elder')
    expect(failed(await desk.call('card.readRegister', { reader }))).toBeUndefined()
    expect(failed(await desk.call('hpc.verifyPin', { pin: '123456' }))).toBeUndefined()
    refuse()
    expect(failed(await waiting)).toBeDefined()
    expect(await desk.call('card.readRegister', { reader: 'r1' })).toMatchObject({ result: { reader: 'r1' } })
  })

  test('another call on the same card waits for its turn', async () => {
    const { desk, waiting, refuse } = await clinic()
    const order: string[] = []
    const second = desk.call('card.readRegister', { reader: 'r1' }).then((called) => (order.push('second'), called))
    void waiting.then(() => order.push('first'))
    await desk.call('card.status')
    expect(order).toEqual([])
    refuse()
    expect(failed(await second)).toBeUndefined()
    expect(order).toEqual(['first', 'second'])
  })

  test('a professional card swapped meanwhile proves nothing of the other professional’s', async () => {
    const { desk, waiting, refuse, other: reader } = await clinic()
    desk.clinic.swap(HPC, 'hpc.nurse') // unseen
    const prescriptions = await desk.call('card.readPrescriptions', { reader })
    expect(failed(prescriptions)).toMatch(/^(?:SESSION_LOST|CARD_CHANGED|AUTHENTICATION_FAILED)$/)
    expect(failed(await desk.call('card.readPrescriptions', { reader }))).toMatch(/^(?:CARD_CHANGED|HPC_PIN_REQUIRED)$/)
    refuse()
    await waiting
  })
})

test('what a professional’s rights gave is void when the card goes before it is read', async () => {
  const desk = new ThreeCardDesk({ world: 'three-cards' })
  await desk.call('hpc.verifyPin', { pin: '123456' })
  expect(failed(await desk.call('card.readPrescriptions'))).toBeUndefined()
  desk.failAt(0, (answer, clinic) => {
    clinic.remove(HPC)
    return answer()
  })
  expect(await desk.call('card.readPrescriptions')).toMatchObject({ failed: 'SESSION_LOST' })
  expect(failed(await desk.call('card.readPrescriptions'))).toBe('HPC_ABSENT')
})
