import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCARD_STATE_EMPTY, SCARD_STATE_PRESENT } from '#protocols/pcsc/reader-state'
import { TransferError } from '#protocols/port/reader-link'
import { Clinic, GET_DATA, NumberedCard, READER, turns } from './clinic.fixture.ts'
import { PresenceCounter } from './presence.ts'

/**
 * What may happen to a reader. `work` lets a few steps of what is under way be done, so that everything else falls
 * before, between and behind the steps of a transfer.
 */
const happenings = ['insert', 'remove', 'swap', 'reset', 'fail', 'transfer', 'work'] as const
const rareHappenings = [...happenings, 'failConnect', 'take', 'giveBack', 'replug', 'mute'] as const
type Happening = (typeof rareHappenings)[number]

/** Turns an answer may take from the slot to the test, through the promises between them. */
const DELIVERY = 10
const SCARD_E_COMM_DATA_LOST = 0x8010002f

/**
 * Lets one order of things happen. The law: answers are only ever given for the presence that was meant, all from the
 * card of that presence and from one power cycle of it; and afterwards a fresh transfer works.
 */
async function live(order: readonly Happening[]): Promise<void> {
  const clinic = await Clinic.open()
  const cards: NumberedCard[] = []
  const cardOf = new Map<number, number>()
  const endedAt = new Map<number, number>()
  const numbers: number[] = []
  let turn = 0
  let inside: NumberedCard | undefined
  clinic.onEvent = (event) => {
    const last = numbers.at(-1)
    if (event.type === 'cardRemoved' && last !== undefined) endedAt.set(last, turn)
    if (event.type !== 'cardInserted') return
    numbers.push(event.presence)
    cardOf.set(event.presence, inside?.id ?? -1)
  }
  const next = (atr?: Uint8Array) => {
    inside = new NumberedCard(cards.length + 1, atr)
    cards.push(inside)
    return inside
  }
  const transfers: Promise<void>[] = []
  const transfer = async (presence: number) => {
    const answers = await clinic.transfer(presence, { exchanges: [GET_DATA, GET_DATA, GET_DATA] }).catch((error) => {
      if (error instanceof TransferError) return undefined
      throw error
    })
    if (answers === undefined) return
    expect(turn - (endedAt.get(presence) ?? turn), 'answers for a presence that was over').toBeLessThan(DELIVERY)
    expect(answers.map(([id]) => id), 'answers of another card').toEqual(Array(3).fill(cardOf.get(presence)))
    expect(new Set(answers.map(([, cycle]) => cycle)).size, 'answers from before and after a reset').toBe(1)
  }
  const remove = () => {
    clinic.pcsc.remove(READER)
    inside = undefined
  }

  const happen: Record<Happening, () => void> = {
    insert: () => inside ?? clinic.pcsc.insert(READER, next()),
    mute: () => inside ?? clinic.pcsc.insert(READER, next(new Uint8Array())),
    remove: () => inside && remove(),
    swap: () => inside && clinic.pcsc.swap(READER, next()),
    reset: () => clinic.pcsc.resetByOther(READER),
    fail: () => clinic.pcsc.failNext(READER, 'transmit', SCARD_E_COMM_DATA_LOST),
    failConnect: () => clinic.pcsc.failNext(READER, 'connect', SCARD_E_COMM_DATA_LOST),
    take: () => clinic.pcsc.takeByOther(READER),
    giveBack: () => clinic.pcsc.giveBackByOther(READER),
    replug: () => {
      clinic.pcsc.unplug(READER)
      inside = undefined
      clinic.pcsc.plug(READER)
    },
    transfer: () => void transfers.push(transfer(clinic.presence ?? numbers.at(-1) ?? 0)),
    work: () => {},
  }
  for (const happening of order) {
    happen[happening]()
    for (let left = happening === 'work' ? 5 : 1; left > 0; left--, turn++) await turns(1)
  }
  await turns(2 * DELIVERY)
  turn += 2 * DELIVERY
  if (numbers[0] !== undefined) transfers.push(transfer(numbers[0]))
  await clinic.settle()
  await Promise.all(transfers)
  expect(new Set(numbers).size, 'a presence number came twice').toBe(numbers.length)

  clinic.pcsc.forgetFaults(READER)
  clinic.pcsc.giveBackByOther(READER)
  if (inside !== undefined && inside.atr.length === 0) remove()
  if (inside === undefined) clinic.pcsc.insert(READER, next())
  // A reset nobody has met yet is met by the first try.
  const fresh = clinic.transfer().catch(() => clinic.settle().then(() => clinic.transfer()))
  await clinic.settle()
  expect(await fresh).toHaveLength(1)
  expect(clinic.pcsc.openHandles).toBe(1)
}

describe('a presence counter', () => {
  const ATR = Uint8Array.of(0x3b, 0x00)
  const report = (events: number, flags: number) => ((events << 16) | flags) >>> 0

  function counter() {
    let last = 0
    const seen: string[] = []
    const presence = new PresenceCounter(READER, () => ++last, (event) =>
      seen.push(event.type === 'cardInserted' ? `inserted ${event.presence}` : event.reason))
    return { presence, seen }
  }

  it('does not take an old report for a new card after a call has told of the removal', () => {
    const { presence, seen } = counter()
    presence.stateChanged(report(1, SCARD_STATE_PRESENT), ATR)
    presence.removed()
    presence.stateChanged(report(1, SCARD_STATE_PRESENT), ATR)
    presence.stateChanged(report(2, SCARD_STATE_EMPTY), ATR)
    presence.stateChanged(report(3, SCARD_STATE_PRESENT), ATR)
    expect(seen).toEqual(['inserted 1', 'removed', 'inserted 2'])
  })

  it('notices a swap by the counter alone, also where the counter wraps', () => {
    const { presence, seen } = counter()
    for (const events of [0xffff, 0x0001, 0x0001, 0x0003]) {
      presence.stateChanged(report(events, SCARD_STATE_PRESENT), ATR)
    }
    expect(seen).toEqual(['inserted 1', 'removed', 'inserted 2', 'removed', 'inserted 3'])
  })

  it('takes another ATR without an event for a reset', () => {
    const { presence, seen } = counter()
    presence.stateChanged(report(1, SCARD_STATE_PRESENT), ATR)
    presence.stateChanged(report(1, SCARD_STATE_PRESENT), Uint8Array.of(0x3b, 0x01))
    expect(seen).toEqual(['inserted 1', 'reset', 'inserted 2'])
  })
})

describe('a transfer meant for one presence', () => {
  it('is never answered from another, in any order of up to five happenings', async () => {
    let orders: Happening[][] = [[]]
    let lived = 0
    for (let length = 1; length <= 5; length++) {
      orders = orders.flatMap((order) => happenings.map((happening) => [...order, happening]))
      // Without a card at the start nothing but an insertion matters.
      for (const order of orders.filter(([first]) => first === 'insert')) {
        await live(order).catch((error) => {
          throw new Error(`after ${order.join(', ')}: ${error}`)
        })
        lived++
      }
    }
    expect(lived).toBe(1 + 7 + 49 + 343 + 2401)
  }, 60_000)

  it('is never answered from another, in long random orders with rare happenings', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.constantFrom(...rareHappenings), { minLength: 5, maxLength: 30 }),
      live,
    ), { numRuns: 400 })
  }, 60_000)
})
