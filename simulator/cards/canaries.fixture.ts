import { isBlank } from '#protocols/nhi-card/card-file'
import { viewOf, type SecurityStatus } from '#protocols/nhi-card/access'
import { hcFileList, type HcFileName } from '#protocols/nhi-card/contents'
import { recordBytes, usedCard, type HcImage } from './hc-image.ts'

const drug = (usage: string, orderType: string, treatmentItemCode: string) => ({
  treatmentDateTime: '2026-01-12T10:05:00', orderType, treatmentItemCode, treatmentPosition: '', usage, days: 28,
  totalQuantity: '00028.0', deliveryNotes: '05',
})

/** A card in use, every file of which has something that stands nowhere else. */
export const canaryCard: HcImage = {
  ...usedCard,
  validity: [{ cardValidity: '2077-07-17', treatmentCounter: 4 }],
  insured: [{ insurerCode: 'QZ', insurerId: '3' }],
  newborn: [{ newbornBirthday: '2025-09-19', newbornBaby: '2' }],
  illnessPeriods: [{ validityStart: '2024-04-14', validityEnd: '2068-08-18' }],
  illnessCodes: [{ ciCode: 'XC509' }],
  visitDiagnoses: [{ mainCode: 'ZJ069', subCode1: 'ZR005', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }],
  specialMarks: [{ mark1: 'Q', mark2: 'W', mark3: 'X', mark4: 'YZ' }],
  designatedInstitution: [{ hospitalId: '9958641237', reserved: '' }],
  visitSignatures: [{ signature: '1f2e3d4c5b6a7988'.repeat(16) }],
  cumulativeData: [{
    year: 115, treatmentCount: 2, outpatientFee: 6_172_839_405, inpatientFee: 0, costFee: 300, inpatient30Fee: 0,
    inpatient180Fee: 0, allCostFee: 300, allCost30Fee: 300,
  }],
  cumulativeFee: [{ outpatientTotal: 9_753_108_642, inpatientTotal: 0 }],
  prenatalCare: [{ checkupDate: '2025-06-16', hospitalId: '9911234113', itemCode: '41' }],
  preventiveCare: [{ serviceItem: '02', checkupDate: '2025-11-21', hospitalId: '9922345223', itemCode: '21' }],
  emergencyPhone: [{ tel: '09PAPAGEI00001' }],
  orders: [drug('KANARIENVOGEL 1', '1', 'A0KANARI100'), drug('KANARIENVOGEL 3', '3', 'K3ANARIE')],
  longTermPrescriptions: [
    { prescribedOn: '2026-01-12', drugCode: 'K2ANARIE00', usage: 'WELLENSITTICH', days: 28, totalQuantity: '00028.0' },
  ],
  importantOrders: ['K5ANAR', 'K6ANAR'].map((orderCode) => ({
    performedOn: '2026-01-12', hospitalId: '9933456333', orderCode, treatmentPosition: 'STAR', totalQuantity: '00001.0',
  })),
  allergies: [{ ingredient: 'ZEISIG UND STIEGLITZ', ingredientComplete: true }],
  vaccinations: [{ vaccine: 'DOMPFA', inoculatedOn: '2025-10-15', hospitalId: '9944567443', lot: 'GIMPEL-LOT-1' }],
}

/** Bytes that must stand together to be known again. */
const WINDOW = 5
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
/** What may be in other places too: spaces, zeros, and dates and institutions of visits. */
const isCommon = (window: string) => new Set(window).size < 4

function windowsOf(bytes: Uint8Array): string[] {
  const text = latin1(bytes)
  return Array.from({ length: Math.max(0, text.length - WINDOW + 1) }, (_, at) => text.slice(at, at + WINDOW))
    .filter((window) => !isCommon(window))
}

/** What must not be in an answer. */
export class Canaries {
  readonly #windows: Set<string>

  constructor(secrets: readonly Uint8Array[], known: readonly Uint8Array[] = []) {
    this.#windows = new Set(secrets.flatMap(windowsOf))
    for (const bytes of known) for (const window of windowsOf(bytes)) this.#windows.delete(window)
  }

  /** Of the records of `canaryCard` that a session of this status does not see. @param more that is as secret */
  static ofStatus(status: SecurityStatus, more: readonly Uint8Array[] = []): Canaries {
    const hidden = new Array<Uint8Array>()
    const shown = new Array<Uint8Array>()
    for (const file of hcFileList) {
      const view = viewOf(file, status)
      for (const record of recordBytes(canaryCard, file.name as HcFileName)) {
        if (isBlank(record)) continue
        const isDrug = '12AB'.includes(latin1(record)[13] ?? '')
        ;(view === 'full' || (view === 'drugOrders' && isDrug) ? shown : hidden).push(record)
      }
    }
    return new Canaries([...hidden, ...more], shown)
  }

  get size(): number {
    return this.#windows.size
  }

  /** The first of them in an answer; undefined when it holds none. */
  in(answer: Uint8Array): string | undefined {
    if (answer.length < WINDOW) return undefined
    const text = latin1(answer)
    for (let at = 0; at + WINDOW <= text.length; at++) {
      const window = text.slice(at, at + WINDOW)
      if (this.#windows.has(window)) return window
    }
    return undefined
  }
}
