import { hex } from '#protocols/bytes/hex'
import { visitRecord, type VisitRecord } from '#protocols/journal/visit-record'
import { hcFiles } from '#protocols/nhi-card/contents'
import { isUndoNote } from '#protocols/visit/undo-note'
import { isUndone } from '#protocols/visit/undone'
import type { CrashWorld } from './crash-world.fixture.ts'
import type { HisMemory, Station } from './his-program.fixture.ts'

/** A visit as one of the four has it: time, and number. */
type Line = string

const lineOf = (visit: { readonly treatmentDateTime: string, readonly sequenceNumber: string }): Line => (
  `${visit.treatmentDateTime} ${visit.sequenceNumber}`
)

/** What card, centre, journal and clerks have of one patient. */
interface Books {
  readonly card: readonly Line[]
  readonly centre: readonly Line[]
  readonly journal: readonly VisitRecord[]
  readonly told: readonly Line[]
}

const MANY = 10_000
const bookOf = (lines: readonly Line[]) => [...lines].sort().join(', ')

/** Visits that stand as the journal has it. */
const standing = ({ number, undo }: VisitRecord) => number?.state === 'taken' && undo?.state !== 'done'

const linesOf = (records: readonly VisitRecord[]): Line[] => (
  records.flatMap(({ number }) => number?.given == null ? [] : [lineOf(number.given)])
)

/** A program of 6.0 leaves its visits to the centre. */
const isOnCard = ({ number }: VisitRecord) => number?.door !== 'remoteProxy'

/** Holds card, centre, journal and what was told against each other, once everybody came to rest. */
export class CrashLedger {
  readonly #world: CrashWorld
  readonly #stations: readonly Station[]
  readonly #memory: HisMemory

  constructor(world: CrashWorld, stations: readonly Station[], memory: HisMemory) {
    this.#world = world
    this.#stations = stations
    this.#memory = memory
  }

