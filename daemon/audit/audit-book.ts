import { AUDIT_MISSED } from '#protocols/audit/record'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { ResultOf } from '#protocols/native-api/registry'
import type { AuditEntry, AuditTrail } from '#protocols/port/audit'
import type { Log } from '../log.ts'

type Standing = ResultOf<'system.status'>['audit']

/**
 * Where every door writes what was called. A call never fails because of it: what must not happen without a store is refused by
 * the journal, and what only reads goes on. Calls that could not be recorded are counted, and the next record that can be kept
 * is preceded by one that says how many they were.
 */
export class AuditBook {
  readonly #open: (() => Promise<AuditTrail>) | undefined
  readonly #log: Log
  #trail: AuditTrail | undefined
  #state: Standing['state']
  #missed = 0

  /** @param open the store’s audit; asked again after it was not to be had. undefined: nothing is recorded */
  constructor(open: (() => Promise<AuditTrail>) | undefined, log: Log) {
    this.#state = open === undefined ? 'off' : 'unopened'
    this.#open = open
    this.#log = log
  }

  get standing(): Standing {
    return { state: this.#state, missed: this.#missed }
  }

  /** So that a record can be written at once, in the moment an answer leaves. */
  async prepare(): Promise<void> {
    try {
      this.#trail ??= await this.#open?.()
    } catch (error) {
      this.#failing(error)
    }
  }

  write(entry: AuditEntry): void {
    if (this.#state === 'off') return
    const before = this.#missed === 0 ? [] : [missedEntry(this.#missed)]
    try {
      if (this.#trail === undefined) throw new NhicardError('STORE_UNAVAILABLE', { why: 'not open' })
      this.#trail.record(...before, entry)
    } catch (error) {
      this.#missed++
      this.#failing(error)
      return
    }
    if (this.#missed > 0) this.#log.warn('calls are recorded in the audit again')
    this.#missed = 0
    this.#state = 'kept'
  }

  #failing(error: unknown): void {
    if (this.#state !== 'failing') {
      this.#log.error('calls cannot be recorded in the audit', { error: error instanceof Error ? error.name : typeof error })
    }
    this.#state = 'failing'
  }
}

function missedEntry(missed: number): AuditEntry {
  return { door: 'daemon', caller: 'nhicardd', called: AUDIT_MISSED, result: String(Math.min(missed, 999_999_999)) }
}
