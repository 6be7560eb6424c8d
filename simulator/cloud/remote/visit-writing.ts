import { toBase64 } from '#protocols/bytes/base64'
import { hex, unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { storedForm } from '#protocols/codes/stored-form'
import { isOrderType } from '#protocols/cshis/order-writing'
import type { RemoteParams } from '#protocols/cs6/remote/index'
import { professions } from '#protocols/nhi-card/profession'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { findVisit, type FoundVisit } from '#protocols/visit/found-visit'
import { orderMessage, orderSignature } from '#protocols/visit/order-signature'
import { Refusal, statusOf } from '../refusal.ts'
import type { Answers, RemoteTalk } from './remote-talk.ts'
import { timeIn } from './visit-numbers.ts'

/** nhi-facts §3.1 and §3.2. */
const IN_NO_TABLE = 9127, PARAMETER = 1705, VISIT_UNKNOWN = 3208, ALREADY_WRITTEN = 3209, NO_ENCODING = 3210, OTHER_INSTITUTION = 3211
const PHYSICIANS_ONLY = 3212, NO_ROOM = 3223, VISIT_DATE = 3227, NO_RIGHT = 3243

type Order = RemoteParams<'Prescription/Write'>['prescriptions'][number]
type Fees = Pick<RecordIn<'visits'>, 'outpatientFee' | 'costFee' | 'inpatientFee' | 'inpatient30Fee' | 'inpatient180Fee'>

/** @throws Refusal 3208, 3211 */
function visitAt({ card, module: { hospitalId } }: RemoteTalk, treatmentDateTime: string): FoundVisit {
  const visits = card.records('visits'), visitSignatures = card.records('visitSignatures')
  const found = findVisit({ treatmentDateTime, hospitalId }, { visits, visitSignatures })
  if (found === undefined) throw new Refusal(VISIT_UNKNOWN)
  if (found === 'elsewhere') throw new Refusal(OTHER_INSTITUTION)
  return found
}

const amount = (text: string) => text === '' ? null : Number(text)
const hasFees = ({ outpatientFee, costFee, inpatientFee, inpatient30Fee, inpatient180Fee }: Fees) => (
  [outpatientFee, costFee, inpatientFee, inpatient30Fee, inpatient180Fee].some((fee) => fee !== null)
)

/** @throws Refusal 3210 when a code is in no table */
function diagnosesIn(params: RemoteParams<'Treatment/WriteCodeFee'>, { icd10 }: RemoteTalk): RecordIn<'visitDiagnoses'> {
  const stored = (code: string): string => {
    const form = storedForm(code, icd10)
    if (form === undefined) throw new Refusal(statusOf(IN_NO_TABLE, NO_ENCODING))
    return form
  }
  const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = params
  return {
    mainCode: stored(mainCode), subCode1: stored(subCode1), subCode2: stored(subCode2), subCode3: stored(subCode3),
    subCode4: stored(subCode4), subCode5: stored(subCode5),
  }
}

/** @throws Refusal 3227 for an order of another visit, 1705 for one that is none */
function orderIn(order: Order, treatmentDateTime: string): RecordIn<'orders'> {
  const { treatmentItem, treatmentItemCode, treatmentPosition, usage, days, totalQuantity, deliveryNotes } = order
  if (timeIn(order.treatmentDateTime) !== treatmentDateTime) throw new Refusal(VISIT_DATE)
  if (!isOrderType(treatmentItem)) throw new Refusal(PARAMETER)
  return {
    treatmentDateTime, orderType: treatmentItem, treatmentItemCode, treatmentPosition, usage, days: amount(days), totalQuantity,
    deliveryNotes,
  }
}

export const visitWriting: Answers<'Treatment/WriteCodeFee' | 'Prescription/Write'> = {
  'Treatment/WriteCodeFee': (talk, params) => {
    const { card, professional, module: { hospitalId } } = talk
    // whoever signs is written beside the diagnoses
    if (professional !== undefined && professions[professional.profession].rights.read !== 'all') throw new Refusal(PHYSICIANS_ONLY)
    const { number, visit } = visitAt(talk, timeIn(params.treatmentDateTime))
    if (hasFees(visit) || (card.records('visitDiagnoses')[number - 1] ?? null) !== null) throw new Refusal(ALREADY_WRITTEN)
    const record = {
      ...visit, afterCheck: params.afterCheck, outpatientFee: amount(params.outpatientFee), costFee: amount(params.costFee),
      inpatientFee: amount(params.inpatientFee), inpatient30Fee: amount(params.inpatient30Fee),
      inpatient180Fee: amount(params.inpatient180Fee),
    }
    const diagnoses = diagnosesIn(params, talk)
    try {
      card.change([
        { how: 'update', name: 'visits', number, record },
        { how: 'update', name: 'visitDiagnoses', number, record: diagnoses },
        {
          how: 'update', name: 'visitPhysicians', number,
          record: professional === undefined ? null : { hpcIdNo: professional.hpcIdNo },
        },
      ], hospitalId)
    } catch (error) {
      throw error instanceof MalformedError ? new Refusal(NO_ROOM) : error
    }
    return {}
  },

  'Prescription/Write': (talk, { treatmentDateTime: time, prescriptions }) => {
    const { card, professional, module: { hospitalId } } = talk
    if (professional !== undefined && professions[professional.profession].rights.read === 'none') throw new Refusal(NO_RIGHT)
    const treatmentDateTime = timeIn(time)
    visitAt(talk, treatmentDateTime)
    const cardId = unhex(card.holder.hcId)
    try {
      const signatures = prescriptions.map((one) => {
        const order = orderIn(one, treatmentDateTime)
        card.add('orders', order, hospitalId)
        return orderSignature(talk.sign(orderMessage(order, cardId)))
      })
      return { signatureItems: signatures.map(toBase64), hexSignatureItems: signatures.map(hex) }
    } catch (error) {
      // all of them or none; that 1705 is meant is assumed
      throw error instanceof MalformedError ? new Refusal(PARAMETER) : error
    }
  },
}
