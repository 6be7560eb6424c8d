import type { EntryContent, EntryKind } from '../journal/entries.ts'

/** What is to be kept. Ids and contents are personal and leave the process sealed only. */
export type NewEntry = {
  readonly [Kind in EntryKind]: {
    /** Of the visit, 32 hex digits, made with its first entry. */
    readonly visitId: string
    /** 身分證號 of the card's owner, under whose key the content is sealed. */
    readonly patientId: string
    readonly kind: Kind
    readonly content: EntryContent<Kind>
    /** Whether the visit waits for a card, the centre or a person from this entry on; left out: as before. */
    readonly isOpen?: boolean
    /** Of the caller: the same request once more is the same visit. Said with the first entry, one visit a key. */
    readonly idempotencyKey?: string
  }
}[EntryKind]

export type JournalEntry = {
  readonly [Kind in EntryKind]: {
    /** Counts up by one an entry, over all visits. */
    readonly sequence: number
    readonly visitId: string
    readonly patientId: string
    readonly kind: Kind
    readonly content: EntryContent<Kind>
    /** Milliseconds since 1970. */
    readonly at: number
  }
}[EntryKind]

export interface VisitFilter {
  readonly patientId?: string
  readonly isOpen?: boolean
  /** Of the first entry: milliseconds since 1970, from and before. */
  readonly from?: number
  readonly before?: number
  /** Default 100. */
  readonly limit?: number
}

/**
 * The durable memory of visits: it is added to and never changed. Every call may throw NhicardError STORE_UNAVAILABLE.
 */
export interface Journal {
  /**
   * Keeps all entries, or none. When it returns they are on the disk, and losing power does not take them away.
   * @throws NhicardError STORE_FULL, STORE_UNAVAILABLE: none was kept
   */
  add(...entries: readonly NewEntry[]): void
  /**
   * The same for what may be lost with the power, though not with the process: it is on the disk with the next `add` at the
   * latest, and in its place in the order.
   */
  note(...entries: readonly NewEntry[]): void
  /** All entries of a visit, the first one first; empty for an unknown one. */
  entriesOf(visitId: string): readonly JournalEntry[]
  /** Ids of visits, the newest first. */
  visits(filter: VisitFilter): readonly string[]
  /** The visit that was begun with this key. */
  visitWithKey(idempotencyKey: string): string | undefined
}
