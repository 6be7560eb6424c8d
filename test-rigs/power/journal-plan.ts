import { entryOf } from '#daemon/store/store.fixture'
import type { NewEntry } from '#protocols/port/journal'
import { SeededRandom } from '#simulator/seeded-random'

/** One call of the journal: an `add`, or a `note`. */
export interface Batch {
  readonly isDurable: boolean
  readonly entries: readonly NewEntry[]
}

/** What a program adds to a journal and a check looks for: the same for the same seed. */
export function journalPlan(seed: number, batches: number): Batch[] {
  const random = new SeededRandom(seed)
  const upTo = (most: number) => 1 + random.bytes(1)[0]! % most
  const steps = new Map<number, number>()
  return Array.from({ length: batches }, () => ({
    isDurable: upTo(4) > 1,
    entries: Array.from({ length: upTo(6) === 6 ? 5 : 1 }, () => {
      const visit = upTo(30)
      const step = steps.get(visit) ?? 0
      steps.set(visit, step + 1)
      return entryOf(visit, step === 0 ? { idempotencyKey: `key of visit ${visit}` } : {}, step)
    }),
  }))
}

/** The lengths a journal can have that got all of these batches or the first few of them, batches whole. */
export function lengthsOf(batches: readonly Batch[]): number[] {
  let length = 0
  return [0, ...batches.map(({ entries }) => length += entries.length)]
}

/** A visit that is in no plan. */
export const LATER_VISIT = 77
