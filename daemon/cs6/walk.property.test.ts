import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardsOf, type SignatureBundle, type Unsigned } from '#protocols/cs6/signature-bundle'
import { pathOf, verbOf } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'

const PAGE = 'https://his.example'
const readers = ['Simulated Reader 01', 'Simulated Reader 02', 'Simulated Reader 03'] as const
const cards = ['hc.wang', 'hc.lin', 'hc.pin', 'hc.real', 'hc.worn', 'hpc.physician', 'hpc.pharmacist', 'sam'] as const
/** Of every call, beside its own. */
const EVERYWHERE = [0, 1000]
const signatures: Readonly<Record<string, 'sam' | 'hpc' | 'hc' | 'hpcHc'>> = {
  'POST /api/sam/v1/Signature': 'sam', 'POST /api/hpc/v1/Signature': 'hpc', 'POST /api/hc/v1/Signature/Hc': 'hc',
  'POST /api/hc/v1/Signature/HpcHc': 'hpcHc',
}

const bodies = fc.record({
  serviceType: fc.constantFrom('01', '02', '03', '04', '06', '30'), token: fc.constant('TEST'),
  puk: fc.constantFrom('87654321', '00000001'),
  pin: fc.constantFrom('123456', '1234', '999999', '000000', '12'), newPin: fc.constantFrom('123456', '1234', '654321', ''),
})

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constantFrom(...localCalls.map(({ name }) => name)), body: bodies, asPage: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      hand: fc.constantFrom('insert', 'remove', 'swap', 'reset'), reader: fc.constantFrom(...readers), card: fc.constantFrom(...cards),
    }),
  },
  { weight: 1, arbitrary: fc.record({ reachable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ minutes: fc.constantFrom(1, 20, 300) }) },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

async function taken({ running, ask }: OpenDoor, one: Step): Promise<void> {
  const { clinic, clock, idc } = running
  if ('minutes' in one) return clock.advance(one.minutes * 60_000)
  if ('reachable' in one) {
    if (idc !== undefined) idc.reachable = one.reachable
    return
  }
  if ('hand' in one) {
    if (one.hand === 'insert') clinic.insert(one.reader, one.card)
    if (one.hand === 'remove') clinic.remove(one.reader)
    if (one.hand === 'swap') clinic.swap(one.reader, one.card)
    if (one.hand === 'reset') clinic.resetCard(one.reader)
    return
  }
  const { asPage } = one
  const call = localCalls.find(({ name }) => name === one.call)!
  const body = Object.fromEntries(Object.entries(one.body).filter(([field]) => field in call.body.shape))
  const answer = await ask(verbOf(call), pathOf(call), verbOf(call) === 'GET' ? undefined : body, asPage ? { Origin: PAGE } : {})
  expect(answer.status).toBe(200)
  const { statusCode, ...fields } = answer.json as { statusCode: number }
  expect(call.notYet === undefined ? [...EVERYWHERE, ...call.codes] : [1000, 1099], call.name).toContain(statusCode)
  if (statusCode !== 0) return
  expect(call.reply.strict().parse(fields)).toEqual(fields)
  const kind = signatures[call.name]
  if (kind !== undefined) expect(cardsOf(fields as Unsigned & SignatureBundle)).toBe(kind)
}

test('whatever happens to cards, readers, time and the data centre, each call answers what it declares, and whole bundles', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
    const door = await openDoor({ world: 'dedicated-reader', config: { origins: [PAGE] } })
    try {
      await door.ask('POST', '/api/common/v1/Initial')
      for (const one of steps) await taken(door, one)
      expect(door.running.logged.join('')).not.toContain('failed inside')
    } finally {
      await door.close()
    }
  }), { numRuns: 12 })
}, 180_000)
