import { isDrugOrder } from '#protocols/codes/order-types'
import { rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import { rocFromIso } from '#protocols/bytes/roc-date'
import { viewOf, type View } from '#protocols/nhi-card/access'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import { Refusal } from '../refusal.ts'
import { statusIn, type Answers, type RemoteTalk } from './remote-talk.ts'

/** nhi-facts §3.2. */
const NO_DECODING = 1029, ABNORMAL_GROUPS = 1030, CANCELLED = 3203, PHYSICIANS_ONLY = 3212, NO_RIGHT = 3243

const noDiagnoses = { mainCode: '', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }

/** What this professional sees of a file, as on the card itself. @throws Refusal 3243 */
function viewIn(talk: RemoteTalk, name: HcFileName): View {
  const view = viewOf(hcFiles[name], statusIn(talk))
  if (view === 'refused') throw new Refusal(NO_RIGHT)
  return view
}

/** A diagnosis in clear. What stands for nothing in the centre's table is no ICD-10 code (that 1029 is meant is assumed). */
function decoded(stored: string, { icd10 }: RemoteTalk): string {
  if (stored === '') return ''
  const code = icd10.decode(stored)
  if (code === undefined) throw new Refusal(NO_DECODING)
  return code
}

const amount = (fee: number | null) => fee === null ? '' : String(fee)
const rocDate = (iso: string | null) => iso === null ? '' : rocFromIso(iso)

/** Visits and orders, the newest first; what the card's owner has undone is among them without its fees, as on the card. */
export const cardReading: Answers<'CriticalIllness/Query' | 'Treatment/NoNeedHPC' | 'Treatment/NeedHPC' | 'Prescription/Query'> = {
  'CriticalIllness/Query': (talk) => {
    const { card } = talk
    // blanks are what a pharmacist is shown there: the centre says so instead (that 3212 is meant is assumed)
    if (viewIn(talk, 'illnessCodes') === 'blank') throw new Refusal(PHYSICIANS_ONLY)
    if (card.holder.cancelled) throw new Refusal(CANCELLED)
    const codes = card.records('illnessCodes')
    const criticalIllnesses = card.records('illnessPeriods').flatMap((period, at) => {
      const { ciCode = '' } = codes[at] ?? {}
      if ((period === null) !== (ciCode === '')) throw new Refusal(ABNORMAL_GROUPS) // that this is meant is assumed
      if (period === null) return []
      const { validityStart, validityEnd } = period
      return [{ ciCode: decoded(ciCode, talk), validityStart: rocDate(validityStart), validityEnd: rocDate(validityEnd) }]
    })
    return { criticalIllnesses }
  },

  'Treatment/NoNeedHPC': ({ card }) => ({
    treatments: card.records('visits').flatMap((visit) => {
      if (visit === null) return []
      const { treatmentItem, treatmentDateTime, afterCheck, sequenceNumber, hospitalId } = visit
      return [{
        treatmentItem, treatDateTime: rocDateTimeFromIso(treatmentDateTime), afterCheck, hospitalVisit: sequenceNumber, hospitalId,
        outpatientFee: amount(visit.outpatientFee), costFee: amount(visit.costFee), inpatientFee: amount(visit.inpatientFee),
        inpatient30Fee: amount(visit.inpatient30Fee), inpatient180Fee: amount(visit.inpatient180Fee),
      }]
    }),
  }),

  'Treatment/NeedHPC': (talk) => {
    viewIn(talk, 'visitDiagnoses')
    const diagnoses = talk.card.records('visitDiagnoses')
    return {
      treatments: talk.card.records('visits').flatMap((visit, at) => {
        if (visit === null) return []
        const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = diagnoses[at] ?? noDiagnoses
        return [{
          treatDateTime: rocDateTimeFromIso(visit.treatmentDateTime), mainCode: decoded(mainCode, talk),
          subCode1: decoded(subCode1, talk), subCode2: decoded(subCode2, talk), subCode3: decoded(subCode3, talk),
          subCode4: decoded(subCode4, talk), subCode5: decoded(subCode5, talk),
        }]
      }),
    }
  },

  'Prescription/Query': (talk) => {
    const view = viewIn(talk, 'orders')
    return {
      outpatientPrescriptions: talk.card.records('orders').flatMap((order) => {
        if (order === null || (view === 'drugOrders' && !isDrugOrder(order.orderType))) return []
        const { treatmentDateTime, orderType, treatmentItemCode, treatmentPosition, usage, days, totalQuantity } = order
        return [{
          treatmentDateTime: rocDateTimeFromIso(treatmentDateTime), treatmentItem: orderType, treatmentItemCode, treatmentPosition,
          usage, days: days === null ? '' : String(days).padStart(2, '0'), totalQuantity,
        }]
      }),
    }
  },
}
