import { Day, DAY_MS, MINUTE, type Tally } from './random-days/day.fixture.ts'
import { weighted } from './random-days/steps.fixture.ts'

const SESSIONS = 20
/** Between two calls, and between two patients. */
const pauses = [MINUTE / 4, MINUTE, 5 * MINUTE, 20 * MINUTE, 120 * MINUTE] as const
const gaps = [10 * MINUTE, 60 * MINUTE, DAY_MS, 19 * DAY_MS] as const
const FEWEST = 4, MORE = 10

/** Twenty patients one after the other and what is done with their cards, all of it decided by a seed. */
export class RandomDay {
  readonly #day: Day

  constructor(seed: number, tally: Tally) {
    this.#day = new Day(seed, tally)
  }

  /** @throws Error with everything that was done until then */
  async run(): Promise<void> {
    const day = this.#day
    try {
      for (let session = 0; session < SESSIONS; session++) await this.#session()
    } catch (error) {
      throw new Error(day.story.join('\n'), { cause: error })
    }
  }

  async #session(): Promise<void> {
    const day = this.#day
    const { random } = day
    day.insert(random.pick(day.cards))
    // the next patient finds the clinic as it should be, mostly
    if (random.below(4) > 0) {
      day.centre(true)
      day.professional('hpc.physician')
      await day.verified()
      const pin = day.pins.get(day.patient.key)
      if (pin !== undefined) await day.native('card.verifyPin', { pin })
    }
    for (let steps = FEWEST + random.below(MORE); steps > 0; steps--) {
      await random.pick(weighted).take(day)
      day.pass(random.pick(pauses))
    }
    day.pass(random.pick(gaps))
  }
}
