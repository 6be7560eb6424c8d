import type { Log } from '../log.ts'
import type { ShownRecord } from '../store/audit-rows.ts'
import { memory, openStore, quietLog } from '../store/store.fixture.ts'
import type { Store } from '../store/store.ts'
import { AuditBook } from './audit-book.ts'

/** A book over a store in memory. */
export interface OpenBook {
  readonly book: AuditBook
  readonly store: Store
  /** All records, the first one first. */
  records(): ShownRecord[]
}

export function openBook(log: Log = quietLog): OpenBook {
  const store = openStore(memory())
  return { store, book: new AuditBook(async () => store.audit, log), records: () => store.audit.recent(10_000).reverse() }
}
