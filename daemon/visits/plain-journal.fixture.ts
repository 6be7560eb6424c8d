import type { Clock } from '#protocols/port/clock'
import type { Journal, JournalEntry, NewEntry, VisitFilter } from '#protocols/port/journal'

interface KnownVisit {
  readonly begunAt: number
  readonly patientId: string
  isOpen: boolean
}

/**
 * The port in memory, as its sentences say it, which a test holds beside the store. `onCommit` is told before and after what is
 * added is durable, and may throw there, as a process that dies.
 */
export class PlainJournal implements Journal {
  readonly #clock: Pick<Clock, 'now'>
  readonly #entries: JournalEntry[] = []
  readonly #visits = new Map<string, KnownVisit>()
  readonly #keys = new Map<string, string>()
  onCommit: (moment: 'before' | 'after') => void = () => {}
  /** How many entries are on the disk: what stands behind is lost with the power. */
  #durable = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries
  }

  add(...entries: readonly NewEntry[]): void {
    this.onCommit('before')
    this.note(...entries)
    this.#durable = this.#entries.length
    this.onCommit('after')
  }

  note(...entries: readonly NewEntry[]): void {
    const copies = entries.map((entry) => structuredClone(entry))
    this.#check(copies)
    for (const { visitId, patientId, kind, content, isOpen, idempotencyKey } of copies) {
      const at = this.#clock.now()
      const sequence = this.#entries.length + 1
      this.#entries.push({ sequence, visitId, patientId, kind, content, at } as JournalEntry)
      const known = this.#visits.get(visitId) ?? { begunAt: at, patientId, isOpen: false }
      if (isOpen !== undefined) known.isOpen = isOpen
      this.#visits.set(visitId, known)
      if (idempotencyKey !== undefined) this.#keys.set(idempotencyKey, visitId)
    }
  }

  /** One patient a visit, one visit a key, and a key with the first entry. */
  #check(entries: readonly NewEntry[]): void {
    const begun = new Map<string, string>()
    const keys = new Map<string, string>()
    for (const { visitId, patientId, idempotencyKey: key } of entries) {
      const owner = this.#visits.get(visitId)?.patientId ?? begun.get(visitId)
      const holder = key === undefined ? undefined : this.#keys.get(key) ?? keys.get(key)
      if (owner !== undefined && owner !== patientId) throw new RangeError('a visit is one patient’s')
      if (holder !== undefined && holder !== visitId) throw new RangeError('an idempotency key is one visit’s')
      if (owner !== undefined && key !== undefined && holder === undefined) throw new RangeError('a key is said with the first entry')
      begun.set(visitId, patientId)
      if (key !== undefined) keys.set(key, visitId)
    }
  }

  entriesOf(visitId: string): readonly JournalEntry[] {
    return structuredClone(this.#entries.filter((entry) => entry.visitId === visitId))
  }

  visits({ patientId, isOpen, from = -Infinity, before = Infinity, limit = 100 }: VisitFilter): readonly string[] {
    return [...this.#visits].reverse().filter(([, visit]) => (
      (patientId === undefined || visit.patientId === patientId) && (isOpen === undefined || visit.isOpen === isOpen)
      && visit.begunAt >= from && visit.begunAt < before
    )).slice(0, limit).map(([visitId]) => visitId)
  }

  visitWithKey(idempotencyKey: string): string | undefined {
    return this.#keys.get(idempotencyKey)
  }

  /** The journal as another process finds it. */
  reopened({ afterPowerCut = false } = {}): PlainJournal {
    const found = new PlainJournal(this.#clock)
    const kept = afterPowerCut ? this.#entries.slice(0, this.#durable) : this.#entries
    found.#entries.push(...structuredClone(kept))
    found.#durable = kept.length
    const known = new Set(kept.map(({ visitId }) => visitId))
    for (const [visitId, visit] of this.#visits) if (known.has(visitId)) found.#visits.set(visitId, { ...visit })
    for (const [key, visitId] of this.#keys) if (found.#visits.has(visitId)) found.#keys.set(key, visitId)
    return found
  }
}
