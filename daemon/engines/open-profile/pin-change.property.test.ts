import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inTurn } from './pad-link.fixture.ts'
import { ThreeCardDesk, type Called } from './three-card-desk.fixture.ts'

const failed = (called: Called) => 'failed' in called ? called.failed : 'done'

const cards = {
  hc: {
    world: 'pin-card', old: '1234', fresh: ['2468', '135790'], wrong: '9999', short: '123',
    verify: 'card.verifyPin', change: 'card.changePin',
  },
  hpc: {
    world: 'three-cards', old: '123456', fresh: ['246810', '13579024'], wrong: '999999', short: '12345',
    verify: 'hpc.verifyPin', change: 'hpc.changePin',
  },
} as const

/** At most two wrong old PINs, so that the card is not blocked: the third try is for what comes behind. */
const MOST_WRONG = 2

test.each(Object.keys(cards) as (keyof typeof cards)[])(
  'whatever is entered at a pad, the PIN of an %s is the old one or the new one that was confirmed, and only wrong old ones cost tries',
  async (kind) => {
    const { world, old, fresh, wrong, short, verify, change } = cards[kind]
    const entry = fc.constantFrom(old, ...fresh, wrong, short, 'cancelled', 'timedOut')
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(entry, entry, entry), { minLength: 1, maxLength: 5 }), async (calls) => {
      let asked: string[] = []
      const desk = new ThreeCardDesk({ world, pad: () => asked.shift() ?? 'timedOut' })
      let pin: string = old
      let mistakes = 0
      for (const [first, second, third] of calls) {
        if (mistakes === MOST_WRONG && first !== pin) continue
        asked = [first, second, third]
        const isEntered = ![first, second, third].some((one) => [short, 'cancelled', 'timedOut'].includes(one))
        const sent = isEntered && second === third
        const outcome = failed(await desk.call(change))
        if (sent && first === pin) {
          expect(outcome).toBe('done')
          pin = second
          mistakes = 0
        } else if (sent) {
          mistakes++
          expect(outcome).toBe('PIN_WRONG')
        } else expect(outcome).toMatch(/^(?:PINS_DIFFER|PIN_CANCELLED|PIN_TIMEOUT)$/)
        const told = JSON.stringify(desk.events)
        for (const secret of [old, ...fresh, wrong]) expect(told).not.toMatch(new RegExp(`(?<!\\d)${secret}(?!\\d)`))
      }
      await desk.call('auth.logout')
      if (mistakes < MOST_WRONG) {
        // a wrong one tells the tries that are left: of three, one less for each mistake and for this
        const called = await desk.call(verify, { pin: wrong === pin ? old : wrong })
        expect(called).toMatchObject({ failed: 'PIN_WRONG', details: { triesLeft: 3 - mistakes - 1 } })
      }
      expect(failed(await desk.call(verify, { pin }))).toBe('done')
    }), { numRuns: 40 })
  })

test('what the native API has for PINs is done at the pad when nothing is typed', async () => {
  const desk = new ThreeCardDesk({
    world: 'three-cards', pad: inTurn([
      '2468', '2468', '2468', '13579', '13579', '13579', '123456', '246810', '246810', '87654321', '654321', '654321',
    ]),
  })
  const outcomes = []
  for (const method of ['card.enablePin', 'card.changePin', 'card.disablePin', 'hpc.changePin', 'hpc.unlock'] as const) {
    outcomes.push(failed(await desk.call(method)))
  }
  expect(outcomes).toEqual(['done', 'done', 'done', 'done', 'done'])
  expect(failed(await desk.call('card.verifyPin', { pin: '13579' }))).toBe('PIN_NOT_SET')
  await desk.call('auth.logout')
  expect(failed(await desk.call('hpc.verifyPin', { pin: '654321' }))).toBe('done')
})
