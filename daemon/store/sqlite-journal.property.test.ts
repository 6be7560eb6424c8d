import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalEntry, NewEntry, VisitFilter } from '#protocols/port/journal'
import { entryOf, freshFolder, memory, openStore, tickingClock, visitId } from './store.fixture.ts'
import type { OnCommit } from './store-database.ts'
import type { Store } from './store.ts'

class Death extends Error {}

/** What a journal is, in a few lines. */
class Model {
  readonly kept: (JournalEntry & Pick<NewEntry, 'isOpen' | 'idempotencyKey'>)[] = []

  keep(entries: readonly NewEntry[], times: readonly number[]): void {
    for (const [index, entry] of entries.entries()) this.kept.push({ ...entry, sequence: this.kept.length + 1, at: times[index]! })
  }

  entriesOf(id: string): JournalEntry[] {
    return this.kept.filter((entry) => entry.visitId === id)
      .map(({ sequence, visitId, patientId, kind, content, at }) => ({ sequence, visitId, patientId, kind, content, at }) as JournalEntry)
  }

  visits({ patientId, isOpen, from = 0, before = Infinity, limit = 100 }: VisitFilter): string[] {
    const first = new Map<string, number>()
    for (const { visitId, at } of this.kept) if (!first.has(visitId)) first.set(visitId, at)
    const open = (id: string) => this.kept.findLast((entry) => entry.visitId === id && entry.isOpen !== undefined)?.isOpen ?? false
    return [...first].filter(([id, at]) => at >= from && at < before && (isOpen ?? open(id)) === open(id)
      && (patientId ?? this.entriesOf(id)[0]!.patientId) === this.entriesOf(id)[0]!.patientId).map(([id]) => id).reverse().slice(0, limit)
  }

  visitWithKey(key: string): string | undefined {
    return this.kept.find(({ idempotencyKey }) => idempotencyKey === key)?.visitId
  }
}

const VISITS = 8
const keyOf = (visit: number) => `key ${visit}`

type Step =
  | {
    readonly do: 'add' | 'note', readonly visits: readonly number[], readonly isOpen: boolean | undefined
    readonly dies?: 'before' | 'after'
  }
  | { readonly do: 'reopen' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({
    do: fc.constantFrom('add' as const, 'note' as const), visits: fc.array(fc.nat(VISITS - 1), { minLength: 1, maxLength: 3 }),
    isOpen: fc.constantFrom(true, false, undefined),
  }) },
  { weight: 2, arbitrary: fc.record({
    do: fc.constantFrom('add' as const, 'note' as const), visits: fc.array(fc.nat(VISITS - 1), { minLength: 1, maxLength: 3 }),
    isOpen: fc.constant(true), dies: fc.constantFrom('before' as const, 'after' as const),
  }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

/** Plays steps on a store and on the model, which have to be the same after each. */
function play(steps: readonly Step[], open: (onCommit: OnCommit, times: number[]) => Store, close: (store: Store) => void): void {
  const model = new Model()
  const times: number[] = []
  let dies: 'before' | 'after' | undefined
  const onCommit: OnCommit = (when) => {
    if (when === dies) throw new Death()
  }
  let store = open(onCommit, times)
  const reopen = () => {
    close(store)
    store = open(onCommit, times)
  }
  const begun = new Set<number>()
  for (const [index, one] of steps.entries()) {
    if (one.do === 'reopen') {
      reopen()
      continue
    }
    const fresh = new Set<number>()
    const batch = one.visits.map((visit) => {
      const isFirst = !begun.has(visit) && !fresh.has(visit)
      fresh.add(visit)
      const isOpen = one.isOpen === undefined ? {} : { isOpen: one.isOpen }
      return entryOf(visit, { ...isOpen, ...(isFirst && visit % 2 === 0 ? { idempotencyKey: keyOf(visit) } : {}) }, index)
    })
    times.length = 0
    dies = one.dies
    const act = () => store.journal[one.do](...batch)
    if (dies === undefined) act()
    else expect(act).toThrow(Death)
    const died = dies
    dies = undefined
    if (died !== 'before') {
      model.keep(batch, times)
      for (const visit of fresh) begun.add(visit)
    }
    if (died !== undefined) reopen()
    compare(store, model)
  }
  reopen()
  compare(store, model)
  close(store)
}

function compare({ journal }: Store, model: Model): void {
  for (let visit = 0; visit < VISITS; visit++) {
    expect(journal.entriesOf(visitId(visit))).toEqual(model.entriesOf(visitId(visit)))
    expect(journal.visitWithKey(keyOf(visit))).toBe(model.visitWithKey(keyOf(visit)))
  }
  const middle = model.kept[Math.floor(model.kept.length / 2)]?.at ?? 0
  const filters: VisitFilter[] = [
    {}, { isOpen: true }, { isOpen: false }, { limit: 2 }, { from: middle }, { before: middle }, { from: middle, isOpen: true },
    { patientId: 'A100000000' }, { patientId: 'A100000001', isOpen: true }, { patientId: 'nobody' },
  ]
  for (const filter of filters) expect(journal.visits(filter), JSON.stringify(filter)).toEqual(model.visits(filter))
}

function recordingClock(times: number[], clock: ReturnType<typeof tickingClock>) {
  return { ...clock, now: () => {
    const now = clock.now()
    times.push(now)
    return now
  } }
}

describe('the journal in SQLite', () => {
  test('is what a plain list would be, through deaths before and after a commit, in memory', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const database: Database = memory()
      const clock = tickingClock()
      // in memory the database outlives its store, as a disk outlives a process
      play(steps, (onCommit, times) => openStore(database, { onCommit, clock: recordingClock(times, clock) }), () => undefined)
    }), { numRuns: 60 })
  })

  test('is the same in a file that is opened again and again', () => {
    const folder = freshFolder()
    let count = 0
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const file = join(folder, `${count++}.sqlite`)
      const clock = tickingClock()
      play(steps, (onCommit, times) => openStore(file, { onCommit, clock: recordingClock(times, clock) }), (store) => store.close())
    }), { numRuns: 15 })
    rmSync(folder, { recursive: true })
  })
})
