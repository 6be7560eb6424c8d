import { describe, expect, it } from 'vitest'
import { readerFaults, type ReaderFaultName } from '#simulator/readers/reader-fault'
import { serialModels, type SerialModelName } from '#simulator/readers/serial-models'
import { faultVariants, stormsMs } from './fault-variant.fixture.ts'
import { serialSweep, type SerialSweep } from './line-world.fixture.ts'
import { storiesAt } from './reader-story.fixture.ts'
import { places, Sweep, SWEEP_MS, Tally, variantsAt } from './sweep.fixture.ts'

const names = Object.keys(serialModels) as SerialModelName[]
const faults = Object.keys(readerFaults) as ReaderFaultName[]
/** Every so many answers in an everyday run. */
const STRIDE = 113
/** Each slot is asked for its card again and again, so stories of five take long; two show what several do. */
const MOST_SLOTS = 2
/** A reader without power does nothing more until somebody gives it power again. */
const remedyOf = (fault: ReaderFaultName) => fault === 'removed' ? 'plug' : 'hand'

describe.each(names)('an answer of the serial reader %s, anywhere in a story, that is', (name) => {
  const { descriptor: { bMaxSlotIndex, bPINSupport } } = serialModels[name]
  const stories = storiesAt({ bMaxSlotIndex: Math.min(MOST_SLOTS - 1, bMaxSlotIndex), bPINSupport })
  const make = (fault?: SerialSweep) => serialSweep(name, fault)
  const sweeps = stories.map((story) => new Sweep(story, make, ({ answers }) => answers()))

  it.each(faults)('%s ends by name or does no harm, and the reader reads again', async (fault) => {
    const tally = new Tally()
    for (const sweep of sweeps) {
      for (const at of places(await sweep.counted(), STRIDE, `${name} ${fault} ${sweep.title}`)) {
        const storm = { stormEveryMs: stormsMs[at % stormsMs.length] ?? 0, patienceMs: 180_000 }
        for (const byte of variantsAt(faultVariants[fault], at)) {
          const plans = [{ fault, at, times: 1, byte }]
          await sweep.tell({ plans, ...fault === 'timeExtensionStorm' ? storm : {} }, tally, {
            where: `answer ${at}, ${byte}`, remedy: remedyOf(fault),
          })
        }
      }
    }
    tally.expectNothingWrong()
    expect(tally.places).toBeGreaterThan(5)
  }, SWEEP_MS)
})
