import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { isoFromRocDateTime, rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import { afterCheckOnCard } from '#protocols/codes/after-check'
import { newbornMarks } from '#protocols/codes/newborn-marks'
import { needsOnlineCheck, treatmentItems } from '#protocols/codes/treatment-items'
import { clinicTime, instantOf } from '#protocols/visit/clinic-time'
import { findVisit } from '#protocols/visit/found-visit'
import { insuranceStandings } from '#protocols/visit/insurance'
import { freeTime, nextNumber } from '#protocols/visit/next-number'
import { encodeTreatmentNumber, type TreatmentNumber } from '#protocols/visit/treatment-number'
import { hasUndoToFinish, planUndo } from '#protocols/visit/undo'
import { isUndone } from '#protocols/visit/undone'
import { isSameDay, refusalOf, type CardFacts, type WantedVisit } from '#protocols/visit/visit-rules'
import { visitMessage, visitSignature } from '#protocols/visit/visit-signature'
import { NotSatisfied } from '../../cards/write-refusal.ts'
import type { CheckList } from '../centre-rows.ts'
import { Refusal, statusOf } from '../refusal.ts'
import { identityChanged } from './content-update.ts'
import type { Answers, RemoteTalk } from './remote-talk.ts'
import { factsOf } from './visit-facts.ts'

/** nhi-facts §3.2. */
const NOT_TAKEN = 1007, NOT_UNDONE = 1009, PARAMETER = 1705, NO_TREATMENT_NUMBER = 3204, VISIT_UNKNOWN = 3208
const OTHER_INSTITUTION = 3211, VISIT_DATE = 3227, SAME_TIME = 3242, IDENTITY_CHANGED = 3246, UNDO_FAILED = 3401, NO_INSURANCE_CHECK = 3402
const onList: Readonly<Record<Exclude<CheckList, 0>, number>> = { 1: 3231, 2: 3232 }
/** nhi-facts §3.1: the undo that was begun cannot be finished. */
const UNFINISHABLE = 5130
/** Within this time nobody is seen at two institutions (ours: the remedy of 3242 says to wait a minute). */
const SAME_TIME_MS = 60_000
const DATE_LENGTH = 10
const noFees = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null } as const

/** @throws Refusal 3204 */
function treatmentNumber(of: TreatmentNumber): string {
  return orRefuse(NO_TREATMENT_NUMBER, () => encodeTreatmentNumber(of))
}

/** @throws Refusal with this code when a value has no spelling, or the applet would not write it */
function orRefuse<Value>(statusCode: number, act: () => Value): Value {
  try {
    return act()
  } catch (error) {
    throw error instanceof MalformedError || error instanceof NotSatisfied ? new Refusal(statusCode) : error
  }
}

const has = (table: { readonly rows: readonly { readonly code: string }[] }, sign: string) => table.rows.some(({ code }) => code === sign)

function isElsewhereNow({ treatmentDateTime, hospitalId }: WantedVisit, { visits, visitSignatures }: CardFacts): boolean {
  return visits.some((visit, at) => {
    if (visit === null || visit.hospitalId === hospitalId || isUndone(visitSignatures[at] ?? null)) return false
    return Math.abs(instantOf(treatmentDateTime) - instantOf(visit.treatmentDateTime)) < SAME_TIME_MS
  })
}

/** What NHIA itself says of the patient, behind all that the card's records say. @throws Refusal */
function checkPatient(talk: RemoteTalk, wanted: WantedVisit, facts: CardFacts): void {
  const { store, card } = talk
  const { standing, checkList, content } = store.insurance(card.holder.idCardNum)
  if (isElsewhereNow(wanted, facts)) throw new Refusal(SAME_TIME)
  if (checkList !== 0) throw new Refusal(onList[checkList])
  if (identityChanged(card, content)) throw new Refusal(IDENTITY_CHANGED)
  if (!needsOnlineCheck(wanted.treatmentItem, wanted.treatmentDateTime.slice(0, DATE_LENGTH))) return
  if (!talk.insuranceAnswers) throw new Refusal(NO_INSURANCE_CHECK)
  if (standing !== 'insured') throw new Refusal(statusOf(insuranceStandings[standing].update, NOT_TAKEN))
}

export const visitNumbers: Answers<
  'SequelNumber/Next' | 'SequelNumber/Rollback' | 'TreatmentNumber/NoCard' | 'TreatmentNumber/Card'
