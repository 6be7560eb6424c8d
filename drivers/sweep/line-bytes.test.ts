import { describe, expect, it } from 'vitest'
import { phoenixSweep, serialSweep, type LineSweep, type LineSweepWorld } from './line-world.fixture.ts'
import { storiesFor } from './reader-story.fixture.ts'
import { places, Sweep, SWEEP_MS, Tally, variantsAt } from './sweep.fixture.ts'

interface Line {
  readonly name: string
  readonly make: (fault?: LineSweep) => LineSweepWorld
  /** Every so many bytes in an everyday run, beside the first of every piece. */
  readonly stride: number
}

/** Cards of the NHI speak T=1, which checks its blocks; what T=0 cannot notice stands in the tests of its drivers. */
const lines: readonly Line[] = [
  { name: 'a CCID reader on RS-232', make: (fault) => serialSweep('GemPCTwin', fault), stride: 191 },
  { name: 'a Phoenix reader', make: phoenixSweep, stride: 17 },
]

/** What damage may put in: the beginning of a frame, a NAK, and bytes that mean something to T=1. */
const INSERTED = [0x03, 0x15, 0x60, 0xff]
/** Of one byte of one way. */
const damages = [
  () => ({ fault: 'lost' as const }),
  (at: number) => ({ fault: 'flipped' as const, bit: at % 8 }),
  (at: number) => ({ fault: 'inserted' as const, byte: INSERTED[at % INSERTED.length] ?? 0 }),
]
/** Of the line, before one byte of either way. */
const ends: readonly { readonly what: string, readonly fault: (at: number) => LineSweep }[] = [
  { what: 'the line is pulled', fault: (at) => ({ at, strike: ({ unplug }) => unplug() }) },
  { what: 'nothing arrives any more', fault: (dead) => ({ dead }) },
]

const total = (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0)

/** Where pieces of these lengths begin. */
function beginnings(lengths: readonly number[]): number[] {
  let next = 0
  return lengths.map((length) => (next += length) - length)
}

describe.each(lines)('any byte of the line of $name', ({ name, make, stride }) => {
  const sweeps = storiesFor(1).map((story) => new Sweep(story, make, ({ toPc, toDevice, passed }) =>
    ({ toPc: [...toPc.passed], toDevice: [...toDevice.passed], both: [...passed] })))

  it.each(['toPc', 'toDevice'] as const)('is lost, flipped or has one put before it, %s: the reader reads again',
    async (way) => {
      const tally = new Tally()
      for (const sweep of sweeps) {
        const { [way]: pieces } = await sweep.counted()
        for (const at of places(total(pieces), stride, `${name} ${way} ${sweep.title}`, beginnings(pieces))) {
          for (const damage of variantsAt(damages, at)) {
            const fault = { way, at, ...damage(at) }
            await sweep.tell({ faults: [fault] }, tally, { where: JSON.stringify(fault) })
          }
        }
      }
      tally.expectNothingWrong()
    }, SWEEP_MS)

  it('is the last that arrives: the end has a name, and the reader reads when it is plugged in anew', async () => {
    const tally = new Tally()
    for (const sweep of sweeps) {
      const { both } = await sweep.counted()
      for (const at of places(total(both), stride, `${name} ends ${sweep.title}`, beginnings(both))) {
        for (const { what, fault } of variantsAt(ends, at)) {
          await sweep.tell(fault(at), tally, { where: `${what} before byte ${at}`, remedy: 'plug' })
        }
      }
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(tally.places / 2)
  }, SWEEP_MS)

  it('is the moment in which the program ends: the line is given back, and the next program reads', async () => {
    const tally = new Tally()
    for (const sweep of sweeps) {
      const { both } = await sweep.counted()
      for (const at of places(total(both), 2 * stride, `${name} closed ${sweep.title}`)) {
        const strike = ({ link }: LineSweepWorld) => void link.close()
        await sweep.tellTwice({ at, strike }, tally, `byte ${at}`, (world) => world.anew())
      }
    }
    tally.expectNothingWrong()
    expect(tally.failed).toBeGreaterThan(0)
  }, SWEEP_MS)

  it('is the moment in which the card is pulled, or swapped: no datum outlives its card', async () => {
    const tally = new Tally()
    const strikes = [
      ({ hands }: LineSweepWorld) => hands.remove(0), ({ hands }: LineSweepWorld) => hands.swap(0),
      ({ hands }: LineSweepWorld) => hands.pushBack(0),
    ]
    for (const sweep of sweeps) {
      const { both } = await sweep.counted()
      for (const at of places(total(both), stride, `${name} hand ${sweep.title}`)) {
        for (const strike of variantsAt(strikes, at)) {
          await sweep.tell({ at, strike }, tally, { where: `byte ${at}, ${strikes.indexOf(strike)}` })
        }
      }
    }
    tally.expectNothingWrong()
  }, SWEEP_MS)
})
