import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { EntryContent, EntryKind } from '#protocols/journal/entries'
import { visitRecord, type Door, type VisitEntry, type VisitRecord } from '#protocols/journal/visit-record'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Journal, NewEntry, VisitFilter } from '#protocols/port/journal'
import { instantOf } from '#protocols/visit/clinic-time'

export interface VisitLogOptions {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'now'>
  readonly entropy: Entropy
}

/** A journal, and through which door the call came whose steps are kept. */
export interface Journaling {
  readonly log: VisitLog
  readonly door: Door
}

const ID_BYTES = 16
const DAY_MS = 86_400_000
/** Visits of one person that are looked through at a time. */
const PAGE = 100
/** More than a clinic has patients in a day. */
const MOST_PENDING = 1_000

/** The journal as those see it who write to cards: by visits. */
export class VisitLog {
  readonly #journal: Journal
  readonly #clock: Pick<Clock, 'now'>
  readonly #entropy: Entropy

  constructor({ journal, clock, entropy }: VisitLogOptions) {
    this.#journal = journal
    this.#clock = clock
    this.#entropy = entropy
  }

  /** A visit that nobody has heard of yet; nothing is kept before its first entry. */
  begin(patientId: string): LoggedVisit {
    return new LoggedVisit(this, hex(this.#entropy.bytes(ID_BYTES)), patientId)
  }

  /** @throws NhicardError STORE_UNAVAILABLE */
  find(visitId: string): VisitRecord | undefined {
    return visitRecord(this.#journal.entriesOf(visitId))
  }

  /** A visit that is known. */
  logged({ visitId, patientId }: Pick<VisitRecord, 'visitId' | 'patientId'>): LoggedVisit {
    return new LoggedVisit(this, visitId, patientId)
  }

  /**
   * The visit of somebody that began then, or a new one where it was taken before this journal, or by another program.
   * @param treatmentDateTime `YYYY-MM-DDTHH:mm:ss`
   * @throws NhicardError STORE_UNAVAILABLE
   */
  of(patientId: string, treatmentDateTime: string): LoggedVisit {
    // its first entry was made about then, or after; a day is more than any clock is wrong by
    const from = instantOf(treatmentDateTime) - DAY_MS
    for (let before: number | undefined, page: readonly VisitRecord[] = []; ;) {
      page = this.#records({ patientId, ...Number.isNaN(from) ? {} : { from }, ...before === undefined ? {} : { before } })
      const found = page.find((record) => record.treatmentDateTime === treatmentDateTime)
      if (found !== undefined) return this.logged(found)
      const oldest = page.at(-1)
      if (oldest === undefined || page.length < PAGE || oldest.begunAt === before) return this.begin(patientId)
      before = oldest.begunAt
    }
  }

  /** What waits of somebody, the newest first. @throws NhicardError STORE_UNAVAILABLE */
  openOf(patientId: string): readonly VisitRecord[] {
    return this.#records({ patientId, isOpen: true })
  }

  /** The newest first. @throws NhicardError STORE_UNAVAILABLE */
  list(filter: VisitFilter): readonly VisitRecord[] {
    return this.#records(filter)
  }

  /**
   * What waits for a card, the centre or a person, the newest first: with numbers of the last day that nobody was told.
   * @throws NhicardError STORE_UNAVAILABLE
   */
  pending(): readonly VisitRecord[] {
    const open = this.#records({ isOpen: true, limit: MOST_PENDING })
    const known = new Set(open.map(({ visitId }) => visitId))
    const untold = this.#records({ from: this.#clock.now() - DAY_MS, limit: MOST_PENDING }).filter(({ visitId }) => !known.has(visitId))
    return [...open, ...untold].filter(({ pending }) => pending !== null).sort((one, other) => other.begunAt - one.begunAt)
  }

  /** Durable when it returns. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE: nothing was kept */
  add<Kind extends EntryKind>(visit: LoggedVisit, kind: Kind, content: EntryContent<Kind>): void {
    const { visitId, patientId } = visit
    const before = this.#journal.entriesOf(visitId)
    const next = { visitId, patientId, kind, content, at: this.#clock.now() } as VisitEntry
    const isOpen = visitRecord([...before, next])?.pending != null
    this.#journal.add({ visitId, patientId, kind, content, isOpen } as NewEntry)
  }

  /** Durable with the next `add`. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE */
  note<Kind extends EntryKind>({ visitId, patientId }: LoggedVisit, kind: Kind, content: EntryContent<Kind>): void {
    this.#journal.note({ visitId, patientId, kind, content } as NewEntry)
  }

  #records(filter: VisitFilter): VisitRecord[] {
    return this.#journal.visits({ limit: PAGE, ...filter }).flatMap((visitId) => this.find(visitId) ?? [])
  }
}

/** One visit of a journal. */
export class LoggedVisit {
  readonly visitId: string
  readonly patientId: string
  readonly #log: VisitLog

  constructor(log: VisitLog, visitId: string, patientId: string) {
    this.#log = log
    this.visitId = visitId
    this.patientId = patientId
  }

  /** undefined as long as nothing is kept of it. @throws NhicardError STORE_UNAVAILABLE */
  get record(): VisitRecord | undefined {
    return this.#log.find(this.visitId)
  }

  /** The number of its next write. */
  get nextPart(): number {
    const { treatments = [], orders = [], undo = null, update = null } = this.record ?? {}
    const parts = [...treatments, ...orders, ...undo === null ? [] : [undo], ...update === null ? [] : [update]].map(({ part }) => part)
    return Math.max(0, ...parts) + 1
  }

  /** Durable when it returns. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE: nothing was kept */
  add<Kind extends EntryKind>(kind: Kind, content: EntryContent<Kind>): void {
    this.#log.add(this, kind, content)
  }

  /** Durable with the next `add`. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE */
  note<Kind extends EntryKind>(kind: Kind, content: EntryContent<Kind>): void {
    this.#log.note(this, kind, content)
  }

  /**
   * Keeps what became of what is kept as intended. A store that fails now takes nothing away: the end can be found out on the
   * card, and the caller is to be told what was done.
   */
  end<Kind extends EntryKind>(kind: Kind, content: EntryContent<Kind>): void {
    try {
      this.add(kind, content)
    } catch (error) {
      if (!(error instanceof NhicardError) || !error.name.startsWith('STORE_')) throw error
    }
  }
}
