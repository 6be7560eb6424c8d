import type { Database } from 'better-sqlite3'
import type { ChainHead, KeptRecord } from '#protocols/audit/chain'
import type { AuditRecord } from '#protocols/audit/record'
import { readRecord } from '#protocols/audit/record-bytes'
import { verifyChain, type Verdict } from '#protocols/audit/verification'
import { MalformedError } from '#protocols/bytes/malformed'
import type { AuditKeys } from './audit-keys.ts'

/** Of a new store: an end that nobody has sealed yet. */
export const isUnsealed = (head: ChainHead | undefined): boolean => head?.count === 0 && head.seal.length === 0

/** Where the chain of a database ends, as it stands there. */
export function headIn(handle: Database): ChainHead | undefined {
  return handle.prepare<[], ChainHead>('SELECT count, link, seal FROM audit_head WHERE slot = 1').get()
}

/** A record as whoever may read the audit sees it: what was sealed is open. */
export type ShownRecord = Omit<AuditRecord, 'user'> & { readonly user: string | null }

/** The chain of a database that nobody need be able to write to. */
export class AuditRows {
  readonly #handle: Database
  readonly #keys: AuditKeys

  constructor(handle: Database, keys: AuditKeys) {
    this.#handle = handle
    this.#keys = keys
  }

  /** Of one moment, whoever writes meanwhile. */
  verify(): Verdict {
    const { chain } = this.#keys
    // a statement each time: one that is under way cannot begin anew
    const all = () => this.#handle.prepare<[], KeptRecord>('SELECT sequence, record, link FROM audit ORDER BY sequence').iterate()
    return this.#atOnce(() => {
      const head = headIn(this.#handle)
      return verifyChain(chain, { records: all, head: isUnsealed(head) ? chain.head(0, chain.start) : head })
    })
  }

  /**
   * The last records, the newest first. What is no record is left out; `verify` tells of it.
   * @param limit how many at most
   */
  recent(limit: number): ShownRecord[] {
    const rows = this.#handle.prepare<[number], KeptRecord>('SELECT sequence, record, link FROM audit ORDER BY sequence DESC LIMIT ?')
    return rows.all(limit).flatMap(({ record }) => {
      try {
        const read = readRecord(record)
        return [{ ...read, user: read.user === null ? null : this.#keys.unsealUser(read.user) ?? '?' }]
      } catch (error) {
        if (error instanceof MalformedError) return []
        throw error
      }
    })
  }

  #atOnce<Value>(work: () => Value): Value {
    if (this.#handle.inTransaction) return work()
    this.#handle.exec('BEGIN')
    try {
      return work()
    } finally {
      this.#handle.exec('ROLLBACK') // nothing was written
    }
  }
}