  /** What does not fit, in words; nothing when all of it does. @param isAtRest whether everybody's card has been there since */
  problems(): string[] {
    const names = [...this.#world.cards.keys()]
    return [...names.flatMap((name) => this.#ofPatient(name)), ...this.#ofJournal(), ...this.#ofAudit()]
  }

  /** Whether anything of a patient waits for anything. */
  waits(name: string): boolean {
    return this.#books(name).journal.some(({ pending }) => pending !== null)
  }

  /** The same while a patient is away: whatever does not fit waits for something by name. */
  problemsOfAbsent(name: string): string[] {
    const books = this.#books(name)
    const taken = books.journal.filter(standing)
    const differs = bookOf(linesOf(taken.filter(isOnCard))) !== bookOf(books.card)
      || bookOf(linesOf(taken.filter(({ number }) => number?.byCentre))) !== bookOf(books.centre)
    return differs && books.journal.every(({ pending }) => pending === null) ? [`${name}: something is missing, and nothing waits`] : []
  }

  #ofPatient(name: string): string[] {
    const books = this.#books(name)
    const { card, journal, told } = books
    const mayWait = this.#isLeftAlone(name) && journal.some(({ pending }) => pending !== null)
    const problems = mayWait ? [] : this.#differences(name, books)
    if (new Set(told).size < told.length) problems.push(`${name}: told twice: ${bookOf(told)}`)
    for (const { number, pending, orders } of journal) {
      const knows = number?.given != null && told.includes(lineOf(number.given))
      if (pending !== null && !this.#isLeftAlone(name) && !knows) {
        problems.push(`${name}: waits (${number?.state ?? 'no number'}): ${pending.step.en}`)
      }
      const lost = orders.flatMap((list) => list.orders).some(({ signature, stands }) => signature === null && stands !== 'notOnCard')
      if (lost) problems.push(`${name}: an order without its signature`)
    }
    if (!mayWait) problems.push(...this.#ofCounts(name, card.length, journal), ...this.#ofOrders(name, journal))
    return problems
  }

  #differences(name: string, { card, centre, journal, told }: Books): string[] {
    const problems: string[] = []
    const taken = journal.filter(standing)
    const compare = (one: string, lines: readonly Line[], other: string, others: readonly Line[]) => {
      if (bookOf(lines) !== bookOf(others)) problems.push(`${name}: ${one} [${bookOf(lines)}], ${other} [${bookOf(others)}]`)
    }
    compare('journal', linesOf(taken.filter(isOnCard)), 'card', card)
    compare('journal by centre', linesOf(taken.filter(({ number }) => number?.byCentre)), 'centre', centre)
    for (const book of [card, centre]) {
      const numbers = book.map((line) => line.split(' ')[1])
      if (new Set(numbers).size < numbers.length) problems.push(`${name}: a number twice: ${bookOf(book)}`)
    }
    const lost = told.filter((line) => !card.includes(line) && !centre.includes(line))
    problems.push(...lost.map((line) => `${name}: told ${line}, and it does not stand`))
    return problems
  }

  /** Whether a clerk gave something of this patient up, or the patient left for good: then it may wait. */
  #isLeftAlone(name: string): boolean {
    return this.#stations.some(({ patient, tasks }, at) => patient === name && (
      this.#memory[at]!.some((outcome) => 'failed' in outcome) || this.#memory[at]!.length < tasks.length
    ))
  }

  #books(name: string): Books {
    const { cards, line, life } = this.#world
    const { card, patient: { person: { idCardNum }, image } } = cards.get(name)!
    const signatures = card.records('visitSignatures')
    const issued = new Set((image.visits ?? []).map((visit) => visit?.treatmentDateTime))
    const ours = card.records('visits').flatMap((visit, at) => {
      const signature = signatures[at] ?? null
      return visit === null || issued.has(visit.treatmentDateTime) || isUndone(signature) || isUndoNote(signature) ? [] : [lineOf(visit)]
    })
    const { journal } = life.store
    return {
      card: ours,
      centre: line.store.visits(idCardNum).filter(({ undone }) => !undone).map(lineOf),
      journal: journal.visits({ patientId: idCardNum, limit: MANY }).flatMap((visitId) => visitRecord(journal.entriesOf(visitId)) ?? []),
      told: this.#told(name),
    }
  }

  /** Numbers that clerks were told and have not undone since. */
  #told(name: string): Line[] {
    return this.#stations.flatMap(({ patient, tasks }, at) => {
      if (patient !== name) return []
      const undone = tasks.flatMap((task, place) => {
        const outcome = this.#memory[at]?.[place]
        // one that was asked for, and not heard of, may have been done
        const mayBe = outcome === undefined && place === this.#memory[at]!.length
        return task.do === 'undo' && (mayBe || (outcome !== undefined && !('told' in outcome))) ? [task.of] : []
      })
      return this.#memory[at]!.flatMap((outcome, place) => 'told' in outcome && !undone.includes(place) ? [lineOf(outcome.told)] : [])
    })
  }

  /** The card's own counts are of the visits that stand on it. */
  #ofCounts(name: string, visits: number, journal: readonly VisitRecord[]): string[] {
    const { card, patient: { image } } = this.#world.cards.get(name)!
    const before = image.cumulativeData?.[0]?.treatmentCount ?? 0
    const now = card.records('cumulativeData')[0]?.treatmentCount ?? 0
    const last = Number(card.records('lastSequence')[0]?.sequenceNumber) - Number(image.lastSequence?.[0]?.sequenceNumber)
    const problems = now - before === visits ? [] : [`${name}: ${visits} visits, and the card counts ${now - before}`]
    // one that was undone behind a later one leaves its number behind
    const leavesNumbers = journal.some(({ undo }) => undo?.state === 'done')
    if (last < visits || (last > visits && !leavesNumbers)) problems.push(`${name}: ${visits} visits, and numbers went on by ${last}`)
    return problems
  }

  /** Each order that was wanted stands once, signed; nothing else does. */
  #ofOrders(name: string, journal: readonly VisitRecord[]): string[] {
    const { card, patient: { image } } = this.#world.cards.get(name)!
    const spelled = (order: Parameters<typeof hcFiles.orders.encode>[0]) => hex(hcFiles.orders.encode(order))
    const issued = new Set((image.orders ?? []).map(spelled))
    const onCard = card.records('orders').filter((order) => order !== null).map(spelled).filter((one) => !issued.has(one))
    const lists = journal.filter(standing).flatMap(({ orders }) => orders)
    const kept = lists.flatMap(({ orders }) => orders).filter(({ stands }) => stands === 'onCard')
    const problems: string[] = []
    const [cardBook, keptBook] = [bookOf(onCard), bookOf(kept.map(({ order }) => spelled(order)))]
    const undone = journal.some(({ undo }) => undo?.state === 'done')
    if (cardBook !== keptBook && !undone) problems.push(`${name}: ${onCard.length} orders on the card, ${kept.length} in the journal`)
    if (new Set(onCard).size < onCard.length) problems.push(`${name}: an order twice`)
    return problems
  }

  #ofJournal(): string[] {
    const { life: { database } } = this.#world
    const { first, last, count } = database.prepare<[], { first: number | null, last: number | null, count: number }>(
      'SELECT min(sequence) AS first, max(sequence) AS last, count(*) AS count FROM entry',
    ).get()!
    return count === 0 || (first === 1 && last === count) ? [] : [`the journal has holes: ${count} entries from ${first} to ${last}`]
  }

  /**
   * The chain is whole, and whoever was told a number stands in it, unless the disk was full: then the chain says so, or the process
   * died before it could.
   */
  #ofAudit(): string[] {
    const { life: { store: { audit, journal } }, cards, wasFull } = this.#world
    const { broken } = audit.verify()
    if (broken !== null) return [`the audit is broken at ${broken.sequence}: ${broken.what}`]
    if (wasFull) return []
    const recorded = new Set(audit.recent(MANY).map(({ visitId }) => visitId))
    const told = new Set([...cards.keys()].flatMap((name) => this.#told(name)))
    return journal.visits({ limit: MANY }).filter((visitId) => {
      const record = visitRecord(journal.entriesOf(visitId))
      return record?.number?.given != null && told.has(lineOf(record.number.given)) && !recorded.has(visitId)
    }).map((visitId) => `${visitId} was told to somebody, and the audit does not say so`)
  }
}
