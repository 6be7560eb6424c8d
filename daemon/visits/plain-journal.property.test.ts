import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journal, NewEntry, VisitFilter } from '#protocols/port/journal'
import { entryOf, memory, openStore, visitId } from '../store/store.fixture.ts'
import { PlainJournal } from './plain-journal.fixture.ts'

const VISITS = 5
const NINE = Date.parse('2026-01-15T09:00:00+08:00')
const patients = ['A100000000', 'A100000001', 'A100000002']
const keys = ['key one', 'key two', 'key three']

const entry: fc.Arbitrary<NewEntry> = fc.record({
  visit: fc.nat(VISITS - 1), isStrange: fc.constantFrom(false, false, false, true),
  key: fc.option(fc.constantFrom(...keys), { nil: undefined }),
  isOpen: fc.constantFrom(true, false, undefined), step: fc.nat(2),
}).map(({ visit, isStrange, key, isOpen, step }) => entryOf(visit, {
  ...isStrange ? { patientId: 'A100000002' } : {}, ...key === undefined ? {} : { idempotencyKey: key },
  ...isOpen === undefined ? {} : { isOpen },
}, step))

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({
    do: fc.constantFrom('add' as const, 'note' as const), entries: fc.array(entry, { minLength: 1, maxLength: 3 }), later: fc.nat(2),
  }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

const moment = fc.option(fc.nat(40).map((ms) => NINE + ms), { nil: undefined })
const filter: fc.Arbitrary<VisitFilter> = fc.record({
  patientId: fc.constantFrom(undefined, ...patients), isOpen: fc.constantFrom(undefined, true, false), from: moment, before: moment,
  limit: fc.constantFrom(undefined, 1, 2, 100),
}).map((wanted) => Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)))

/** All that can be asked of a journal. */
function told(journal: Journal, filters: readonly VisitFilter[]) {
  return {
    entries: Array.from({ length: VISITS + 1 }, (_, visit) => journal.entriesOf(visitId(visit))),
    visits: filters.map((wanted) => journal.visits(wanted)), keys: [...keys, 'unknown'].map((key) => journal.visitWithKey(key) ?? null),
  }
}

function kept(journal: Journal, how: 'add' | 'note', entries: readonly NewEntry[]): 'kept' | 'refused' {
  try {
    journal[how](...entries)
    return 'kept'
  } catch (error) {
    if (error instanceof RangeError) return 'refused'
    throw error
  }
}

test('the journal of the crash sweeps answers as the one in SQLite does, and refuses the same', () => {
  const seen = { kept: 0, refused: 0 }
  fc.assert(fc.property(fc.array(step, { maxLength: 15 }), fc.array(filter, { minLength: 1, maxLength: 6 }), (steps, filters) => {
    let now = NINE
    const clock = { now: () => now, after: () => () => undefined }
    const database = memory()
    let real: Journal = openStore(database, { clock }).journal
    let plain = new PlainJournal(clock)
    for (const one of steps) {
      if (one.do === 'reopen') {
        real = openStore(database, { clock }).journal
        plain = plain.reopened()
      } else {
        now += one.later
        const ended = kept(real, one.do, one.entries)
        expect(kept(plain, one.do, one.entries)).toBe(ended)
        seen[ended]++
      }
      expect(told(plain, filters)).toEqual(told(real, filters))
    }
    database.close()
  }), { numRuns: 150 })
  expect(Math.min(seen.kept, seen.refused)).toBeGreaterThan(100)
})
