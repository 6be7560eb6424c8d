import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'

/** What stands on a health card beside its public data: records of each file from record 1 on. */
export type HcImage = { readonly [Name in HcFileName]?: readonly (RecordIn<Name> | null)[] }

/** A card as it is issued: valid, six visits left, nothing used. */
export const newCard: HcImage = {
  validity: [{ cardValidity: '2031-12-31', treatmentCounter: 6 }],
  insured: [{ insurerCode: '', insurerId: '3' }],
  lastSequence: [{ year: 115, sequenceNumber: '0000' }],
  cumulativeData: [{
    year: 115, treatmentCount: 0, outpatientFee: 0, inpatientFee: 0, costFee: 0, inpatient30Fee: 0, inpatient180Fee: 0,
    allCostFee: 0, allCost30Fee: 0,
  }],
  cumulativeFee: [{ outpatientTotal: 0, inpatientTotal: 0 }],
}

const HOSPITAL = '9900000013'
const visit = (treatmentDateTime: string, sequenceNumber: string, outpatientFee: number, costFee: number) => ({
  treatmentItem: '01', babyTreatment: '', treatmentDateTime, afterCheck: '1', sequenceNumber, hospitalId: HOSPITAL,
  outpatientFee, costFee, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null,
})
const diagnoses = (mainCode: string, subCode1 = '') =>
  ({ mainCode, subCode1, subCode2: '', subCode3: '', subCode4: '', subCode5: '' })
const drug = (treatmentDateTime: string, orderType: string, treatmentItemCode: string, usage: string, days: number) => ({
  treatmentDateTime, orderType, treatmentItemCode, treatmentPosition: '', usage, days,
  totalQuantity: `${String(days).padStart(5, '0')}.0`, deliveryNotes: orderType === '2' ? '05' : '01',
})

/** A card in use: two visits this year with their orders, an allergy, a critical illness, a vaccination. Fictional. */
export const usedCard: HcImage = {
  ...newCard,
  validity: [{ cardValidity: '2031-12-31', treatmentCounter: 4 }],
  illnessPeriods: [{ validityStart: '2024-04-01', validityEnd: '2027-03-31' }],
  illnessCodes: [{ ciCode: 'C509' }],
  lastSequence: [{ year: 115, sequenceNumber: '0002' }],
  visits: [visit('2026-01-12T10:05:00', '0002', 620, 150), visit('2026-01-05T09:12:30', '0001', 480, 150)],
  visitDiagnoses: [diagnoses('J069', 'R05'), diagnoses('I10')],
  visitPhysicians: [{ hpcIdNo: 'Z199999506' }, { hpcIdNo: 'Z199999506' }],
  visitSignatures: [{ signature: 'a5'.repeat(128) }, { signature: '5a'.repeat(128) }],
  cumulativeData: [{
    year: 115, treatmentCount: 2, outpatientFee: 1_100, inpatientFee: 0, costFee: 300, inpatient30Fee: 0, inpatient180Fee: 0,
    allCostFee: 300, allCost30Fee: 300,
  }],
  cumulativeFee: [{ outpatientTotal: 1_100, inpatientTotal: 0 }],
  preventiveCare: [{ serviceItem: '02', checkupDate: '2025-11-20', hospitalId: HOSPITAL, itemCode: '21' }],
  emergencyPhone: [{ tel: '0900000000' }],
  orders: [
    drug('2026-01-12T10:05:00', '1', 'A000000100', 'TID', 3), drug('2026-01-12T10:05:00', '2', 'A000000200', 'QD', 28),
    {
      ...drug('2026-01-05T09:12:30', '3', '89001C', '', 0), treatmentPosition: '36', days: null, totalQuantity: '00001.0',
      deliveryNotes: '03',
    },
  ],
  longTermPrescriptions: [
    { prescribedOn: '2026-01-12', drugCode: 'A000000200', usage: 'QD', days: 28, totalQuantity: '00028.0' },
  ],
  allergies: [{ ingredient: 'PENICILLIN', ingredientComplete: true }],
  vaccinations: [{ vaccine: 'FLU', inoculatedOn: '2025-10-15', hospitalId: HOSPITAL, lot: 'LOT-0001' }],
  donorMark: [{ organDonate: '1' }],
}

/** The same after a visit for preventive care (AC), with prenatal check-ups, and one at another institution. Fictional. */
export const checkUpCard: HcImage = {
  ...usedCard,
  visits: [
    { ...visit('2026-01-14T08:30:00', 'IC02', 0, 0), treatmentItem: 'AC', outpatientFee: null, costFee: null },
    ...usedCard.visits ?? [],
    { ...visit('2025-12-30T14:00:00', '0033', 700, 50), hospitalId: '9900000022' },
  ],
  visitDiagnoses: [null, ...usedCard.visitDiagnoses ?? []],
  visitPhysicians: [null, ...usedCard.visitPhysicians ?? []],
  visitSignatures: [null, ...usedCard.visitSignatures ?? []],
  prenatalCare: [
    { checkupDate: '2026-01-08', hospitalId: HOSPITAL, itemCode: '42' },
    { checkupDate: '2025-12-08', hospitalId: HOSPITAL, itemCode: '41' },
  ],
}

/** The bytes of a file's records. @throws MalformedError when a value does not fit */
export function recordBytes(image: HcImage, name: HcFileName): Uint8Array[] {
  const encode = hcFiles[name].encode as (value: object | null) => Uint8Array
  return (image[name] ?? []).map((record) => encode(record))
}
