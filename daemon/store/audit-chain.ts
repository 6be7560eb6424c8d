import type { Statement } from 'better-sqlite3'
import type { ChainHead } from '#protocols/audit/chain'
import { maskedCard } from '#protocols/audit/mask'
import type { NewAuditRecord } from '#protocols/audit/record'
import { recordBytes } from '#protocols/audit/record-bytes'
import type { AuditEntry, AuditTrail } from '#protocols/port/audit'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Log } from '../log.ts'
import type { AuditKeys } from './audit-keys.ts'
import { AuditRows, headIn, isUnsealed, type ShownRecord } from './audit-rows.ts'
import type { StoreDatabase } from './store-database.ts'
import type { Verdict } from '#protocols/audit/verification'

export interface AuditGround {
  readonly database: StoreDatabase
  readonly keys: AuditKeys
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log?: Log | undefined
}

type End = Pick<ChainHead, 'count' | 'link'>

/** The chained audit in the store. It has one writer, the daemon that holds the state directory. */
export class SqliteAudit implements AuditTrail {
  readonly #ground: AuditGround
  readonly #rows: AuditRows
  readonly #statements: ReturnType<typeof prepared>
  /** Where the chain ends; undefined when it has to be read. */
  #end: End | undefined

  constructor(ground: AuditGround) {
    this.#ground = ground
    this.#rows = new AuditRows(ground.database.handle, ground.keys)
    this.#statements = prepared(ground.database)
    ground.database.onRollback(() => {
      this.#end = undefined
    })
  }

  /** @throws MalformedError for an entry that is no record, besides what the port says */
  record(...entries: readonly AuditEntry[]): void {
    const { database } = this.#ground
    if (!database.handle.inTransaction) return database.transact(() => this.#append(entries), false)
    // whoever goes on with the transaction though this failed must not keep a half of it
    database.handle.exec('SAVEPOINT audit')
    try {
      this.#append(entries)
    } catch (error) {
      this.#end = undefined
      database.handle.exec('ROLLBACK TO audit')
      throw error
    } finally {
      database.handle.exec('RELEASE audit')
    }
  }

  verify(): Verdict {
    return this.#rows.verify()
  }

  /** The newest first. */
  recent(limit: number): ShownRecord[] {
    return this.#rows.recent(limit)
  }

  #append(entries: readonly AuditEntry[]): void {
    const { keys: { chain }, clock } = this.#ground
    let { count, link } = this.#end ??= this.#findEnd()
    for (const entry of entries) {
      const bytes = recordBytes({ sequence: count + 1, at: clock.now(), ...this.#made(entry) })
      count++
      link = chain.next(link, bytes)
      this.#statements.add.run(count, bytes, link)
    }
    this.#statements.setHead.run(count, link, chain.head(count, link).seal)
    this.#end = { count, link }
  }

  /**
   * The chain goes on from its sealed end and not from what stands last, so that records that were cut off stay missed. Where
   * there is no end that can be believed, a place is left free: nobody knows what stood there, and the hole says so for ever.
   */
  #findEnd(): End {
    const { database: { handle }, keys: { chain }, log } = this.#ground
    const head = headIn(handle)
    const last = this.#statements.last.get()
    if (isUnsealed(head) && last === undefined) return { count: 0, link: chain.start }
    if (head !== undefined && chain.isHead(head) && (last?.sequence ?? 0) <= head.count) return { count: head.count, link: head.link }
    log?.error('the end of the audit was changed: its chain goes on behind a hole')
    return { count: Math.max(last?.sequence ?? 0, 0) + 1, link: last?.link ?? chain.start }
  }

  #made({ door, caller, user, called, patientId, professionalCard, visitId, result }: AuditEntry): NewAuditRecord {
    const { keys, entropy } = this.#ground
    return {
      door, caller, called, result, visitId: visitId ?? null,
      user: user === undefined ? null : keys.sealUser(user, entropy),
      professional: professionalCard === undefined ? null : maskedCard(professionalCard),
      patient: patientId === undefined ? null : keys.ofPatient(patientId),
    }
  }
}

function prepared({ handle }: StoreDatabase) {
  const one = <Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> => handle.prepare(sql)
  return {
    add: one<[number, Uint8Array, Uint8Array]>('INSERT INTO audit VALUES (?, ?, ?)'),
    last: one<[], { sequence: number, link: Uint8Array }>('SELECT sequence, link FROM audit ORDER BY sequence DESC LIMIT 1'),
    setHead: one<[number, Uint8Array, Uint8Array]>('INSERT INTO audit_head VALUES (1, ?, ?, ?) '
      + 'ON CONFLICT (slot) DO UPDATE SET count = excluded.count, link = excluded.link, seal = excluded.seal'),
  }
}
