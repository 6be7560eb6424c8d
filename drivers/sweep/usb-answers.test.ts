import { describe, expect, it } from 'vitest'
import { readerFaults, type ReaderFaultName } from '#simulator/readers/reader-fault'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { faultVariants, harmlessFaults, lastingFaults, stormsMs } from './fault-variant.fixture.ts'
import { storiesAt } from './reader-story.fixture.ts'
import { isWhole, places, Sweep, SWEEP_MS, Tally, variantsAt } from './sweep.fixture.ts'
import { usbSweep, type UsbSweep } from './usb-world.fixture.ts'

const names = Object.keys(readerModels) as ReaderModelName[]
const faults = Object.keys(readerFaults) as ReaderFaultName[]
/** Every so many answers in an everyday run, and of those every so many are spoilt for good. */
const STRIDE = 29, LASTING_STRIDE = 4

describe.each(names)('an answer of the USB reader %s, anywhere in a story, that is', (name) => {
  const sweeps = storiesAt(readerModels[name].descriptor).map((story) =>
    new Sweep(story, (fault?: UsbSweep) => usbSweep(name, fault), ({ answers }) => answers()))

  it.each(faults)('%s ends by name or does no harm, and the reader reads again', async (fault) => {
    const tally = new Tally()
    for (const sweep of sweeps) {
      for (const at of places(await sweep.counted(), STRIDE, `${name} ${fault} ${sweep.title}`)) {
        const storm = { stormEveryMs: stormsMs[at % stormsMs.length] ?? 0, patienceMs: 180_000 }
        const limits = fault === 'timeExtensionStorm' ? storm : {}
        const isLasting = lastingFaults.includes(fault) && (isWhole || at % LASTING_STRIDE === 0)
        for (const byte of variantsAt(faultVariants[fault], at)) {
          for (const times of isLasting ? [1, Infinity] : [1]) {
            await sweep.tell({ plans: [{ fault, at, times, byte }], ...limits }, tally, {
              where: `answer ${at}, ${byte}, ${times} times`, remedy: times === 1 ? 'hand' : 'plug',
            })
          }
        }
      }
    }
    tally.expectNothingWrong()
    if (harmlessFaults.includes(fault)) expect([...tally.seen].sort()).toEqual(['cardSilent', 'right'])
    else expect(tally.failed).toBeGreaterThan(0)
  }, SWEEP_MS)
})
