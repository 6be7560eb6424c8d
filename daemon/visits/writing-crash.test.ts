import { describe, expect, test } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { hcFiles } from '#protocols/nhi-card/contents'
import { HC, repaired } from '../engines/open-profile/card-faults.fixture.ts'
import { MortalDesk } from './mortal-desk.fixture.ts'

/** Every command in the long run; otherwise one in so many. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 4
const wang = { patientId: 'Z199999016', birthday: '1990-01-01', treatmentDateTime: '2026-01-12T10:05:00' }
const order = {
  treatmentDateTime: wang.treatmentDateTime, orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
  days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
}
/** The first two are the same record. */
const orders = [order, order, { ...order, usage: 'TID' }]
const list = { ...wang, orders, idempotencyKey: 'his-20260112-0007' }
const diagnoses = { mainCode: 'K021', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const fees = { outpatientFee: 300, costFee: 50, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
const treatment = { ...wang, afterCheck: '1', diagnoses, fees }
const NOW = { treatmentDateTime: '2026-01-15T09:00:00' }

interface Story {
  readonly method: 'visit.writeOrders' | 'visit.write' | 'visit.undo'
  readonly params: object
  readonly visit: string
  readonly prepare?: (mortal: MortalDesk) => Promise<unknown>
}
const ordersStory: Story = { method: 'visit.writeOrders', params: list, visit: wang.treatmentDateTime }
const treatmentStory: Story = { method: 'visit.write', params: treatment, visit: wang.treatmentDateTime }
const undoStory: Story = {
  method: 'visit.undo', params: NOW, visit: NOW.treatmentDateTime,
  prepare: (mortal) => mortal.call('visit.takeNumber', { treatmentItem: '01', babyTreatment: '', afterCheck: '1', updateIfDue: false }),
}

async function opened({ prepare }: Story): Promise<MortalDesk> {
  const mortal = new MortalDesk()
  await mortal.call('hpc.verifyPin', { pin: '123456' })
  await mortal.call('card.readPrescriptions')
  await prepare?.(mortal)
  return mortal
}

async function sizeOf(story: Story): Promise<{ moments: number, commands: number }> {
  const mortal = await opened(story)
  const [moments, commands] = [mortal.moments, mortal.desk.commands]
  expect(await mortal.call(story.method, story.params)).toHaveProperty('result')
  return { moments: mortal.moments - moments, commands: mortal.desk.commands - commands }
}

/** Every way to die within the story, and what another process finds. */
async function everyDeath(story: Story, find: (mortal: MortalDesk, about: string) => Promise<void>): Promise<void> {
  const { moments, commands } = await sizeOf(story)
  const strikes = [
    ...Array.from({ length: moments }, (_, at) => ({ about: `moment ${at}`, strike: (one: MortalDesk) => one.dieAtMoment(at) })),
    ...Array.from({ length: Math.ceil(commands / STRIDE) }, (_, nth) => nth * STRIDE).flatMap((at) => [true, false].map((isDone) => ({
      about: `command ${at}${isDone ? ', done' : ''}`, strike: (one: MortalDesk) => one.dieAtCommand(at, isDone),
    }))),
  ]
  for (const [nth, { about, strike }] of strikes.entries()) {
    const mortal = await opened(story)
    strike(mortal)
    expect(await mortal.call(story.method, story.params), about).toBe('died')
    await mortal.restart(nth % 2 === 0)
    await find(mortal, about)
  }
}

interface Treatment {
  readonly visit: { readonly treatmentDateTime: string }
  readonly diagnoses: object
}
type ReadTreatments = { readonly result: { readonly treatments: readonly Treatment[] } }
type Read = { readonly result: { readonly orders: readonly (typeof order)[] } }
const spelling = (one: typeof order) => hex(hcFiles.orders.encode(one))

async function ordersOn({ desk }: MortalDesk): Promise<string[]> {
  const { result } = await desk.call('card.readPrescriptions') as Read
  return result.orders.filter(({ treatmentDateTime }) => treatmentDateTime === wang.treatmentDateTime).map(spelling).reverse()
}

const BEFORE = (await ordersOn(await opened(ordersStory))).length

describe('a list of orders', () => {
  test('whose process dies has a signature for every order on the card, and goes on with its key where it stopped', async () => {
    await everyDeath(ordersStory, async (mortal, about) => {
      const standing = (await ordersOn(mortal)).slice(BEFORE)
      const kept = () => mortal.record(wang.patientId, wang.treatmentDateTime)?.orders ?? []
      expect(kept()[0]?.orders.map(({ signature }) => signature?.length) ?? [], about)
        .toEqual(standing.length > 0 || kept().length > 0 ? [40, 40, 40] : [])
      await mortal.settle()
      expect(kept()[0]?.written ?? 0, about).toBe(standing.length)
      expect(kept()[0]?.orders.some(({ stands }) => stands === 'unknown') ?? false, about).toBe(false)
      const signatures = kept()[0]?.orders.map(({ signature }) => signature)
      const again = await mortal.call('visit.writeOrders', list)
      expect(again, about).toMatchObject({ result: { written: 3, code: 0, ...signatures === undefined ? {} : { signatures } } })
      expect((await ordersOn(mortal)).slice(BEFORE), about).toEqual(orders.map(spelling))
      expect(kept(), about).toHaveLength(1)
      expect(mortal.record(wang.patientId, wang.treatmentDateTime)?.pending, about).toBeNull()
    })
  }, 240_000)

  test('whose card is pulled says where to go on, and is refused under its key with other orders', async () => {
    const mortal = await opened(ordersStory)
    const { commands } = await sizeOf(ordersStory)
    mortal.desk.failAt(commands - 2, (answer, clinic) => {
      answer()
      clinic.remove(HC)
      return undefined
    })
    expect(await mortal.call('visit.writeOrders', list)).toMatchObject({ result: { written: 1, code: 4000 } })
    expect(mortal.record(wang.patientId, wang.treatmentDateTime)?.pending?.step.zh).toContain('處方寫到第 1 筆（共 3 筆）')
    repaired(mortal.desk.clinic, { [HC]: 'hc.wang' })
    await mortal.settle()
    expect(mortal.record(wang.patientId, wang.treatmentDateTime)?.pending?.step.zh).toContain('從第 3 筆起補寫')
    expect(await mortal.call('visit.writeOrders', { ...list, orders: [order] })).toMatchObject({ failed: 'IDEMPOTENCY_KEY_REUSED' })
    expect(await mortal.call('visit.writeOrders', list)).toMatchObject({ result: { written: 3, code: 0 } })
    expect((await ordersOn(mortal)).slice(BEFORE)).toEqual(orders.map(spelling))
  })

  test('without a key is appended each time, as the functions do', async () => {
    const mortal = await opened(ordersStory)
    const { idempotencyKey, ...plain } = list
    await mortal.call('visit.writeOrders', plain)
    await mortal.call('visit.writeOrders', plain)
    expect((await ordersOn(mortal)).slice(BEFORE)).toHaveLength(2 * orders.length)
  })
})

describe('diagnoses and fees', () => {
  test('whose process dies are named as written or as missing, which is what the card has', async () => {
    await everyDeath(treatmentStory, async (mortal, about) => {
      const read = await mortal.desk.call('card.readTreatments') as ReadTreatments
      const stands = read.result.treatments.find(({ visit }) => visit.treatmentDateTime === wang.treatmentDateTime)
      await mortal.settle()
      const kept = mortal.record(wang.patientId, wang.treatmentDateTime)
      const version = kept?.treatments[0]
      if (version?.state === 'done') expect(stands, about).toMatchObject({ visit: fees, diagnoses })
      else expect(version?.missing ?? ['nothing was begun'], about).not.toEqual([])
      expect(kept === undefined || kept.pending === null, about).toBe(version === undefined || version.state === 'done')
      expect(await mortal.call('visit.write', treatment), about).toHaveProperty('result')
      expect(mortal.record(wang.patientId, wang.treatmentDateTime)?.pending, about).toBeNull()
    })
  }, 240_000)
})

describe('an undo', () => {
  test('whose process dies is finished by the next one, or named as not done', async () => {
    await everyDeath(undoStory, async (mortal, about) => {
      await mortal.settle()
      const again = await mortal.call('visit.undo', NOW)
      const isDone = 'result' in (again as object) || JSON.stringify(again).includes('5153')
      expect(isDone, `${about}: ${JSON.stringify(again)}`).toBe(true)
      await mortal.settle()
      expect(mortal.record(wang.patientId, NOW.treatmentDateTime)?.undo, about).toMatchObject({ state: 'done' })
      expect(mortal.record(wang.patientId, NOW.treatmentDateTime)?.pending, about).toBeNull()
    })
  }, 240_000)
})
