import type { Order } from '../order-list.ts'
import { SeededRandom } from '#simulator/seeded-random'
import type { Trouble } from './crash-world.fixture.ts'
import type { Station, Task } from './his-program.fixture.ts'

/** A part of a day, told of some patients of `patients`. */
export interface CrashStory {
  readonly name: string
  readonly stations: (seed: number) => readonly Station[]
  /** Nobody is there at NHIA while it is told; after a death it is back. */
  readonly centreIsDown?: true
  /** A point of it costs more than twice as much as one of the others. */
  readonly isLong?: true
  /** What goes wrong besides, by the seed. */
  readonly trouble?: (random: SeededRandom) => Trouble
}

const [ONE, TWO] = ['Simulated Reader 01', 'Simulated Reader 02'] as const
const key = (seed: number, name: string) => `story-${seed}-${name}`

const drug = (code: string, days: number): Order => ({
  treatmentDateTime: '', orderType: '1', treatmentItemCode: code, treatmentPosition: '', usage: 'BID', days,
  totalQuantity: `${String(days * 2).padStart(5, '0')}.0`, deliveryNotes: '01',
})
export const firstOrders = [drug('A000000300', 7), drug('A000000301', 3), drug('A000000302', 28)]
export const secondOrders = [drug('A000000303', 5), drug('A000000304', 14)]

const TYPES = ['01', '02', '03', '04', '08'] as const

function randomTask(random: SeededRandom, seed: number, at: number, numbers: number[], undone: Set<number>): Task {
  const standing = numbers.filter((one) => !undone.has(one))
  const kind = random.below(10)
  if (standing.length === 0 || kind < 3) {
    numbers.push(at)
    if (random.below(2) === 0) return { do: 'number', door: 'native', key: key(seed, `n${at}`) }
    // of another type each: a program without keys that asks for the same again may mean the one it was told as the process died
    return { do: 'number', door: 'cshis', item: TYPES[at]! }
  }
  const last = standing.at(-1)!
  if (kind < 5) {
    undone.add(last)
    return { do: 'undo', of: last }
  }
  if (kind < 7) return { do: 'wait', ms: random.below(600_000) }
  return kind < 9 ? { do: 'write', of: last } : { do: 'move' }
}

function randomDay(seed: number): readonly Station[] {
  const random = new SeededRandom(seed)
  return (['first', 'second'] as const).map((patient, at) => {
    const numbers: number[] = [], undone = new Set<number>()
    const tasks = Array.from({ length: 3 + random.below(3) }, (_, place) => randomTask(random, seed * 2 + at, place, numbers, undone))
    return { patient, reader: at === 0 ? ONE : TWO, tasks }
  })
}

const first = (...tasks: Task[]): readonly Station[] => [{ patient: 'first', reader: ONE, tasks }]

const faults = ['requestLost', 'replyLost', 'late', 'unreachable'] as const
const moments = ['before', 'after'] as const

/** Of numbers. */
export const numberStories: readonly CrashStory[] = [
  { name: 'a visit with a key', stations: (seed) => first({ do: 'number', door: 'native', key: key(seed, 'a') }) },
  { name: 'a visit of csHIS', stations: () => first({ do: 'number', door: 'cshis' }) },
  { name: 'a visit of a program of 6.0', stations: () => first({ do: 'number', door: 'remoteProxy' }) },
  {
    name: 'a visit of a program of 6.0 whose answer is lost', stations: () => first({ do: 'number', door: 'remoteProxy' }),
    trouble: (random) => ({ line: { at: random.below(2), fault: random.pick(faults) } }),
  },
  {
    name: 'a visit of the card’s own count', centreIsDown: true,
    stations: (seed) => first({ do: 'number', door: 'native', key: key(seed, 'a') }),
  },
  {
    name: 'a visit whose answer is lost',
    stations: (seed) => first({ do: 'number', door: 'native', key: key(seed, 'a') }),
    trouble: (random) => ({ line: { at: random.below(3), fault: random.pick(faults) } }),
  },
  {
    name: 'two visits of a day, the second while the line is bad',
    stations: () => first({ do: 'number', door: 'cshis' }, { do: 'wait', ms: 3_600_000 }, { do: 'number', door: 'cshis', item: '02' }),
    trouble: (random) => ({ line: { at: 1 + random.below(3), fault: random.pick(faults) } }),
  },
  {
    name: 'an undo, and the number once more',
    stations: (seed) => first(
      { do: 'number', door: 'native', key: key(seed, 'a') }, { do: 'undo', of: 0 }, { do: 'number', door: 'native', key: key(seed, 'b') },
    ),
  },
  {
    name: 'a card without visits left, updated and asked again',
    stations: (seed) => [{ patient: 'usedUp', reader: ONE, tasks: [{ do: 'number', door: 'native', key: key(seed, 'a') }] }],
  },
  {
    name: 'a card past its date, updated and asked again',
    stations: (seed) => [{ patient: 'expired', reader: ONE, tasks: [{ do: 'number', door: 'native', key: key(seed, 'a') }] }],
  },
  {
    name: 'two stations at once', isLong: true,
    stations: (seed) => [
      { patient: 'first', reader: ONE, tasks: [{ do: 'number', door: 'cshis' }, { do: 'write', of: 0 }] },
      { patient: 'second', reader: TWO, tasks: [{ do: 'number', door: 'native', key: key(seed, 'b') }, { do: 'undo', of: 0 }] },
    ],
  },
  { name: 'the same request twice at once', stations: (seed) => first({ do: 'number', door: 'native', key: key(seed, 'a'), twice: true }) },
]

/** Of what is written beside numbers, and of whole days. */
export const writeStories: readonly CrashStory[] = [
  {
    name: 'diagnoses, fees and two lists of orders', isLong: true,
    stations: (seed) => [{
      patient: 'first', reader: ONE, withProfessional: true,
      tasks: [
        { do: 'number', door: 'native', key: key(seed, 'a') }, { do: 'write', of: 0 },
        { do: 'orders', of: 0, orders: firstOrders, key: key(seed, 'o') },
        { do: 'orders', of: 0, orders: secondOrders, key: key(seed, 'p') },
      ],
    }],
  },
  {
    name: 'orders whose card is pulled',
    stations: (seed) => [{
      patient: 'first', reader: ONE, withProfessional: true,
      tasks: [{ do: 'number', door: 'native', key: key(seed, 'a') }, { do: 'orders', of: 0, orders: firstOrders, key: key(seed, 'o') }],
    }],
    trouble: (random) => ({ pull: { at: 20 + random.below(60), moment: random.pick(moments) } }),
  },
  {
    name: 'a card that is pulled and put into the other reader',
    stations: (seed) => [{
      patient: 'first', reader: ONE, moves: true, tasks: [{ do: 'number', door: 'native', key: key(seed, 'a') }, { do: 'undo', of: 0 }],
    }],
    trouble: (random) => ({ pull: { at: random.below(70), moment: random.pick(moments) } }),
  },
  {
    name: 'a full disk',
    stations: (seed) => first({ do: 'number', door: 'native', key: key(seed, 'a') }, { do: 'write', of: 0 }, { do: 'undo', of: 0 }),
    trouble: (random) => ({ diskFull: { from: random.below(10), count: 1 + random.below(3) } }),
  },
  {
    name: 'a day by the seed', isLong: true, stations: randomDay,
    trouble: (random) => [
      {}, { line: { at: random.below(12), fault: random.pick(faults) } },
      { pull: { at: random.below(150), moment: random.pick(moments) } },
      { diskFull: { from: random.below(20), count: 1 + random.below(2) } },
    ][random.below(4)]!,
  },
]
