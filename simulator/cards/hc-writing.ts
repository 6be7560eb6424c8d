import { MalformedError } from '#protocols/bytes/malformed'
import { copyOf } from '#protocols/codes/order-types'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { isUndoNote } from '#protocols/visit/undo-note'
import type { Transaction } from './card-memory.ts'
import { FeeTotals } from './fee-totals.ts'
import type { RecordFiles } from './record-files.ts'
import { VisitCounter } from './visit-counter.ts'
import { NotSatisfied } from './write-refusal.ts'

/** The institution of the SAM that the session was opened with. */
export interface Institution {
  readonly hospitalId: string
}

const DRUG_CODE_LENGTH = 10
const IMPORTANT_CODE_LENGTH = 6
const DATE_LENGTH = 10
/** Files whose record n belongs to visit n. */
const companions = ['visitDiagnoses', 'visitPhysicians', 'visitSignatures'] as const
const isCompanion = (name: HcFileName) => companions.some((companion) => companion === name)
/** Of a visit: type, newborn, date and time, mark, number and institution; fees follow. */
const VISIT_IDENTITY = 31
/** 補卡註記 among them: whoever writes the diagnoses says it anew (nhi-facts §2.2.12). */
const MARK_AT = 16

/** What the applet makes of a record that is written, in the same transaction (docs/open-profile.md §8). */
export class HcWriting {
  readonly #files: RecordFiles
  readonly #counter: VisitCounter
  readonly #totals: FeeTotals

  /** @param cancelled whether the card bears the mark */
  constructor(files: RecordFiles, cancelled: boolean) {
    this.#files = files
    this.#counter = new VisitCounter(files, cancelled)
    this.#totals = new FeeTotals(files)
  }

  /** @throws MalformedError for a record that the card refuses, NotSatisfied when it refuses it as things stand */
  append(transaction: Transaction, name: HcFileName, bytes: Uint8Array, institution: Institution): void {
    const { sfi } = hcFiles[name]
    if (hcFiles[name].decode(bytes) === null) throw new MalformedError('record', 'blank')
    if (isCompanion(name)) throw new NotSatisfied('it comes with its visit')
    this.#files.append(transaction, sfi, bytes)
    if (name === 'orders') this.#copyOrder(transaction, hcFiles.orders.record.decode(bytes), institution)
    if (name === 'visits') this.#addVisit(transaction, hcFiles.visits.record.decode(bytes), institution)
  }

  /** @throws MalformedError and NotSatisfied as `append` */
  update(
    transaction: Transaction, name: HcFileName, number: number, bytes: Uint8Array, by: Institution | undefined,
  ): void {
    hcFiles[name].decode(bytes)
    if (name === 'visits' || isCompanion(name)) this.#checkOwner(number, by)
    if (name === 'visits') this.#changeFees(transaction, number, bytes)
    this.#files.update(transaction, hcFiles[name].sfi, number, bytes)
  }

  /** The visit stays the one it is; the totals follow its fees. */
  #changeFees(transaction: Transaction, number: number, bytes: Uint8Array): void {
    this.#checkIdentity(number, bytes)
    const { visits, visitSignatures } = hcFiles
    const signature = visitSignatures.decode(this.#files.read(visitSignatures.sfi, number) ?? visitSignatures.encode(null))
    this.#totals.follow(transaction, visits.decode(this.#visit(number)), visits.record.decode(bytes), isUndoNote(signature))
  }

  #copyOrder(transaction: Transaction, order: RecordIn<'orders'>, { hospitalId }: Institution): void {
    const { treatmentDateTime, orderType, treatmentItemCode, treatmentPosition, usage, days, totalQuantity } = order
    const date = treatmentDateTime.slice(0, DATE_LENGTH)
    const copiedTo = copyOf(orderType)
    if (copiedTo === 'longTermPrescriptions') {
      this.#add(transaction, copiedTo, {
        prescribedOn: date, drugCode: fits(treatmentItemCode, DRUG_CODE_LENGTH), usage, days, totalQuantity,
      })
    }
    if (copiedTo === 'importantOrders') {
      this.#add(transaction, copiedTo, {
        performedOn: date, hospitalId, orderCode: fits(treatmentItemCode, IMPORTANT_CODE_LENGTH), treatmentPosition,
        totalQuantity,
      })
    }
  }

  #addVisit(transaction: Transaction, visit: RecordIn<'visits'>, { hospitalId }: Institution): void {
    if (visit.hospitalId !== hospitalId) throw new MalformedError('hospitalId', 'not the institution of the SAM')
    for (const name of companions) this.#files.append(transaction, hcFiles[name].sfi, hcFiles[name].encode(null))
    this.#counter.count(transaction, visit)
  }

  /** A visit and what belongs to it are changed by the institution of the visit. */
  #checkOwner(number: number, by: Institution | undefined): void {
    const visit = hcFiles.visits.decode(this.#visit(number))
    if (visit === null || visit.hospitalId !== by?.hospitalId) throw new NotSatisfied('no visit of this institution')
  }

  #checkIdentity(number: number, bytes: Uint8Array): void {
    const stands = this.#visit(number)
    const same = bytes.subarray(0, VISIT_IDENTITY).every((byte, at) => at === MARK_AT || byte === stands[at])
    if (!same) throw new NotSatisfied('another visit than stands there')
  }

  #visit(number: number): Uint8Array {
    return this.#files.read(hcFiles.visits.sfi, number) ?? hcFiles.visits.encode(null)
  }

  #add<Name extends HcFileName>(transaction: Transaction, name: Name, record: RecordIn<Name>): void {
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    this.#files.append(transaction, hcFiles[name].sfi, encode(record))
  }
}

function fits(code: string, length: number): string {
  if (code.length <= length) return code
  throw new MalformedError('treatmentItemCode', `longer than the ${length} characters it is copied to`)
}
