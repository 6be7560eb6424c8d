import { describe, expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { cardFaults, HC, HPC, repaired, SAM } from '../engines/open-profile/card-faults.fixture.ts'
import type { Written } from './function-desk.fixture.ts'
import { WritingDesk, type Content } from './writing-desk.fixture.ts'

const names = Object.keys(cardFaults)
/** Of reader, card, session and signature, in order of nhi-facts §3.1. */
const NAMED = [0, 4000, 4013, 4029, 4033, 4043, 5008]
/** Every command in the long run; otherwise one in so many, each fault from another on. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 3

const wang = { treatmentDateTime: '2026-01-12T10:05:00', patientId: 'Z199999016', birthday: '1990-01-01' }
const order = (orderType: string, usage: string) => ({
  treatmentDateTime: '2026-01-12T10:05:00', orderType, treatmentItemCode: '33070B', treatmentPosition: 'A', usage, days: 3,
  totalQuantity: '00009.0', deliveryNotes: '01',
})
const orders = [order('1', 'ONE'), order('2', 'TWO'), order('5', 'THREE'), order('2', 'FOUR')]
const visit = {
  icd10: false, afterCheck: '2', mainCode: 'K021', subCode1: 'K029', subCode2: '', subCode3: '', subCode4: '', subCode5: '',
  outpatientFee: 900, costFee: 250, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
}

type World = 'three-cards' | 'dedicated-reader'

/** A desk where everything is authenticated, so that the commands to come are those of the write itself. */
async function ready(world: World): Promise<{ readonly desk: WritingDesk, readonly before: Content }> {
  const desk = await WritingDesk.open({ world })
  return { desk, before: await desk.content() }
}

/** The cards are where they were, and a physician is there again. */
async function mended(desk: WritingDesk, world: World): Promise<Content> {
  repaired(desk.desk.clinic, { [HC]: 'hc.wang', [HPC]: 'hpc.physician', ...world === 'dedicated-reader' ? { [SAM]: 'sam' } : {} })
  await desk.prepare([{ method: 'hpc.verifyPin', params: { pin: '123456' } }])
  return desk.content()
}

interface Areas {
  readonly orders: readonly { readonly usage: string }[]
  readonly longTermPrescriptions: readonly { readonly usage: string }[]
  readonly importantOrders: readonly object[]
}

function areasOf(content: Content): Areas {
  const { orders: one, longTermPrescriptions, importantOrders } = content as object as Areas
  return { orders: one, longTermPrescriptions, importantOrders }
}

describe.each(['three-cards', 'dedicated-reader'] as const)('in the world %s', (world) => {
  test.each(names)('no order is half written and no signature lost when, at any command, %s', async (name) => {
    const sound = await ready(world)
    const start = sound.desk.desk.commands
    const { written } = await sound.desk.call('hisWriteMultiPrescriptSign', { ...wang, data: orders })
    const signatures = written['signatures'] ?? ''
    expect(signatures).toHaveLength(4 * 80)
    const commands = sound.desk.desk.commands - start
    expect(commands).toBeGreaterThan(8)
    for (let at = names.indexOf(name) % STRIDE; at < commands; at += STRIDE) {
      const about = `${name}, command ${at}`
      const { desk, before } = await ready(world)
      desk.desk.failAt(at, cardFaults[name]!)
      const told: Written = await desk.call('hisWriteMultiPrescriptSign', { ...wang, data: orders })
      expect(NAMED, about).toContain(told.code)
      const after = await mended(desk, world)
      const [old, now] = [areasOf(before), areasOf(after)]
      const count = now.orders.length - old.orders.length
      const [counted = 0] = unhex(told.written['writeCount'] ?? '00')
      // the one whose answer was lost may stand there or not; it has a signature all the same
      expect([counted, counted + 1], about).toContain(count)
      expect(signatures.startsWith(told.written['signatures'] ?? ''), about).toBe(true)
      expect((told.written['signatures'] ?? '').length, about).toBeGreaterThanOrEqual(count * 80)
      expect(now.orders.map(({ usage }) => usage), about)
        .toEqual([...orders.slice(0, count).toReversed(), ...old.orders].map(({ usage }) => usage))
      const copies = (type: string) => orders.slice(0, count).filter(({ orderType }) => orderType === type)
      expect(now.longTermPrescriptions.map(({ usage }) => usage), about)
        .toEqual([...copies('2').toReversed(), ...old.longTermPrescriptions].map(({ usage }) => usage))
      expect(now.importantOrders.length - old.importantOrders.length, about).toBe(copies('5').length)
      expect({ ...after, ...old }, about).toEqual(before)
      const again = await desk.call('hisWriteMultiPrescriptSign', { ...wang, data: orders })
      expect([again.code, again.written['signatures']], about).toEqual([0, signatures])
    }
  }, 120_000)
})

interface Parts { readonly visit: object, readonly diagnoses: object, readonly professional: object }

test.each(names)('each record of a visit is the old or the new one when, at any command, %s', async (name) => {
  const sound = await ready('three-cards')
  const start = sound.desk.desk.commands
  expect((await sound.desk.call('hisWriteTreatmentData', { ...wang, data: visit })).code).toBe(0)
  const commands = sound.desk.desk.commands - start
  const wanted = await sound.desk.content()
  const partsOf = (content: Content): Parts => (content['treatments'] as readonly Parts[])[0]!
  for (let at = names.indexOf(name) % STRIDE; at < commands; at += STRIDE) {
    const about = `${name}, command ${at}`
    const { desk, before } = await ready('three-cards')
    desk.desk.failAt(at, cardFaults[name]!)
    const told = await desk.call('hisWriteTreatmentData', { ...wang, data: visit })
    expect(NAMED, about).toContain(Number.isNaN(told.code) ? 4013 : told.code)
    const after = await mended(desk, 'three-cards')
    const [old, now, right] = [partsOf(before), partsOf(after), partsOf(wanted)]
    for (const part of ['visit', 'diagnoses', 'professional'] as const) expect([old[part], right[part]], about).toContainEqual(now[part])
    // the totals belong to the record of the fees
    const isPaid = JSON.stringify(now.visit) === JSON.stringify(right.visit)
    const totals = isPaid ? wanted : before
    expect([after['years'], after['total']], about).toEqual([totals['years'], totals['total']])
    expect((await desk.call('hisWriteTreatmentData', { ...wang, data: visit })).code, about).toBe(0)
    expect(await desk.content(), about).toEqual(wanted)
  }
}, 120_000)
