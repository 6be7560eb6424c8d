import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from './virtual-clock.ts'

const START = '2026-01-15T09:00:00+08:00'

/** When each callback was called, in ms from the start, and which it was. */
function calls(delays: readonly number[], move: (clock: VirtualClock) => void): [at: number, which: number][] {
  const clock = new VirtualClock(START)
  const called: [number, number][] = []
  for (const [which, ms] of delays.entries()) {
    clock.after(ms, () => void called.push([clock.now() - Date.parse(START), which]))
  }
  move(clock)
  expect(clock.waiting).toBe(0)
  return called
}

describe('virtual time', () => {
  it('calls in the same order and at the same times step by step as in one go', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), (delays) => {
      const inOneGo = calls(delays, (clock) => clock.advance(20))
      const stepByStep = calls(delays, (clock) => {
        while (clock.step()) { /* to the next */ }
      })
      expect(stepByStep).toEqual(inOneGo)
      expect(inOneGo.map(([at]) => at)).toEqual(delays.toSorted((one, other) => one - other))
    }))
  })

  it('takes one step at a time, to callbacks asked for meanwhile as well', () => {
    const clock = new VirtualClock(START)
    const called: string[] = []
    clock.after(10, () => {
      called.push('first')
      clock.after(5, () => void called.push('asked for meanwhile'))
    })
    clock.after(20, () => void called.push('last'))
    const seen = [0, 1, 2].map(() => (clock.step(), [...called]))
    expect(seen).toEqual([['first'], ['first', 'asked for meanwhile'], ['first', 'asked for meanwhile', 'last']])
  })

  it('stands still when nothing waits, or what waited was taken back', () => {
    const clock = new VirtualClock(START)
    clock.after(10, () => expect.fail('it was taken back'))()
    expect(clock.step()).toBe(false)
    expect(clock.now()).toBe(Date.parse(START))
  })
})
