import type { Journal, NewEntry } from '#protocols/port/journal'

/** A journal that says of which visits something more is kept: how far a list of orders has come alone is no news. */
export function watchedJournal(journal: Journal, changed: (visitId: string) => void): Journal {
  const tell = (entries: readonly NewEntry[]) => {
    for (const visitId of new Set(entries.filter(({ kind }) => kind !== 'orders.begun').map((entry) => entry.visitId))) changed(visitId)
  }
  return {
    add: (...entries) => {
      journal.add(...entries)
      tell(entries)
    },
    note: (...entries) => {
      journal.note(...entries)
      tell(entries)
    },
    entriesOf: (visitId) => journal.entriesOf(visitId),
    visits: (filter) => journal.visits(filter),
    visitWithKey: (idempotencyKey) => journal.visitWithKey(idempotencyKey),
  }
}
