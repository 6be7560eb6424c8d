import type { AuditDoor } from '../audit/record.ts'

/** What is to be recorded of a call. Ids are personal: they are hashed, masked or sealed where the record is made. */
export interface AuditEntry {
  readonly door: AuditDoor
  /** As the door knows it, see `AuditRecord`. */
  readonly caller: string
  /** Whom the HIS named, `HisUser`. */
  readonly user?: string | undefined
  readonly called: string
  /** 身分證號 on the card. */
  readonly patientId?: string | undefined
  /** Number of the professional card at work. */
  readonly professionalCard?: string | undefined
  readonly visitId?: string | undefined
  readonly result: string
}

/** The chained audit: it is added to and never changed. */
export interface AuditTrail {
  /**
   * Keeps all records, or none, in this order. While a transaction of the same store is open they are kept with it or not at all.
   * Otherwise they are kept when this returns, though not waited for: losing the power may take the last ones, and what is left
   * is a whole chain; the death of the process takes none.
   * @throws NhicardError STORE_FULL, STORE_UNAVAILABLE: none was kept
   */
  record(...entries: readonly AuditEntry[]): void
}
