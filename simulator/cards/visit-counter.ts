import { MalformedError } from '#protocols/bytes/malformed'
import { takesNumber } from '#protocols/codes/treatment-items'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { Transaction } from './card-memory.ts'
import type { RecordFiles } from './record-files.ts'
import { NotSatisfied } from './write-refusal.ts'

const DATE_LENGTH = 10
const DAY_MS = 86_400_000
/** How long a newborn uses its parent's card (nhi-facts §9, 5004). */
const NEWBORN_DAYS = 60

/** The card's own count of its visits: the last number, the visits left, and how many there were each year. */
export class VisitCounter {
  readonly #files: RecordFiles
  readonly #cancelled: boolean

  constructor(files: RecordFiles, cancelled: boolean) {
    this.#files = files
    this.#cancelled = cancelled
  }

  /** @throws MalformedError and NotSatisfied (docs/open-profile.md §8.1) */
  count(transaction: Transaction, visit: RecordIn<'visits'>): void {
    const { treatmentItem, treatmentDateTime } = visit
    const year = rocYearOf(treatmentDateTime)
    if (takesNumber(treatmentItem, treatmentDateTime.slice(0, DATE_LENGTH))) this.#takeNumber(transaction, visit, year)
    this.#countYear(transaction, year)
  }

  #takeNumber(transaction: Transaction, visit: RecordIn<'visits'>, year: number): void {
    const { treatmentDateTime, sequenceNumber } = visit
    const last = this.#first('lastSequence')
    const lastYear = last?.year ?? 0
    if (year < lastYear) throw new MalformedError('treatmentDateTime', 'in a year before the last number')
    const next = last !== null && lastYear === year ? Number(last.sequenceNumber) + 1 : 1
    if (Number.isNaN(next)) throw new MalformedError('lastSequence', 'no number')
    if (sequenceNumber !== String(next).padStart(4, '0')) throw new MalformedError('sequenceNumber', 'not the next one')

    const validity = this.#first('validity')
    const left = validity?.treatmentCounter ?? 0
    if (this.#cancelled) throw new NotSatisfied('the card is cancelled')
    if (validity === null || treatmentDateTime.slice(0, DATE_LENGTH) > (validity.cardValidity ?? '')) {
      throw new NotSatisfied('past the validity of the card')
    }
    if (left <= 0) throw new NotSatisfied('no visits left')
    this.#checkDesignation(visit)
    this.#checkNewborn(visit)
    this.#write(transaction, 'validity', { ...validity, treatmentCounter: left - 1 })
    this.#write(transaction, 'lastSequence', { year, sequenceNumber })
  }

  /** Whoever is restricted to one institution is seen there alone (nhi-facts §3.1, 9129). */
  #checkDesignation({ hospitalId }: RecordIn<'visits'>): void {
    const designated = this.#first('designatedInstitution')?.hospitalId ?? ''
    if (designated !== '' && designated !== hospitalId) throw new NotSatisfied('restricted to another institution')
  }

  #checkNewborn({ babyTreatment, treatmentDateTime }: RecordIn<'visits'>): void {
    if (babyTreatment === '') return
    const birthday = this.#first('newborn')?.newbornBirthday ?? null
    const age = birthday === null ? NaN : (Date.parse(treatmentDateTime.slice(0, DATE_LENGTH)) - Date.parse(birthday)) / DAY_MS
    if (!(age >= 0 && age <= NEWBORN_DAYS)) throw new NotSatisfied('no newborn of at most 60 days on this card')
  }

  /** The year's count grows; a new year moves the last one to the second slot. */
  #countYear(transaction: Transaction, year: number): void {
    const { sfi } = hcFiles.cumulativeData
    const current = this.#first('cumulativeData')
    if ((current?.year ?? 0) > year) {
      throw new MalformedError('treatmentDateTime', 'in a year before the one that is counted')
    }
    if (current?.year === year) {
      const treatmentCount = (current.treatmentCount ?? 0) + 1
      return this.#write(transaction, 'cumulativeData', { ...current, treatmentCount })
    }
    if (current !== null) this.#files.update(transaction, sfi, 2, hcFiles.cumulativeData.encode(current))
    this.#write(transaction, 'cumulativeData', {
      year, treatmentCount: 1, outpatientFee: 0, inpatientFee: 0, costFee: 0, inpatient30Fee: 0, inpatient180Fee: 0,
      allCostFee: 0, allCost30Fee: 0,
    })
  }

  #first<Name extends HcFileName>(name: Name): RecordIn<Name> | null {
    const { sfi, decode } = hcFiles[name]
    return decode(this.#files.read(sfi, 1) ?? new Uint8Array()) as RecordIn<Name> | null
  }

  #write<Name extends HcFileName>(transaction: Transaction, name: Name, record: RecordIn<Name>): void {
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    this.#files.update(transaction, hcFiles[name].sfi, 1, encode(record))
  }
}

function rocYearOf(treatmentDateTime: string): number {
  return Number(treatmentDateTime.slice(0, 4)) - 1911
}
