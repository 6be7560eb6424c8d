/** One operation that was not synced, and where it stands among all that were not when the power went. */
export interface Pending {
  /** 0: the oldest. */
  readonly order: number
  readonly of: number
}

/** What of an operation reaches the disk by itself: a name in a folder, the size of a file, or one sector of its data. */
export type Part =
  | { readonly kind: 'name' | 'size' }
  /** `index` counts from the first sector of the write. */
  | { readonly kind: 'sector', readonly index: number, readonly of: number }

/** Which of the operations that were not synced the disk happens to hold. */
export interface Weather {
  readonly name: string
  /** Bytes that reach the disk together: 512 or 4096. */
  readonly sectorSize: number
  holds(pending: Pending, part: Part): boolean
}

const weather = (name: string, holds: Weather['holds'], sectorSize = 512): Weather => ({ name, holds, sectorSize })

const isLast = ({ order, of }: Pending) => order === of - 1
const half = (part: Part) => part.kind === 'sector' ? part.index < part.of / 2 : true

/** The weathers in which programs lose data: the disk did nothing, everything, or just the wrong thing first. */
export const badWeathers: readonly Weather[] = [
  weather('nothing that was not synced', () => false),
  weather('everything', () => true),
  weather('the last operation alone', isLast),
  weather('everything but the last operation', (pending) => !isLast(pending)),
  weather('everything, the first half of the last operation', (pending, part) => !isLast(pending) || half(part)),
  weather('everything, the second half of the last operation', (pending, part) =>
    !isLast(pending) || part.kind !== 'sector' || part.index >= part.of / 2),
  weather('names without sizes and data', (_, { kind }) => kind === 'name'),
  weather('names and sizes without data', (_, { kind }) => kind !== 'sector'),
  weather('data without names', (_, { kind }) => kind !== 'name'),
]

/** Each part is there or not by the throw of a coin; the same seed throws the same. */
export function randomWeather(seed: number): Weather {
  const next = mulberry32(seed)
  return weather(`random of seed ${seed}`, () => next() < 0.5, seed % 2 === 0 ? 512 : 4096)
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
