import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readerFaults, type ReaderFaultName } from '#simulator/readers/reader-fault'
import { usbChildSweep } from './child-world.fixture.ts'
import { phoenixSweep, serialSweep } from './line-world.fixture.ts'
import { pcscSweep, READER } from './pcsc-world.fixture.ts'
import { isWhole, SWEEP_MS, type Remedy } from './sweep.fixture.ts'
import { SweepDesk, type SweepWorld } from './sweep-desk.fixture.ts'
import { SOCKET, usbSweep } from './usb-world.fixture.ts'

/** Longer than anything takes to be given up, in ms: a card that wants more time without end. */
const MOST_PATIENCE_MS = 180_000
/** Recovery, and the slowest way from a plug to the end of a read (a serial reader), in ms. */
const RECOVERY_MS = 2_000 + 600
/** In ms: how long a hung child, or hung firmware, may go unnoticed. */
const CHILD_MS = 12_000, FIRMWARE_MS = 3_000

interface Life {
  readonly name: string
  readonly slots: number
  /** A world, and what else may happen to it than cards, plugs and faults of the reader. */
  make(): { readonly world: SweepWorld, readonly blows?: readonly (() => void)[] }
  readonly unnoticedMs?: number
  /** Faults that need more than a hand, or that nobody can notice. */
  readonly without?: readonly ReaderFaultName[]
  readonly runs: number
}

const patienceMs = MOST_PATIENCE_MS
const lives: readonly Life[] = [
  {
    name: 'a USB reader that is given blocks', slots: 1, runs: 60, unnoticedMs: FIRMWARE_MS,
    make: () => {
      const world = usbSweep('tpdu', { patienceMs })
      const ifIn = (blow: () => void) => () => world.isOut() || blow()
      const { bus } = world
      return {
        world,
        blows: [ifIn(() => bus.freeze(SOCKET)), ifIn(() => bus.thaw(SOCKET)), ifIn(() => bus.reenumerate(SOCKET))],
      }
    },
  },
  {
    name: 'a USB reader that is given APDUs', slots: 1, runs: 40, without: ['flipped'],
    make: () => ({ world: usbSweep('short-apdu', { patienceMs }) }),
  },
  {
    name: 'a USB reader that moves characters', slots: 1, runs: 40,
    make: () => ({ world: usbSweep('character', { patienceMs }) }),
  },
  { name: 'an EZ100PU', slots: 1, runs: 40, make: () => ({ world: usbSweep('ez100pu', { patienceMs }) }) },
  {
    name: 'a USB reader with two slots', slots: 2, runs: 60,
    make: () => ({ world: usbSweep('two-slots', { patienceMs }) }),
  },
  {
    name: 'a CCID reader on RS-232', slots: 1, runs: 15, without: ['removed'],
    make: () => ({ world: serialSweep('GemPCTwin', { patienceMs }) }),
  },
  {
    name: 'one with two slots', slots: 2, runs: 10, without: ['removed'],
    make: () => ({ world: serialSweep('GemCoreSIMPro', { patienceMs }) }),
  },
  { name: 'a Phoenix reader', slots: 1, runs: 60, make: () => ({ world: phoenixSweep() }) },
  {
    name: 'a USB reader with its driver in a child process', slots: 1, runs: 60, unnoticedMs: CHILD_MS,
    make: () => {
      const world = usbChildSweep('tpdu')
      return { world, blows: [() => world.child()?.die(1), () => world.child()?.hang()] }
    },
  },
  {
    name: 'PC/SC', slots: 1, runs: 100, unnoticedMs: CHILD_MS,
    make: () => {
      const world = pcscSweep()
      const { pcsc } = world
      return {
        world,
        blows: [
          () => world.child()?.die(1), () => world.child()?.hang(), () => pcsc.stopService(), () => pcsc.startService(),
          () => world.isOut() || pcsc.resetByOther(READER),
        ],
      }
    },
  },
]

const faults = Object.keys(readerFaults) as ReaderFaultName[]
const of = <Name extends string>(...names: Name[]) => fc.constantFrom(...names)

/** Reads and writes are begun and not waited for. */
function happenings(slots: number) {
  const slot = fc.nat(slots - 1)
  const moments = fc.oneof(of('0', '1', '10').map(Number), fc.nat(400), fc.nat(4_000), fc.nat(20_000))
  return fc.array(fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: of('insert'), slot, card: of('wang', 'lin', 'mute') }) },
    { weight: 2, arbitrary: fc.record({ what: of('remove', 'swap', 'pushBack'), slot }) },
    { weight: 1, arbitrary: fc.record({ what: of('unplug', 'plug') }) },
    { weight: 4, arbitrary: fc.record({ what: of('read'), slot }) },
    { weight: 2, arbitrary: fc.record({ what: of('write'), slot }) },
    { weight: 3, arbitrary: fc.record({ what: of('fault'), fault: of(...faults), byte: fc.nat(120) }) },
    { weight: 1, arbitrary: fc.record({ what: of('blow'), which: fc.nat(10) }) },
    { weight: 4, arbitrary: fc.record({ what: of('wait'), ms: moments }) },
  ), { minLength: 1, maxLength: 25 })
}

type Happening = ReturnType<typeof happenings> extends fc.Arbitrary<(infer One)[]> ? One : never

/** @returns what was wrong */
async function live(
  { make, without = [], slots, unnoticedMs = 0 }: Life, story: readonly Happening[], remedy: Remedy,
): Promise<readonly string[]> {
  const { world, blows = [] } = make()
  const { hands } = world
  const desk = new SweepDesk(world)
  const calls: Promise<unknown>[] = []
  desk.start()
  for (const one of story) {
    if (one.what === 'insert') hands.insert(one.slot, one.card)
    else if (one.what === 'remove') hands.remove(one.slot)
    else if (one.what === 'swap' && hands.at(one.slot) !== undefined) hands.swap(one.slot)
    else if (one.what === 'pushBack') hands.pushBack(one.slot)
    else if (one.what === 'unplug' && !world.isOut()) world.unplug()
    else if (one.what === 'plug' && world.isOut()) world.plug()
    else if (one.what === 'read') calls.push(desk.read(one.slot))
    else if (one.what === 'write') calls.push(desk.write(one.slot))
    else if (one.what === 'fault' && !without.includes(one.fault)) world.spoilNext?.(one.fault, one.byte)
    else if (one.what === 'blow') blows[one.which % blows.length]?.()
    else if (one.what === 'wait') await desk.passes(one.ms)
  }
  // a card put in anew helps a reader that is not waited for; a reader plugged in anew is never waited for
  if (remedy === 'hand') await desk.passes(MOST_PATIENCE_MS)
  const ms = await desk.recovery(Array.from({ length: slots }, (_, slot) => slot), remedy)
  if (ms > RECOVERY_MS + unnoticedMs) desk.wrong(`reads again after ${ms} ms`)
  await Promise.all(calls)
  await desk.close()
  return desk.allWrong
}

const remedies = of<Remedy>('hand', 'plug')

it.each(lives)('$name: whatever happens, each transfer ends right or by name, and it reads again', async (life) => {
  await fc.assert(fc.asyncProperty(happenings(life.slots), remedies, async (story, remedy) => {
    expect(await live(life, story, remedy)).toEqual([])
  }), isWhole ? { numRuns: 50 * life.runs } : { numRuns: life.runs, seed: 20_260_115 })
}, SWEEP_MS)
