import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MethodName } from '#protocols/native-api/registry'
import type { Clinic } from '#simulator/clinic'
import { repaired } from './card-faults.fixture.ts'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'

const RUNS = process.env['NHICARD_RIG'] === 'all' ? 400 : 15
const R1 = 'Simulated Reader 01', R2 = 'Simulated Reader 02', R3 = 'Simulated Reader 03', R4 = 'Simulated Reader 04'
const readers = { [R1]: 'r1', [R2]: 'r2', [R3]: 'r3', [R4]: 'r4' } as const
const places = {
  'three-cards': { [R1]: 'hc.wang', [R2]: 'hpc.physician', [R3]: 'hc.elder', [R4]: 'hc.lin' },
  'dedicated-reader': { [R1]: 'hc.wang', [R2]: 'hpc.physician', [R3]: 'sam', [R4]: 'hc.lin' },
} as const
type World = keyof typeof places
type Reader = keyof typeof readers

const atReader = ['card.readRegister', 'card.readPrescriptions', 'card.readTreatments', 'card.readBasic'] as const
const alone = ['hpc.verifyPin', 'sam.verify', 'hpc.readBasic', 'card.status'] as const
const names = Object.keys(readers) as Reader[]
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ method: fc.constantFrom(...atReader), reader: fc.constantFrom(...names) }) },
  { weight: 3, arbitrary: fc.record({ method: fc.constantFrom(...alone) }) },
  { weight: 2, arbitrary: fc.record({ bundle: fc.constantFrom('sam', 'hc', 'hpc', 'hpcHc'), reader: fc.constantFrom(...names) }) },
  { weight: 2, arbitrary: fc.record({ exchanged: fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)) }) },
  { weight: 1, arbitrary: fc.record({ pulled: fc.constantFrom(...names) }) },
)

/** The cards of two readers change places. */
function exchange(clinic: Clinic, [one, other]: readonly [Reader, Reader]): void {
  const card = (reader: string) => clinic.cards().find(({ readerName }) => readerName === reader)?.card
  const [first, second] = [card(one), card(other)]
  for (const reader of [one, other]) if (card(reader) !== undefined) clinic.remove(reader)
  if (second !== undefined) clinic.insert(one, second)
  if (first !== undefined && one !== other) clinic.insert(other, first)
}

const failed = (called: Called) => 'failed' in called ? called.failed : undefined

describe.each(Object.keys(places) as World[])('in the world %s, however calls interleave and cards change places', (world) => {
  const opened = (turnstile: Turnstile) => {
    const desk = new ThreeCardDesk({ world, pause: turnstile.pause })
    repaired(desk.clinic, places[world])
    return desk
  }

  test('every call ends, with what is of its card or an error by name, and all works afterwards', async () => {
    const whose = new Map<string, unknown>()
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 9 }), fc.infiniteStream(fc.nat()), async (acts, picks) => {
      const turnstile = new Turnstile()
      const desk = opened(turnstile)
      const pick = (of: number) => Number(picks.next().value) % of
      const called = (method: MethodName, params: object, reader?: Reader) => desk.call(method, params).then((one) => {
        if (!('result' in one) || method !== 'card.readRegister') return one
        // opened just now: it is of the card that lies there
        const card = (reader === undefined ? undefined : desk.present(reader)) ?? ''
        const { idCardNum } = one.result['register'] as { readonly idCardNum: string }
        expect(whose.get(card) ?? idCardNum).toBe(idCardNum)
        whose.set(card, idCardNum)
        return one
      })
      const running: Promise<unknown>[] = []
      for (const one of acts) {
        if ('pulled' in one) desk.clinic.remove(one.pulled)
        else if ('exchanged' in one) exchange(desk.clinic, one.exchanged)
        else if ('bundle' in one) {
          const request = { cards: one.bundle, service: 'query', reader: readers[one.reader] } as const
          running.push(Promise.resolve(desk.cards.bundle(request, {})).catch((error: unknown) => {
            expect(error).toHaveProperty('details')
          }))
        } else if ('reader' in one) running.push(called(one.method, { reader: readers[one.reader] }, one.reader))
        else running.push(called(one.method, one.method === 'hpc.verifyPin' ? { pin: '123456' } : {}))
        // some of what is under way goes on before the next act
        await turnstile.some(pick(6), pick)
      }
      expect(await turnstile.runs(Promise.all(running), pick), 'calls wait for each other').toBe(true)
      repaired(desk.clinic, places[world])
      const after = async () => {
        const calls = [await called('hpc.verifyPin', { pin: '123456' })]
        for (const [reader, card] of Object.entries(places[world]) as [Reader, string][]) {
          if (card.startsWith('hc.')) calls.push(await called('card.readPrescriptions', { reader: readers[reader] }, reader))
        }
        return calls.map(failed)
      }
      const last = after()
      expect(await turnstile.runs(last, pick)).toBe(true)
      expect(new Set(await last)).toEqual(new Set([undefined]))
    }), { numRuns: RUNS })
  }, 600_000)
})
