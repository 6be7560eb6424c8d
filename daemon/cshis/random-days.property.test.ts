import { describe, expect, test } from 'vitest'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions } from '#protocols/cshis/index'
import { cardShelf } from '#simulator/card-shelf'
import { HealthCard } from '#simulator/cards/health-card'
import { FunctionDesk } from './function-desk.fixture.ts'
import { RandomDay } from './random-day.fixture.ts'
import { isDone, type Tally } from './random-days/day.fixture.ts'
import { readingFunctions, steps } from './random-days/steps.fixture.ts'

/** Days of twenty patients each; with `npm run rig:all` ten thousand patients. */
const isWhole = process.env.NHICARD_RIG === 'all'
/** Other days than the first ones: `NHICARD_DAYS=61-120`. */
const [FIRST = 1, LAST = isWhole ? 500 : 20] = process.env.NHICARD_DAYS?.split('-').map(Number) ?? []
const LIMIT_MS = isWhole ? 7_200_000 : 1_800_000

describe('the steps of a day', () => {
  test.each(readingFunctions)('need none for %s, which writes to a health card in none of its examples', async (name) => {
    const { examples }: CshisFunction = cshisFunctions[name]
    for (const { world, before, input, icd10 = false } of examples) {
      const made: HealthCard[] = []
      const kept = cardShelf(1).map((shelved) => ({
        ...shelved,
        make: () => {
          const card = shelved.make()
          if (card instanceof HealthCard) made.push(card)
          return card
        },
      }))
      const desk = new FunctionDesk({ world, cards: kept, takesUploads: true, pad: () => '1234' })
      await desk.prepare(before)
      const written = () => made.map(({ eeprom }) => eeprom.written)
      const stood = written()
      await desk.call(name, input, { icd10 })
      expect(written()).toEqual(stood)
    }
  })

  test('have names of their own, and each function stands in one of them', () => {
    const called = steps.flatMap((step) => step.functions)
    for (const names of [steps.map(({ name }) => name), called]) expect(new Set(names).size).toBe(names.length)
  })
})

test('no sequence of calls breaks what a card counts: number by number, visits left, totals, limits, owners', async () => {
  const tally: Tally = new Map()
  for (let seed = FIRST; seed <= LAST; seed++) {
    await new RandomDay(seed, tally).run().catch((error: unknown) => {
      throw new Error(`day ${seed}`, { cause: error })
    })
  }
  const told = [...tally.keys()].map((one) => one.split(' ') as [string, string])
  const ended = (name: string, done: boolean) => told.some(([one, code]) => one === name && isDone(Number(code)) === done)
  const all = [...tally].map(([name, times]) => `${name}: ${times}`).sort().join(', ')
  for (const { functions, neverDone = {} } of steps) {
    for (const name of functions) expect([name, ended(name, true), ended(name, false)], all).toEqual([name, !(name in neverDone), true])
  }
}, LIMIT_MS)
