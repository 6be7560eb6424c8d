import { describe, expect, it } from 'vitest'
import {
  usbChildSweep, type CallChildSweep, type CallChildSweepWorld, type ChildSweep, type ChildSweepWorld,
} from './child-world.fixture.ts'
import { phoenixChildSweep, serialChildSweep } from './line-child-world.fixture.ts'
import { pcscSweep } from './pcsc-world.fixture.ts'
import type { MortalChild } from './mortal-child.fixture.ts'
import { storiesAtPad, storiesAtVerifyingPad, storiesFor, type TitledStory } from './reader-story.fixture.ts'
import { places, Sweep, SWEEP_MS, Tally } from './sweep.fixture.ts'

/** A child that hangs is found out by its pulse or by the deadline of a transfer, whichever comes first, in ms. */
const HUNG_MS = 10_000
/** Every so many calls in an everyday run. */
const CALL_STRIDE = 5
/** One whose native call hangs: its own time, and what it is given more, in ms. */
const HUNG_CALL_MS = 13_000
/** Killed by a signal, or by a fault in native code (128 + SIGSEGV). */
const CRASHED = 139

interface Link {
  readonly name: string
  readonly stories: readonly TitledStory[]
  make(sweep?: ChildSweep): ChildSweepWorld
}

const links: readonly Link[] = [
  { name: 'USB readers', stories: storiesFor(1), make: (sweep) => usbChildSweep('tpdu', sweep) },
  { name: 'USB readers with keys', stories: storiesAtPad, make: (sweep) => usbChildSweep('pin-pad', sweep) },
  { name: 'USB readers with two slots', stories: storiesFor(2), make: (sweep) => usbChildSweep('two-slots', sweep) },
  { name: 'CCID readers on RS-232', stories: storiesFor(1), make: (sweep) => serialChildSweep('GemPCTwin', sweep) },
  { name: 'those with keys', stories: storiesAtVerifyingPad, make: (sweep) => serialChildSweep('GemPCPinPad', sweep) },
  { name: 'those with five slots', stories: storiesFor(2), make: (sweep) => serialChildSweep('GemCorePOSPro', sweep) },
  { name: 'Phoenix readers', stories: storiesFor(1), make: phoenixChildSweep },
  { name: 'PC/SC', stories: [...storiesFor(1), ...storiesAtPad], make: (sweep) => pcscSweep(sweep) },
]
const fates: readonly { readonly what: string, readonly patienceMs: number, strike(child: MortalChild): void }[] = [
  { what: 'is killed', patienceMs: 0, strike: (child) => child.die(CRASHED) },
  { what: 'hangs', patienceMs: HUNG_MS, strike: (child) => child.hang() },
]

describe.each(links)('a child process for $name', ({ make, stories }) => {
  const sweeps = stories.map((story) => new Sweep(story, make, ({ messages }) => messages.passed.length))

  it.each(fates)('that $what before any message from or to it: the end has a name, and the next child reads',
    async ({ strike, patienceMs }) => {
      const tally = new Tally()
      for (const sweep of sweeps) {
        const count = await sweep.counted()
        for (let at = 0; at < count; at++) {
          await sweep.tell({ at, strike }, tally, { where: `message ${at}`, patienceMs })
        }
      }
      tally.expectNothingWrong()
      expect(tally.failed).toBeGreaterThan(0)
    }, SWEEP_MS)
})

interface Called {
  readonly name: string
  readonly stories: readonly TitledStory[]
  make(sweep?: CallChildSweep): CallChildSweepWorld
}

const called: readonly Called[] = [
  { name: 'the USB reader tpdu', stories: storiesFor(1), make: (sweep) => usbChildSweep('tpdu', sweep) },
  { name: 'the USB reader two-slots', stories: storiesFor(2), make: (sweep) => usbChildSweep('two-slots', sweep) },
  { name: 'the USB reader pin-pad', stories: storiesAtPad, make: (sweep) => usbChildSweep('pin-pad', sweep) },
  { name: 'the line of a GemPCTwin', stories: storiesFor(1), make: (sweep) => serialChildSweep('GemPCTwin', sweep) },
  { name: 'the line of a GemPCPinPad', stories: storiesAtVerifyingPad, make: (sweep) => serialChildSweep('GemPCPinPad', sweep) },
  { name: 'the line of a GemCorePOSPro', stories: storiesFor(2), make: (sweep) => serialChildSweep('GemCorePOSPro', sweep) },
  { name: 'the line of a Phoenix reader', stories: storiesFor(1), make: phoenixChildSweep },
]

it.each(called)('a call to $name never returns: the end has a name, and it reads', async ({ name, stories, make }) => {
  const tally = new Tally()
  for (const story of stories) {
    const sweep = new Sweep(story, make, ({ calls }) => calls.passed.length)
    for (const hung of places(await sweep.counted(), CALL_STRIDE, `${name} ${sweep.title}`)) {
      await sweep.tell({ hung }, tally, { where: `call ${hung}`, patienceMs: HUNG_CALL_MS })
    }
  }
  // a serial reader may be told the same once more, and answers: then nothing fails
  tally.expectNothingWrong()
}, SWEEP_MS)