> = {
  'SequelNumber/Next': (talk, { treatmentItem, babyTreatment, afterCheck }) => {
    const { card, store, now, module: { hospitalId, samId } } = talk
    const { hcId, idCardNum } = card.holder
    if (!has(treatmentItems, treatmentItem) || (babyTreatment !== '' && !has(newbornMarks, babyTreatment))) throw new Refusal(PARAMETER)
    const facts = factsOf(card)
    const wanted = { treatmentItem, babyTreatment, hospitalId, treatmentDateTime: freeTime(now, facts.visits) }
    const { treatmentDateTime } = wanted
    const code = refusalOf(wanted, facts)
    if (code !== undefined) throw new Refusal(statusOf(code, NOT_TAKEN))
    if (hasUndoToFinish(facts, hospitalId)) throw new Refusal(NOT_TAKEN)
    checkPatient(talk, wanted, facts)
    const sequenceNumber = nextNumber(treatmentItem, treatmentDateTime, facts.lastSequence)
    if (sequenceNumber === undefined) throw new Refusal(NOT_TAKEN)
    const number = treatmentNumber({ kind: 'card', idCardNum, hospitalId, treatmentDateTime })
    const signed = talk.sign(orRefuse(NOT_TAKEN, () => visitMessage({ idCardNum, hospitalId, treatmentDateTime })))
    const signature = hex(visitSignature(signed, talk.publicKey()))
    const mark = afterCheckOnCard(afterCheck, treatmentDateTime.slice(0, DATE_LENGTH)) ?? ''
    orRefuse(NOT_TAKEN, () => {
      const visit = { ...noFees, treatmentItem, babyTreatment, treatmentDateTime, afterCheck: mark, sequenceNumber, hospitalId }
      card.add('visits', visit, hospitalId)
      card.change([{ how: 'update', name: 'visitSignatures', number: 1, record: { signature } }], hospitalId)
    })
    store.addVisit({ hcId, treatmentDateTime, treatmentItem, sequenceNumber, hospitalId, samId, treatmentNumber: number, undone: false })
    return {
      treatmentDateTime: rocDateTimeFromIso(treatmentDateTime), sequenceNumber, hospitalId, signature, samId,
      isSameDay: isSameDay(wanted, facts) ? 'Y' : 'N', treatmentNumber: number,
    }
  },

  'SequelNumber/Rollback': ({ card, store, now, module: { hospitalId } }, params) => {
    const treatmentDateTime = timeIn(params.treatmentDateTime)
    const changes = orRefuse(UNDO_FAILED, () => {
      const plan = planUndo({ treatmentDateTime, hospitalId, now }, factsOf(card))
      if (!('code' in plan)) return plan.changes
      throw new Refusal(plan.code === UNFINISHABLE ? UNDO_FAILED : statusOf(plan.code, NOT_UNDONE))
    })
    orRefuse(UNDO_FAILED, () => card.change(changes, hospitalId))
    store.undoVisit(card.holder.hcId, treatmentDateTime)
    return {}
  },

  'TreatmentNumber/NoCard': ({ now, module: { hospitalId } }, { patientId }) => {
    const treatmentDateTime = clinicTime(now)
    return {
      treatmentDateTime: rocDateTimeFromIso(treatmentDateTime), hospitalId,
      treatmentNumber: treatmentNumber({ kind: 'noCard', idCardNum: patientId, hospitalId, treatmentDateTime }),
    }
  },

  'TreatmentNumber/Card': ({ card, module: { hospitalId } }, params) => {
    const treatmentDateTime = timeIn(params.treatmentDateTime)
    const found = findVisit({ treatmentDateTime, hospitalId }, factsOf(card))
    if (found === undefined) throw new Refusal(VISIT_UNKNOWN)
    if (found === 'elsewhere') throw new Refusal(OTHER_INSTITUTION)
    return { treatmentNumber: treatmentNumber({ kind: 'card', idCardNum: card.holder.idCardNum, hospitalId, treatmentDateTime }) }
  },
}

/** Thirteen digits that are no time of the calendar are no visit's. @throws Refusal 3227 (assumed) */
export function timeIn(roc: string): string {
  return orRefuse(VISIT_DATE, () => isoFromRocDateTime(roc))
}
