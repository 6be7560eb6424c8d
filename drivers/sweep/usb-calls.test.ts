import { describe, expect, it } from 'vitest'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { storiesAt, storiesFor } from './reader-story.fixture.ts'
import { places, Sweep, SWEEP_MS, Tally } from './sweep.fixture.ts'
import { SOCKET, usbSweep, type UsbSweep, type UsbSweepWorld } from './usb-world.fixture.ts'

const names = Object.keys(readerModels) as ReaderModelName[]
/** Every so many calls and messages in an everyday run, or bytes. */
const STRIDE = 79, BYTE_STRIDE = 53
/** In ms: a driver waits so long for a reader that does not even take a message, and then resets it. */
const FROZEN_MS = 3_000

interface Strike {
  readonly strike: (world: UsbSweepWorld) => void
  readonly mend?: (world: UsbSweepWorld) => void
  readonly patienceMs?: number
}

const ifIn = (does: (world: UsbSweepWorld) => void) => (world: UsbSweepWorld) => world.isOut() || does(world)

const strikes: Readonly<Record<string, Strike>> = {
  'the card is pulled': { strike: ({ hands }) => hands.remove(0) },
  'the card is swapped for another': { strike: ({ hands }) => hands.swap(0) },
  'the card is pulled and pushed back': { strike: ({ hands }) => hands.pushBack(0) },
  'the reader is pulled': { strike: ifIn(({ unplug }) => unplug()) },
  'the reader comes back at once as another device': { strike: ifIn(({ bus }) => bus.reenumerate(SOCKET)) },
  'its firmware hangs': { strike: ifIn(({ bus }) => bus.freeze(SOCKET)), patienceMs: FROZEN_MS },
  'another program takes the reader when it comes back': {
    strike: ifIn(({ unplug, plug, bus }) => {
      unplug()
      plug()
      bus.hold(SOCKET, 'pcscd (812)')
    }),
    mend: ifIn(({ bus }) => bus.release(SOCKET)),
  },
}

describe.each(names)('at any call to the USB reader %s, and any message of it', (name) => {
  const sweeps = storiesAt(readerModels[name].descriptor).map((story) =>
    new Sweep(story, (fault?: UsbSweep) => usbSweep(name, fault), ({ messages }) => messages.passed.length))

  it.each(Object.entries(strikes))('%s: the end has a name, and the reader reads again', async (what, one) => {
    const { strike, mend = () => {}, patienceMs = 0 } = one
    const tally = new Tally()
    for (const sweep of sweeps) {
      for (const at of places(await sweep.counted(), STRIDE, `${name} ${what} ${sweep.title}`)) {
        await sweep.tell({ at, strike, mend }, tally, { where: `call or message ${at}`, patienceMs })
      }
    }
    tally.expectNothingWrong()
  }, SWEEP_MS)

  it('the program ends: the device is given back, and the next program reads', async () => {
    const tally = new Tally()
    for (const sweep of sweeps) {
      for (const at of places(await sweep.counted(), STRIDE, `${name} ends ${sweep.title}`)) {
        const strike = ({ link }: UsbSweepWorld) => void link.close()
        await sweep.tellTwice({ at, strike }, tally, `call or message ${at}`, (world) => world.anew())
      }
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(0)
  }, SWEEP_MS)
})

describe('at any byte', () => {
  it('a USB reader is pulled: the end has a name, and the reader reads again', async () => {
    const tally = new Tally()
    for (const story of storiesFor(1)) {
      const make = (fault?: UsbSweep) => usbSweep('tpdu', fault)
      const sweep = new Sweep(story, make, ({ messages }) => [...messages.passed])
      const ends: number[] = []
      for (const length of await sweep.counted()) if (length > 0) ends.push((ends.at(-1) ?? 0) + length)
      for (const bytes of places(ends.at(-1) ?? 0, BYTE_STRIDE, sweep.title, ends)) {
        await sweep.tell({ bytes }, tally, { where: `after ${bytes} bytes` })
      }
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(tally.places / 2)
  }, SWEEP_MS)
})
