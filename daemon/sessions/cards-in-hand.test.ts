import { describe, expect, test } from 'vitest'
import { ThreeCardDesk } from '../engines/open-profile/three-card-desk.fixture.ts'
import { CardsInHand } from './cards-in-hand.ts'
import type { Place } from './readers.ts'

const R1 = 'Simulated Reader 01', R2 = 'Simulated Reader 02'

function clinic() {
  const desk = new ThreeCardDesk({ world: 'dedicated-reader' })
  const [hc, hpc, sam] = desk.readers.answering() as [Place, Place, Place]
  let release = () => {}
  const hold = (place: Place) => desk.readers.withCardAt(place, [], {}, () => new Promise<void>((resolve) => (release = resolve)))
  return { desk, hc, hpc, sam, hold, release: () => release() }
}

describe('a call with a card in hand that waits for another', () => {
  test.each([R1, R2])('gives up at once when the card in %s has gone, while the other is still in somebody else’s hand', async (reader) => {
    const { desk, hc, hpc, hold, release } = clinic()
    const other = hold(hpc)
    const waiting = desk.readers.withCardAt(hc, [], {}, (card) => new CardsInHand(desk.readers, card).during('hpc', hpc, async () => 'had'))
    const refused = expect(waiting).rejects.toMatchObject({ name: 'CARD_CHANGED', details: { step: 'queue' } })
    await new Promise((resolve) => setImmediate(resolve))
    desk.clinic.remove(reader)
    await refused
    release()
    await other
  })

  test('gives up at once when it wants the reader that it has itself, in which another card lies now', async () => {
    const { desk, hc } = clinic()
    const waiting = desk.readers.withCardAt(hc, [], {}, async (card) => {
      desk.clinic.remove(R1)
      desk.clinic.insert(R1, 'hpc.nurse')
      const now = desk.readers.answering().find(({ reader }) => reader === hc.reader)!
      return new CardsInHand(desk.readers, card).during('hpc', now, async () => 'had')
    })
    await expect(waiting).rejects.toMatchObject({ name: 'CARD_CHANGED' })
  })

  test('takes them in the one order and gives them back, and has them only meanwhile', async () => {
    const { desk, hc, hpc, sam } = clinic()
    await desk.readers.withCardAt(hc, [], {}, async (card) => {
      const hand = new CardsInHand(desk.readers, card)
      await hand.during('hpc', hpc, () => hand.during('sam', sam, async () => {
        for (const place of [hc, hpc, sam]) expect(hand.at(place).reader).toBe(place.reader)
      }))
      expect(() => hand.at(hpc)).toThrow('no card in r2')
      await expect(hand.during('sam', sam, () => hand.during('hpc', hpc, async () => 'had'))).rejects.toThrow(RangeError)
      expect(hand.at(hc)).toBe(card)
    })
  })
})
