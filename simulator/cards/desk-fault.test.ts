import { describe, expect, it } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import { hcFileList, hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import { readRecord } from '#protocols/iso7816/commands/index'
import { IdcError } from '#protocols/port/idc'
import { CardDesk, CardRefusal } from './card-desk.fixture.ts'
import { deskFaults, FaultyDesk, type DeskFaultName } from './desk-fault.fixture.ts'
import { usedCard } from './hc-image.ts'

const everything = hcFileList.map(({ name }) => name as HcFileName)
const readAll = (desk: CardDesk) => Object.fromEntries(everything.map((name) => [name, desk.read(name)]))
const order = {
  treatmentDateTime: '2026-01-15T09:30:00', orderType: '2', treatmentItemCode: 'A000000100', treatmentPosition: '',
  usage: 'TID', days: 3, totalQuantity: '00009.0', deliveryNotes: '01',
}
const copy = { prescribedOn: '2026-01-15', drugCode: 'A000000100', usage: 'TID', days: 3, totalQuantity: '00009.0' }
const old = Object.fromEntries(everything.map((name) => [name, usedCard[name] ?? []]))
const written = {
  ...old, orders: [order, ...usedCard.orders ?? []],
  longTermPrescriptions: [copy, ...usedCard.longTermPrescriptions ?? []],
}

/** What a clinic does with the three cards, what comes of it, and what stands on the health card before and after. */
const scenarios = {
  'a three-card read': { run: readAll, result: old, before: old, after: old },
  'writing an order': {
    run: (desk: CardDesk) => desk.append('orders', hcFiles.orders.encode(order)).sw,
    result: 0x9000, before: old, after: written,
  },
}
type ScenarioName = keyof typeof scenarios

async function attempt(desk: CardDesk, name: ScenarioName): Promise<unknown> {
  await desk.authenticateAll()
  return scenarios[name].run(desk)
}

/** The errors a host may meet, by name; anything else is our own mistake. */
const isNamed = (error: unknown) =>
  [CardRefusal, SecureMessagingError, IdcError, MalformedError].some((kind) => error instanceof kind)

async function transfersOf(name: ScenarioName): Promise<number> {
  const desk = new CardDesk()
  await attempt(desk, name)
  return desk.passed.length
}

const plainRead = readRecord.encode({ sfi: hcFiles.orders.sfi, record: 1, toTheLast: false, le: 256 })

async function suffer(name: ScenarioName, fault: DeskFaultName, at: number): Promise<'refused' | 'done'> {
  const where = `${fault} at ${at}`
  const { result, before, after } = scenarios[name]
  const desk = new CardDesk()
  const faulty = new FaultyDesk(desk, fault, at)
  const came = await attempt(desk, name).then((value) => ({ value }), (error: unknown) => ({ error }))
  expect(faulty.passed, where).toBeGreaterThan(at)
  if ('error' in came && !isNamed(came.error)) throw came.error
  if ('value' in came) expect(came.value, where).toEqual(result)
  expect(faulty.othersAreIntact, where).toBe(true)
  // nobody has a right in plain by now, in whatever state the card is
  const inPlain = desk.plain(desk.hc, plainRead)
  if (inPlain !== undefined) expect([0x6982, 0x6985, 0x6987, 0x6986], where).toContain(inPlain.sw)

  desk.carry = (card, capdu) => card.transmit(capdu)
  for (const card of [desk.sam, desk.hpc, desk.hc]) card.reset()
  await desk.authenticateAll()
  expect('error' in came ? [before, after] : [after], where).toContainEqual(readAll(desk))
  return 'error' in came ? 'refused' : 'done'
}

/** Every day each transfer meets some fault and each fault some transfers; the long rigs try all of it. */
const STRIDE = process.env['NHICARD_RIG'] === 'all' ? 1 : 9
const FOREVER = { timeout: 300_000 }
const faultNames = Object.keys(deskFaults) as DeskFaultName[]

describe.each(Object.keys(scenarios) as ScenarioName[])('%s', (name) => {
  it.each(faultNames)('ends by name, states are true and cards intact, when %s', FOREVER, async (fault) => {
    const transfers = await transfersOf(name)
    expect(transfers).toBeGreaterThan(25)
    const ends = new Map<string, number>()
    for (let at = faultNames.indexOf(fault) % STRIDE; at < transfers; at += STRIDE) {
      const end = await suffer(name, fault, at)
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }
    expect(ends.get('refused') ?? 0).toBeGreaterThan(0)
  })
})
