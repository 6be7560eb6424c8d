import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerFaults, connectionFaults } from './faulty-site.fixture.ts'
import { effects, TwoSites, type Ending } from './two-sites.fixture.ts'

const fault = fc.constantFrom(undefined, undefined, ...connectionFaults, ...answerFaults)
const step = fc.record({
  one: fault, other: fault, effect: fc.constantFrom(...effects, 'counts' as const),
  /** What happens before the call: connections that were kept end, rests end, or time passes. */
  before: fc.constantFrom('nothing', 'drop', 'hint', 'minute'),
})

describe('whatever two sites do', () => {
  test('a call that counts arrives at most once, and is unreachable only when it did not arrive', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const desk = await TwoSites.open(true)
      try {
        const endings: Ending[] = []
        for (const [index, { one, other, effect, before }] of steps.entries()) {
          desk.one.fault = one
          desk.other.fault = other
          desk.one.elsewhere = desk.other.origin
          desk.other.elsewhere = desk.one.origin
          if (before === 'drop') for (const site of [desk.one, desk.other]) site.dropConnections()
          if (before === 'hint') desk.sites.hint()
          if (before === 'minute') desk.clock.advance(60_000)
          endings.push(await desk.ask(effect, String(index)))
        }
        await desk.close()
        // counted at the end: a request that was given up may still be on its way when its call is over
        const bodies = [...desk.one.bodies, ...desk.other.bodies] as { readonly clientRandom: string }[]
        for (const [index, { effect }] of steps.entries()) {
          const arrived = bodies.filter(({ clientRandom }) => clientRandom === String(index)).length
          const ending = endings[index]!
          // twice at each: a kept connection that had ended does not count as the site's answer
          expect(arrived).toBeLessThanOrEqual(effect === 'counts' ? 1 : 4)
          if ('reply' in ending) expect(arrived).toBeGreaterThan(0)
          else if (ending.kind === 'unreachable') expect(arrived).toBe(0)
          else expect(ending.kind).toBe('outcomeUnknown')
        }
      } finally {
        await desk.close()
      }
      expect(desk.clock.waiting).toBe(0)
    }), { numRuns: 40 })
  })
})
