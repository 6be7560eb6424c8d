import type { NumberStanding } from '#protocols/journal/number-entries'
import type { Journal } from '#protocols/port/journal'
import { instantOf } from '#protocols/visit/clinic-time'
import type { NumberRequest } from '#protocols/visit/number.machine'
import type { Keep } from './number-run.ts'

/** How long a number waits to be told: longer than a clinic is open, shorter than until the patient’s next visit. */
const TOLD_MS = 24 * 60 * 60_000

/** A number of the journal. */
export interface KeptNumber {
  readonly visitId: string
  readonly patientId: string
  /** Milliseconds since 1970, when it was asked for last. */
  readonly begunAt: number
  readonly standing: NumberStanding
  /** Times that the centre gave it: with a key the same visit is asked for again after one was taken back. */
  readonly times: readonly string[]
  readonly isTold: boolean
  readonly isUndone: boolean
  /** Whether a person has looked after it since it was last kept. */
  readonly isSettled: boolean
}

const DONE: ReadonlySet<NumberStanding['state']> = new Set(['taken', 'none'])

/** A number as its entries tell of it; undefined for a visit whose number was taken before us. */
export function keptNumber(journal: Journal, visitId: string): KeptNumber | undefined {
  const entries = journal.entriesOf(visitId)
  const [first] = entries
  const standings = entries.filter((entry) => entry.kind === 'number.standing')
  const standing = standings.at(-1)?.content
  const asked = standings.findLast(({ content: { state } }) => state === 'asking') ?? first
  if (first === undefined || asked === undefined || standing === undefined) return undefined
  // whoever writes to a visit, or undoes it, knows its number
  const isTold = entries.some(({ kind }) => kind !== 'number.standing')
  const isUndone = entries.findLast((entry) => entry.kind === 'undo.ended')?.content.how === 'done'
  const last = entries.findLastIndex((entry) => entry.kind === 'number.standing')
  const isSettled = entries.slice(last).some(({ kind }) => kind === 'visit.settled')
  const times = standings.flatMap(({ content: { given, countedAt } }) => [given?.treatmentDateTime ?? [], countedAt ?? []].flat())
  return { visitId, patientId: first.patientId, begunAt: asked.at, standing, times, isTold, isUndone, isSettled }
}

/** Whether both want the same; a key says more than that, and is looked at by who has one. */
export function isSameRequest(one: NumberRequest, other: NumberRequest): boolean {
  return one.treatmentItem === other.treatmentItem && one.babyTreatment === other.babyTreatment
    && one.afterCheck === other.afterCheck && one.withTreatmentNumber === other.withTreatmentNumber
}

/** The numbers of one patient in the journal. */
export class PatientNumbers {
  readonly #journal: Journal
  readonly #patientId: string
  readonly #now: number

  constructor(journal: Journal, patientId: string, now: number) {
    this.#journal = journal
    this.#patientId = patientId
    this.#now = now
  }

  /** Those that are not settled, the oldest first. */
  open(): readonly KeptNumber[] {
    return this.#numbers({ isOpen: true }).filter(({ standing }) => !DONE.has(standing.state)).toReversed()
  }

  /**
   * A number that was taken for the same request without a key and that nobody was told, as after a crash.
   */
  untold(request: NumberRequest, door: NumberStanding['door']): KeptNumber | undefined {
    return this.#recent().find(({ standing, isTold }) => (
      standing.state === 'taken' && !standing.isKeyed && !isTold && standing.door === door && isSameRequest(standing.request, request)
    ))
  }

  /**
   * Times of visits that the journal knows of: of those that stand, and of those that the centre was told to take back.
   * @param since `YYYY-MM-DDTHH:mm:ss`, when that is longer ago than a day
   */
  times(since?: string): readonly string[] {
    const from = Math.min(this.#now - TOLD_MS, since === undefined ? Infinity : instantOf(since))
    return this.#numbers({ from }).flatMap(({ times }) => times)
  }

  /** What may be counted yet, though its visit is asked for anew, is looked for as a visit of its own. */
  partWith({ standing }: KeptNumber, visitId: string): void {
    const content = { ...standing, isKeyed: false }
    this.#journal.add({ visitId, patientId: this.#patientId, kind: 'number.standing', content, isOpen: true })
  }

  /** @param idempotencyKey kept with the first entry */
  keeper(visitId: string, idempotencyKey?: string): Keep {
    let isFirst = idempotencyKey !== undefined
    return (standing) => {
      this.#journal.add({
        visitId, patientId: this.#patientId, kind: 'number.standing', content: standing, isOpen: !DONE.has(standing.state),
        ...isFirst && idempotencyKey !== undefined ? { idempotencyKey } : {},
      })
      isFirst = false
    }
  }

  #recent(): readonly KeptNumber[] {
    return this.#numbers({ from: this.#now - TOLD_MS })
  }

  #numbers(filter: { readonly isOpen?: boolean, readonly from?: number }): readonly KeptNumber[] {
    return this.#journal.visits({ patientId: this.#patientId, ...filter }).flatMap((visitId) => keptNumber(this.#journal, visitId) ?? [])
  }
}
