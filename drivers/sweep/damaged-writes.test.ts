import { describe, expect, it } from 'vitest'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { phoenixSweep, serialSweep, type LineSweep, type LineSweepWorld } from './line-world.fixture.ts'
import type { TitledStory } from './reader-story.fixture.ts'
import { places, Sweep, SWEEP_MS, Tally } from './sweep.fixture.ts'
import { usbSweep, type UsbSweep } from './usb-world.fixture.ts'

/**
 * Damage that lasts longer than T=1 has patience for, and then is over: the moment at which a transfer would go well if
 * it were repeated, and a command would arrive twice.
 */
const story: TitledStory = ['a card is written to twice', {
  slots: [0],
  tell: async (desk) => {
    desk.world.hands.insert(0, 'wang')
    desk.start()
    await desk.card(0)
    await desk.write(0)
    await desk.write(0)
  },
}]

/** Answers in a row; T=1 tries three times, and as often to come to terms again. */
const MOST_DAMAGED = 8
/** Bytes in a row, from the card or the reader. */
const LENGTHS = [5, 25, 60, 140]
/** Every so many in an everyday run. */
const STRIDE = 5, BYTE_STRIDE = 151
/** The first bit of what the card says, behind the header of the reader and the prologue of T=1. */
const BIT = 104

/** At the others the reader speaks with the card, or nothing would show the damage. */
const speaksT1 = ({ dwFeatures, dwProtocols }: CcidDescriptor) =>
  (dwFeatures & 0x0006_0000) === 0 && (dwProtocols & 2) !== 0
const names = (Object.keys(readerModels) as ReaderModelName[]).filter((name) => speaksT1(readerModels[name].descriptor))

const lines: readonly { readonly name: string, make(fault?: LineSweep): LineSweepWorld }[] = [
  { name: 'a CCID reader on RS-232', make: (fault) => serialSweep('GemPCTwin', fault) },
  { name: 'a Phoenix reader', make: phoenixSweep },
]

describe('while a card is written to, so much is damaged in a row that T=1 gives up: no command arrives twice', () => {
  it.each(names)('answers of the USB reader %s', async (name) => {
    const sweep = new Sweep(story, (fault?: UsbSweep) => usbSweep(name, fault), ({ answers }) => answers())
    const tally = new Tally()
    for (const place of places(await sweep.counted() * MOST_DAMAGED, STRIDE, name)) {
      const at = Math.floor(place / MOST_DAMAGED), times = place % MOST_DAMAGED + 1
      const plans = [{ fault: 'flipped' as const, at, times, byte: BIT }]
      await sweep.tell({ plans }, tally, { where: `answer ${at}, ${times} times` })
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(0)
  }, SWEEP_MS)

  it.each(lines)('bytes from $name', async ({ name, make }) => {
    const sweep = new Sweep(story, make, ({ toPc }) => toPc.passed.reduce((sum, length) => sum + length, 0))
    const tally = new Tally()
    for (const first of places(await sweep.counted(), BYTE_STRIDE, name)) {
      for (const length of LENGTHS) {
        const faults = Array.from({ length }, (_, next) => (
          { way: 'toPc' as const, at: first + next, fault: 'flipped' as const, bit: next % 8 }
        ))
        await sweep.tell({ faults }, tally, { where: `${length} bytes from ${first} on`, remedy: 'plug' })
      }
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(0)
  }, SWEEP_MS)
})
