import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerFaults, connectionFaults } from './faulty-site.fixture.ts'
import { effects, TwoSites } from './two-sites.fixture.ts'

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
        for (const { one, other, effect, before } of steps) {
          desk.one.fault = one
          desk.other.fault = other
          desk.one.elsewhere = desk.other.origin
          desk.other.elsewhere = desk.one.origin
          if (before === 'drop') for (const site of [desk.one, desk.other]) site.dropConnections()
          if (before === 'hint') desk.sites.hint()
          if (before === 'minute') desk.clock.advance(60_000)
          const earlier = desk.arrived.reduce((sum, count) => sum + count)
          const ending = await desk.ask(effect)
          const arrived = desk.arrived.reduce((sum, count) => sum + count) - earlier
          if (effect === 'counts') expect(arrived).toBeLessThanOrEqual(1)
          // twice at each: a connection that was kept and had ended does not count as the site's answer
          else expect(arrived).toBeLessThanOrEqual(4)
          if ('reply' in ending) expect(arrived).toBeGreaterThan(0)
          else if (ending.kind === 'unreachable') expect(arrived).toBe(0)
          // of what was written to a kept connection that had ended nobody knows; what counts is never written to one
          else if (effect === 'counts') expect([ending.kind, arrived]).toEqual(['outcomeUnknown', 1])
        }
      } finally {
        await desk.close()
      }
      expect(desk.clock.waiting).toBe(0)
    }), { numRuns: 40 })
  })
})
