import { expect, it } from 'vitest'
import { pcscSweep, READER, type CallFate, type PcscSweep } from './pcsc-world.fixture.ts'
import { storiesAtPad, storiesFor } from './reader-story.fixture.ts'
import { Sweep, SWEEP_MS, Tally } from './sweep.fixture.ts'

/** A call that never ends costs its child so long after the transfer has failed by its deadline, in ms. */
const HUNG_MS = 10_000 + 120_000
/** And a person at the keys, with a reader that shows something afterwards, has so long before that. */
const PERSON_MS = 5_000 + 10_000

/** All of SCARD_F_* and SCARD_E_* (winscard.h), then all of SCARD_W_*. */
const codes = [
  ...Array.from({ length: 0x40 }, (_, index) => 0x8010_0001 + index),
  ...Array.from({ length: 0x10 }, (_, index) => 0x8010_0065 + index),
]
const happenings: Readonly<Record<string, CallFate>> = {
  'never ends': 'hang',
  'finds the card pulled': ({ hands }) => hands.remove(0),
  'finds the card swapped for another': ({ hands }) => hands.swap(0),
  'finds the card swapped, and one report of it': ({ hands, pcsc }) => {
    pcsc.holdReports()
    hands.swap(0)
    pcsc.releaseReports()
  },
  'finds the card pulled and pushed back': ({ hands }) => hands.pushBack(0),
  'finds the reader pulled': ({ unplug, isOut }) => isOut() || unplug(),
  'finds the reader pulled and plugged in again': ({ unplug, isOut, plug }) => {
    if (!isOut()) unplug()
    plug()
  },
  'finds the service stopped': ({ pcsc }) => pcsc.stopService(),
  'finds the service restarted': ({ pcsc }) => {
    pcsc.stopService()
    pcsc.startService()
  },
  'finds the card reset by another program': ({ pcsc, isOut }) => isOut() || pcsc.resetByOther(READER),
}

const sweeps = [...storiesFor(1), ...storiesAtPad].map((story) =>
  new Sweep(story, (fault?: PcscSweep) => pcscSweep(fault), ({ calls }) => calls.passed.length))

async function swept(what: string, fate: CallFate, tally: Tally): Promise<void> {
  for (const sweep of sweeps) {
    const count = await sweep.counted()
    const patienceMs = fate === 'hang' ? HUNG_MS + PERSON_MS : 0
    const limits = fate === 'hang' ? { patienceMs: 2 * HUNG_MS } : {}
    for (let call = 0; call < count; call++) {
      await sweep.tell({ call, fate, ...limits }, tally, { where: `${what}: call ${call}`, patienceMs })
    }
  }
}

it('any call to PC/SC fails with any code of it: the end has a name, and the reader reads again', async () => {
  const tally = new Tally()
  for (const code of codes) await swept(code.toString(16), code, tally)
  tally.expectNothingWrong()
  expect(tally.seen.size).toBeGreaterThan(4)
}, SWEEP_MS)

it.each(Object.entries(happenings))('any call to PC/SC %s: the end has a name, and the reader reads again',
  async (what, fate) => {
    const tally = new Tally()
    await swept(what, fate, tally)
    tally.expectNothingWrong()
  }, SWEEP_MS)
