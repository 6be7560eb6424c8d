import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ordersAtCentre, type AskedList } from './orders-at-centre.ts'

const lists = fc.array(fc.record({
  orders: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 }),
  standing: fc.constantFrom<AskedList['standing']>('open', 'maybe', 'there', 'notThere'),
}), { maxLength: 5 })

/** Whether each list is there in truth: of those that nobody knows, by chance. */
const world = lists.chain((all) => fc.tuple(fc.constant(all), fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length })))
  .map(([all, chances]) => all.map((list, at) => ({
    ...list, isThere: list.standing === 'there' || (list.standing !== 'notThere' && chances[at] === true),
  })))

describe('what a centre’s orders say of lists whose answer was lost', () => {
  test('is never wrong, whichever of them it has', () => {
    fc.assert(fc.property(world, (all) => {
      const verdicts = ordersAtCentre(all, all.flatMap(({ orders, isThere }) => isThere ? orders : []))
      for (const [at, { isThere }] of all.entries()) {
        if (verdicts[at] === 'whole') expect(isThere).toBe(true)
        if (verdicts[at] === 'absent') expect(isThere).toBe(false)
      }
    }), { numRuns: 1000 })
  })

  test('is all there is to say where one list alone is open and no other has its orders', () => {
    expect(ordersAtCentre([{ orders: ['a', 'a', 'b'], standing: 'open' }], ['b', 'x', 'a', 'a'])).toEqual(['whole'])
    expect(ordersAtCentre([{ orders: ['a', 'b'], standing: 'open' }], ['x'])).toEqual(['absent'])
  })

  test('is nothing of a list that is there in part, or of two that are alike where one is there', () => {
    expect(ordersAtCentre([{ orders: ['a', 'b'], standing: 'open' }], ['a'])).toEqual(['unclear'])
    const alike = { orders: ['a'], standing: 'open' } as const
    expect(ordersAtCentre([alike, alike], ['a'])).toEqual(['unclear', 'unclear'])
    expect(ordersAtCentre([alike, alike], ['a', 'a'])).toEqual(['whole', 'whole'])
    expect(ordersAtCentre([alike, { orders: ['a'], standing: 'maybe' }], ['a'])).toEqual(['unclear', 'unclear'])
  })
})
