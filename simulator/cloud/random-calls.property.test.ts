import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyCall } from '#protocols/cs6/remote-call'
import { remoteCallNamed, remoteCalls, type RemoteName } from '#protocols/cs6/remote/index'
import { isUndone } from '#protocols/visit/undone'
import { atNine, cold, inpatient, next, ofWang, pharmacy } from './code-story.fixture.ts'
import { CloudCard } from './cloud-card.ts'
import { issued, type Desk } from './clinic-caller.fixture.ts'
import { CallingDesk } from './remote-desk.fixture.ts'
import { hex } from '#protocols/bytes/hex'

interface Step {
  readonly name: RemoteName
  readonly params: object
  /** Of the last visit instead of a fixed one. */
  readonly ofLast: boolean
  readonly desk: Desk
  /** ms that pass before. */
  readonly later: number
}

const order = {
  treatmentItem: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID', days: '07', totalQuantity: '00014.0',
  deliveryNotes: '01',
}
const kinds: readonly (readonly [RemoteName, object, boolean])[] = [
  ['SequelNumber/Next', next, false], ['SequelNumber/Next', inpatient, false],
  ['SequelNumber/Next', { ...next, treatmentItem: 'AC' }, false],
  ['SequelNumber/Rollback', atNine, true], ['Treatment/WriteCodeFee', cold, true],
  ['Prescription/Write', { ...atNine, prescriptions: [order] }, true], ['HcContent/Update', {}, false],
  ['TreatmentNumber/Card', atNine, true], ['BasicData/Register', {}, false], ['Treatment/NoNeedHPC', {}, false],
]
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds), desk: fc.constantFrom<Desk>({}, {}, pharmacy, { hpc: 'physician' }, { hpc: 'nurse' }),
  later: fc.constantFrom(0, 1_000, 61_000, 90_000_000),
}).map(({ kind: [name, params, ofLast], desk, later }) => ({ name, params, ofLast, desk, later }))

/** What a card says of its counts and visits. */
function stateOf({ store }: CallingDesk) {
  const card = new CloudCard(store, store.card(hex(issued('hc.wang').hcId))!)
  const [year] = card.records('cumulativeData')
  const signatures = card.records('visitSignatures')
  return {
    left: card.first('validity')?.treatmentCounter ?? NaN, last: Number(card.first('lastSequence')?.sequenceNumber),
    count: year?.treatmentCount ?? NaN, fees: year?.outpatientFee ?? NaN, total: card.first('cumulativeFee')?.outpatientTotal ?? NaN,
    visits: card.records('visits').map((visit, at) => visit === null ? null : { ...visit, undone: isUndone(signatures[at] ?? null) }),
    orders: card.records('orders').filter((one) => one !== null).length,
  }
}

const withTime = ({ params, ofLast }: Pick<Step, 'params' | 'ofLast'>, time: string): object => {
  if (!ofLast) return params
  const { prescriptions } = params as { prescriptions?: readonly object[] }
  const orders = prescriptions?.map((one) => ({ ...one, treatmentDateTime: time }))
  return { ...params, treatmentDateTime: time, ...orders === undefined ? {} : { prescriptions: orders } }
}

test('whatever is called in whatever order, counts, numbers and sums agree, and a refusal changes nothing', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
    const desk = await CallingDesk.open()
    let time = '1150115090000'
    for (const one of steps) {
      desk.clock.advance(one.later)
      const before = stateOf(desk)
      const answer = desk.call(one.name, withTime(one, time), one.desk)
      const after = stateOf(desk)
      const declared = remoteCallNamed(one.name)
      expect([0, ...everyCall, ...declared.codes]).toContain(answer.statusCode)
      if (answer.statusCode !== 0) {
        expect(after, one.name).toEqual(before)
        continue
      }
      expect(declared.reply.parse(answer)).toBeDefined()
      if (one.name === 'SequelNumber/Next') {
        time = answer['treatmentDateTime'] as string
        const isNumbered = (one.params as { treatmentItem: string }).treatmentItem !== 'AC'
        expect(after).toMatchObject({
          count: before.count + 1, left: before.left - (isNumbered ? 1 : 0), last: before.last + (isNumbered ? 1 : 0), fees: before.fees,
        })
      }
      if (one.name === 'SequelNumber/Rollback') {
        expect(after).toMatchObject({ count: before.count - 1, left: Math.min(before.left + 1, 6) })
        expect(desk.call(one.name, withTime(one, time), one.desk).statusCode).toBe(3220)
      }
      if (one.name === 'Treatment/WriteCodeFee') expect(after.fees).toBe(before.fees + 500)
      if (one.name === 'Prescription/Write') expect(after.orders).toBe(before.orders + 1)
      if (one.name === 'HcContent/Update') expect([before.left <= 3, after.left]).toEqual([true, 6])
      if (['reads'].includes(declared.effect)) expect(after).toEqual(before)
      const counted = desk.store.visits(ofWang).filter(({ undone }) => !undone)
      expect(after.count).toBe(2 + counted.length)
      expect(after.fees).toBe(after.total)
      const times = after.visits.flatMap((visit) => visit === null ? [] : [visit.treatmentDateTime])
      expect(new Set(times).size).toBe(times.length)
      desk.clock.advance(1)
    }
    desk.store.close()
  }), { numRuns: 40 })
})

test('the same bundle is taken once, for each call', async () => {
  const desk = await CallingDesk.open()
  const nine = '1150115090000'
  const paramsOf = new Map(kinds.map(([name, params]) => [name, withTime({ params, ofLast: 'treatmentDateTime' in params }, nine)]))
  const answered = remoteCalls.filter(({ notYet }) => notYet === undefined)
  for (const { name: declared, service, cards, examples } of answered) {
    const name = declared as RemoteName
    const params = paramsOf.get(name) ?? examples[0]?.params ?? { patientId: ofWang }
    const body = { ...desk.caller.bundleFor({ service, cards }, { hpc: 'physician' }), ...params }
    expect([1704, 1705, 1706, 3245], name).not.toContain(desk.send(name, body).statusCode)
    expect(desk.send(name, body), name).toEqual({ statusCode: 3245 })
  }
})

test('any body is answered by a code, and what is no bundle changes nothing', async () => {
  const desk = await CallingDesk.open()
  const before = stateOf(desk)
  fc.assert(fc.property(fc.constantFrom(...kinds), fc.jsonValue(), ([name], body) => {
    expect(desk.send(name, body).statusCode).toBeGreaterThan(1_000)
  }))
  const bundle = () => desk.caller.bundleFor({ service: 'number', cards: ['hc'] })
  const fields = fc.constantFrom('treatmentItem', 'babyTreatment', 'afterCheck', 'treatmentDateTime')
  fc.assert(fc.property(fc.dictionary(fields, fc.jsonValue()), (params) => {
    expect(desk.send('SequelNumber/Rollback', { ...bundle(), ...params }).statusCode).toBeGreaterThan(1_000)
  }))
  expect(stateOf(desk)).toEqual(before)
})
