import { describe, expect, test } from 'vitest'
import { patients } from './visit-story.fixture.ts'
import { takers, visitWith, ways } from './visit-sweep.fixture.ts'

/** Every message to a site in the long run; otherwise one in so many. */
const LONG = process.env['NHICARD_RIG'] === 'all'
const STRIDE = LONG ? 1 : 24

const stories = Object.entries(takers).flatMap(([taker, take]) => (
  Object.entries(patients).filter(([, { physician, card }]) => (
    // whose orders cannot be read without a physician cannot be looked for either
    taker.includes('proxy') ? physician : LONG || card === 'hc.used-up'
  )).map(([who, patient]) => ({ name: `${who} and ${taker}`, patient, take }))
))

describe.each(stories)('$name', ({ patient, take }) => {
  test('loses nothing and counts once, whatever happens to one site at any message, and the status says so', async () => {
    const { end: whole, messages } = await visitWith(patient, take)
    expect(whole).toMatchObject({ standing: 1, orders: 2 })
    for (const [place, [way, { strike, dies }]] of Object.entries(ways).entries()) {
      for (let nth = 1 + (place * 5) % STRIDE; nth <= messages; nth += STRIDE) {
        const about = `${way} at message ${nth} of ${messages}`
        const { told, standing, end, sites } = await visitWith(patient, take, (control) => strike(control, nth)).catch((error: unknown) => {
          throw new Error(about, { cause: error })
        })
        expect(standing, about).toEqual([told])
        // orders are told once at most, and go with the upload too
        expect([0, 2], about).toContain(end.orders)
        expect({ ...end, orders: 2 }, about).toEqual(whole)
        if (dies) expect(sites[0], about).toMatchObject({ state: 'down', reason: 'network' })
      }
    }
  }, 1_200_000)
})
