import type { HcFileName } from '#protocols/nhi-card/contents'
import { HealthCard } from '#simulator/cards/health-card'
import { usedCard } from '#simulator/cards/hc-image'
import { people } from '#simulator/people'
import { own, physician, puts } from '../code-story.fixture.ts'
import { only, type PairStory } from '../pair-story.fixture.ts'

const [patient] = people(3, 1)
const WORN = 0x6581

function unreadable(code: number, file: HcFileName): PairStory {
  return {
    code, name: `the card refuses to read ${file} (6581)`, of: only('hisReadPrescription'),
    desk: {
      world: 'three-cards',
      cards: [own(() => {
        if (patient === undefined) throw new Error('nobody lives here')
        return new HealthCard(patient, { image: usedCard, unreadable: { [file]: WORN } })
      })],
    },
    before: async (desk) => {
      puts('own')(desk)
      await desk.prepare(physician)
    },
  }
}

/** Areas of prescriptions that the card does not give any more, whoever asks. */
export const readingStories: readonly PairStory[] = [
  unreadable(5015, 'orders'), unreadable(5016, 'longTermPrescriptions'), unreadable(5017, 'importantOrders'),
  unreadable(5018, 'allergies'),
]
