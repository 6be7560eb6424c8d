import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { Transaction } from './card-memory.ts'
import type { RecordFiles } from './record-files.ts'

type Visit = RecordIn<'visits'>

/** What a visit brings to the totals. */
interface Fees {
  readonly outpatient: number
  readonly inpatient: number
  readonly cost: number
  readonly inpatient30: number
  readonly inpatient180: number
}

const none: Fees = { outpatient: 0, inpatient: 0, cost: 0, inpatient30: 0, inpatient180: 0 }

function hasNoFees({ outpatientFee, inpatientFee, costFee, inpatient30Fee, inpatient180Fee }: Visit): boolean {
  return [outpatientFee, inpatientFee, costFee, inpatient30Fee, inpatient180Fee].every((fee) => fee === null)
}

function feesOf(visit: Visit | null): Fees {
  if (visit === null) return none
  const { outpatientFee, inpatientFee, costFee, inpatient30Fee, inpatient180Fee } = visit
  return {
    outpatient: outpatientFee ?? 0, inpatient: inpatientFee ?? 0, cost: costFee ?? 0, inpatient30: inpatient30Fee ?? 0,
    inpatient180: inpatient180Fee ?? 0,
  }
}

/**
 * The card's own totals of fees: of the visit's year where the card still counts it, and of all. An undo checks and takes
 * back the same totals (nhi-facts §3.1, 5160 to 5173), so something must have added them; that the card does is ours.
 */
export class FeeTotals {
  readonly #files: RecordFiles

  constructor(files: RecordFiles) {
    this.#files = files
  }

  /**
   * @param isUndone whether a note says that an undo of the visit is under way, which writes the totals before it blanks the fees
   * @throws MalformedError when a total has no room for it
   */
  follow(transaction: Transaction, before: Visit | null, after: Visit, isUndone: boolean): void {
    if (isUndone && hasNoFees(after)) return
    const [old, now] = [feesOf(before), feesOf(after)]
    this.#add(transaction, after.treatmentDateTime, {
      outpatient: now.outpatient - old.outpatient, inpatient: now.inpatient - old.inpatient, cost: now.cost - old.cost,
      inpatient30: now.inpatient30 - old.inpatient30, inpatient180: now.inpatient180 - old.inpatient180,
    })
  }

  #add(transaction: Transaction, treatmentDateTime: string, by: Fees): void {
    if (Object.values(by).every((fee) => fee === 0)) return
    const year = Number(treatmentDateTime.slice(0, 4)) - 1911
    for (const number of [1, 2]) {
      const counted = this.#read('cumulativeData', number)
      if (counted?.year !== year) continue
      this.#write(transaction, 'cumulativeData', number, {
        ...counted, outpatientFee: sum(counted.outpatientFee, by.outpatient), inpatientFee: sum(counted.inpatientFee, by.inpatient),
        costFee: sum(counted.costFee, by.cost), inpatient30Fee: sum(counted.inpatient30Fee, by.inpatient30),
        inpatient180Fee: sum(counted.inpatient180Fee, by.inpatient180),
        allCostFee: sum(counted.allCostFee, by.cost + by.inpatient30 + by.inpatient180),
        allCost30Fee: sum(counted.allCost30Fee, by.cost + by.inpatient30),
      })
    }
    const { outpatientTotal = null, inpatientTotal = null } = this.#read('cumulativeFee', 1) ?? {}
    this.#write(transaction, 'cumulativeFee', 1, {
      outpatientTotal: sum(outpatientTotal, by.outpatient), inpatientTotal: sum(inpatientTotal, by.inpatient),
    })
  }

  #read<Name extends HcFileName>(name: Name, number: number): RecordIn<Name> | null {
    const { sfi, decode } = hcFiles[name]
    return decode(this.#files.read(sfi, number) ?? new Uint8Array()) as RecordIn<Name> | null
  }

  #write<Name extends HcFileName>(transaction: Transaction, name: Name, number: number, record: RecordIn<Name>): void {
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    this.#files.update(transaction, hcFiles[name].sfi, number, encode(record))
  }
}

/** Less than nothing was never spent: a total that the card was not issued with stays at 0. */
function sum(total: number | null, by: number): number {
  return Math.max(0, (total ?? 0) + by)
}
