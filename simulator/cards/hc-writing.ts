import { MalformedError } from '#protocols/bytes/malformed'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { isNumberedVisit } from '#protocols/nhi-card/visit-counting'
import type { Transaction } from './card-memory.ts'
import type { FileSystem } from './file-system.ts'

/** The institution of the SAM that the session was opened with. */
export interface Institution {
  readonly hospitalId: string
}

const DRUG_CODE_LENGTH = 10
const IMPORTANT_CODE_LENGTH = 6
const DATE_LENGTH = 10

/** What the applet writes of itself with an appended record, in the same transaction (docs/open-profile.md §8). */
export class HcWriting {
  readonly #files: FileSystem

  constructor(files: FileSystem) {
    this.#files = files
  }

  /** @throws MalformedError for a record that the card refuses */
  append(transaction: Transaction, name: HcFileName, bytes: Uint8Array, institution: Institution): void {
    const { sfi } = hcFiles[name]
    if (hcFiles[name].decode(bytes) === null) throw new MalformedError('record', 'blank')
    this.#files.append(transaction, sfi, bytes)
    if (name === 'orders') this.#copyOrder(transaction, hcFiles.orders.record.decode(bytes), institution)
    if (name === 'visits') this.#countVisit(transaction, hcFiles.visits.record.decode(bytes), institution)
  }

  #copyOrder(transaction: Transaction, order: RecordIn<'orders'>, { hospitalId }: Institution): void {
    const { treatmentDateTime, orderType, treatmentItemCode, treatmentPosition, usage, days, totalQuantity } = order
    const date = treatmentDateTime.slice(0, DATE_LENGTH)
    if (orderType === '2') {
      this.#add(transaction, 'longTermPrescriptions', {
        prescribedOn: date, drugCode: fits(treatmentItemCode, DRUG_CODE_LENGTH), usage, days, totalQuantity,
      })
    }
    if (orderType === '5') {
      this.#add(transaction, 'importantOrders', {
        performedOn: date, hospitalId, orderCode: fits(treatmentItemCode, IMPORTANT_CODE_LENGTH), treatmentPosition,
        totalQuantity,
      })
    }
  }

  #countVisit(transaction: Transaction, visit: RecordIn<'visits'>, { hospitalId }: Institution): void {
    if (visit.hospitalId !== hospitalId) throw new MalformedError('hospitalId', 'not the institution of the SAM')
    for (const name of ['visitDiagnoses', 'visitPhysicians', 'visitSignatures'] as const) {
      this.#files.append(transaction, hcFiles[name].sfi, hcFiles[name].encode(null))
    }
    const year = rocYearOf(visit.treatmentDateTime)
    this.#countYear(transaction, year)
    if (!isNumberedVisit(visit.treatmentItem)) return
    const last = this.#first('lastSequence') ?? { year, sequenceNumber: '0000' }
    const next = last.year === year ? Number(last.sequenceNumber) + 1 : 1
    if (Number(visit.sequenceNumber) !== next) throw new MalformedError('sequenceNumber', 'not one more than the last')
    const validity = this.#first('validity')
    const left = validity?.treatmentCounter ?? 0
    if (validity === null || left === 0) throw new MalformedError('treatmentCounter', 'no visits left')
    this.#write(transaction, 'validity', { ...validity, treatmentCounter: left - 1 })
    this.#write(transaction, 'lastSequence', { year, sequenceNumber: visit.sequenceNumber })
  }

  /** The year's count grows; a new year moves the last one to the second slot. */
  #countYear(transaction: Transaction, year: number): void {
    const { sfi } = hcFiles.cumulativeData
    const current = this.#first('cumulativeData')
    if (current?.year === year) {
      return this.#write(transaction, 'cumulativeData', { ...current, treatmentCount: (current.treatmentCount ?? 0) + 1 })
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

  #add<Name extends HcFileName>(transaction: Transaction, name: Name, record: RecordIn<Name>): void {
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    this.#files.append(transaction, hcFiles[name].sfi, encode(record))
  }
}

function fits(code: string, length: number): string {
  if (code.length > length) throw new MalformedError('treatmentItemCode', `longer than the ${length} characters it is copied to`)
  return code
}

function rocYearOf(treatmentDateTime: string): number {
  return Number(treatmentDateTime.slice(0, 4)) - 1911
}
