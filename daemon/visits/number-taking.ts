import { afterCheckOnCard } from '#protocols/codes/after-check'
import { needsOnlineCheck } from '#protocols/codes/treatment-items'
import { hex } from '#protocols/bytes/hex'
import { isoFromRocDateTime } from '#protocols/bytes/roc-date-time'
import { MalformedError } from '#protocols/bytes/malformed'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { freeTime, nextNumber } from '#protocols/visit/next-number'
import { hasUndoToFinish, type CountedFacts } from '#protocols/visit/undo'
import { isUndoNote } from '#protocols/visit/undo-note'
import { isSameDay, refusalOf } from '#protocols/visit/visit-rules'
import { visitMessage, visitSignature, type SignedVisit } from '#protocols/visit/visit-signature'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { InstitutionSide } from '../engines/open-profile/institution-side.ts'
import { askCentre } from './ask-centre.ts'
import { CentreSide, type CountedVisit } from './centre-side.ts'

export interface NumberRequest {
  /** 就醫類別. */
  readonly treatmentItem: string
  /** 新生兒就醫註記; '' where the card's owner is the patient. */
  readonly babyTreatment: string
  /** 補卡註記; 0 is taken for 1. */
  readonly afterCheck: string
  /** Whether the data centre is asked for a 就醫識別碼 too. */
  readonly withTreatmentNumber: boolean
}

/** A visit that was written to the card. */
export interface TakenNumber {
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
  /** '' for a type that takes none. */
  readonly sequenceNumber: string
  readonly hospitalId: string
  /** 128 bytes in hex. */
  readonly signature: string
  readonly samId: string
  readonly isSameDay: boolean
  /** 20 characters; null when it was not asked for, or could not be had. */
  readonly treatmentNumber: string | null
}

export interface NumberTaken {
  readonly visit: TakenNumber
  /** What stands beside a good answer: 5174 no 就醫識別碼, 5010 the second visit of the day. */
  readonly notices: readonly number[]
}

/** nhi-facts §3.1. */
const NOT_WRITTEN = 5007, NOT_SIGNED = 5008, SAME_DAY = 5010, NO_TREATMENT_NUMBER = 5174

const DATE_LENGTH = 10

const noFees = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null } as const

/**
 * 取得就醫序號: writes a visit to the card, which counts it, and its signature beside it. The visit is appended at most once;
 * the module signs before, so that nothing is written when it cannot. Where NHIA's remote API is configured the centre counts
 * first, and the card takes its number; a centre that nobody can reach leaves the card's own count (nhi-facts §9).
 * @param now milliseconds since 1970
 * @throws NhicardError VISIT_REFUSED: of the rules, the centre (5012, 9094, 9095) or the card (5007: nothing was written, also
 *   while an undo that stopped on this card waits to be finished; 5008: the visit stands without its signature);
 *   IDC_UNREACHABLE for types that want the insurance checked; VISIT_UNCERTAIN: the centre has counted it, or may have; what
 *   cards and readers say, of which one at the step `APPEND visits` leaves open whether the visit was written
 */
export async function takeNumber(session: HealthSession, now: number, request: NumberRequest): Promise<NumberTaken> {
  const { institution } = session
  const { treatmentItem, babyTreatment, afterCheck, withTreatmentNumber } = request
  const { hospitalId, samId } = institution.holder
  const { cancelled, idCardNum } = await session.owner()
  const files = await session.read(
    'validity', 'newborn', 'designatedInstitution', 'lastSequence', 'visits', 'visitSignatures', 'preventiveCare', 'prenatalCare',
  )
  const { validity: [validity], newborn: [newborn], designatedInstitution: [designatedInstitution], lastSequence: [last] } = files
  const card = {
    ...files, cancelled: cancelled === true, validity: validity ?? null, newborn: newborn ?? null,
    designatedInstitution: designatedInstitution ?? null,
  }
  const wanted = { treatmentItem, babyTreatment, hospitalId, treatmentDateTime: freeTime(now, files.visits) }
  const code = refusalOf(wanted, card)
  if (code !== undefined) throw new NhicardError('VISIT_REFUSED', { code })
  if (await hasUndoToFinishOn(session, files, hospitalId)) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN })
  const centre = CentreSide.of(session)
  const mark = afterCheck === '2' ? '2' : '1'
  const onCard = files.visits.flatMap((visit) => visit === null ? [] : [visit.treatmentDateTime])
  const asked = await centre?.count({ treatmentItem, babyTreatment, afterCheck: mark }, onCard)
  const counted = asked === undefined || isNext(asked, treatmentItem, last ?? null) ? asked : undefined
  // the card, or the centre, has a visit that the other has not heard of: the card's own count goes on
  if (asked !== undefined && counted === undefined) await centre?.uncount(asked.treatmentDateTime, undefined)
  const treatmentDateTime = counted === undefined ? wanted.treatmentDateTime : isoFromRocDateTime(counted.treatmentDateTime)
  const date = treatmentDateTime.slice(0, DATE_LENGTH)
  if (counted === undefined && needsOnlineCheck(treatmentItem, date)) {
    await askCentre(institution, 'VISIT_REFUSED', (idc, talk) => idc.checkInsurance(talk, idCardNum))
  }
  const sequenceNumber = counted?.sequenceNumber ?? nextNumber(treatmentItem, treatmentDateTime, last ?? null)
  if (sequenceNumber === undefined) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN })
  const signature = counted?.signature ?? await signatureOf(institution, { idCardNum, hospitalId, treatmentDateTime })
  const taken = await append(session, {
    ...noFees, treatmentItem, babyTreatment, treatmentDateTime, afterCheck: afterCheckOnCard(afterCheck, date) ?? '',
    sequenceNumber, hospitalId,
  }).catch((error: unknown) => {
    if (counted === undefined) throw error
    // the centre has it, and whether the card has it nobody knows
    session.end()
    throw new NhicardError('VISIT_UNCERTAIN', { treatmentDateTime }, { cause: error })
  })
  if (!taken) {
    const refused = new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN })
    if (counted !== undefined) await centre?.uncount(counted.treatmentDateTime, refused)
    throw refused
  }
  await sign(session, signature)
  const sameDay = isSameDay({ ...wanted, treatmentDateTime }, card)
  const treatmentNumber = !withTreatmentNumber ? null : counted?.treatmentNumber ?? await numberOf(session, idCardNum, treatmentDateTime)
  const notices = [
    ...withTreatmentNumber && treatmentNumber === null ? [NO_TREATMENT_NUMBER] : [], ...sameDay ? [SAME_DAY] : [],
  ]
  return { visit: { treatmentDateTime, sequenceNumber, hospitalId, signature, samId, isSameDay: sameDay, treatmentNumber }, notices }
}

/** Whether the card would take the centre's number, which has to be its own next one. */
function isNext(
  { treatmentDateTime, sequenceNumber }: CountedVisit, treatmentItem: string, last: RecordIn<'lastSequence'> | null,
): boolean {
  return sequenceNumber === nextNumber(treatmentItem, isoFromRocDateTime(treatmentDateTime), last)
}

/** An undo that stopped is finished first: a visit behind it would leave the undone one on the card for good. */
async function hasUndoToFinishOn(
  session: HealthSession, files: Pick<CountedFacts, 'visits' | 'visitSignatures'>, hospitalId: string,
): Promise<boolean> {
  if (!files.visitSignatures.some(isUndoNote)) return false
  const { validity: [validity], lastSequence: [lastSequence], cumulativeData, cumulativeFee: [cumulativeFee] } = await session.read(
    'validity', 'lastSequence', 'cumulativeData', 'cumulativeFee',
  )
  return hasUndoToFinish({
    visits: files.visits, visitSignatures: files.visitSignatures, cumulativeData, validity: validity ?? null,
    lastSequence: lastSequence ?? null, cumulativeFee: cumulativeFee ?? null,
  }, hospitalId)
}

/** An ID that the card spells wrong has no signature, and no visit is written for it. @throws NhicardError VISIT_REFUSED 5007 */
function messageOf(visit: SignedVisit): Uint8Array {
  try {
    return visitMessage(visit)
  } catch (error) {
    if (error instanceof MalformedError) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN }, { cause: error })
    throw error
  }
}

/** 128 bytes in hex. @throws NhicardError */
async function signatureOf(institution: InstitutionSide, visit: SignedVisit): Promise<string> {
  const signed = await institution.sign(messageOf(visit))
  return hex(visitSignature(signed, await institution.publicKey()))
}

/** @returns whether the card took it */
async function append(session: HealthSession, visit: RecordIn<'visits'>): Promise<boolean> {
  return await session.change([{ how: 'append', name: 'visits', record: visit }]) === undefined
}

/** Beside the newest visit. @throws NhicardError VISIT_REFUSED 5008 */
async function sign(session: HealthSession, signature: string): Promise<void> {
  try {
    const unsigned = await session.change([{ how: 'update', name: 'visitSignatures', number: 1, record: { signature } }])
    if (unsigned === undefined) return
  } catch (error) {
    // whatever happened to the card: the visit was written, and that is what the caller must know
    throw new NhicardError('VISIT_REFUSED', { code: NOT_SIGNED }, { cause: error })
  }
  throw new NhicardError('VISIT_REFUSED', { code: NOT_SIGNED })
}

/** The visit stands already, so nothing that happens here is an error of the call. */
async function numberOf(session: HealthSession, idCardNum: string, treatmentDateTime: string): Promise<string | null> {
  try {
    return await askCentre(session.institution, 'VISIT_REFUSED', (idc, talk) => (
      idc.treatmentNumber(talk, { kind: 'card', idCardNum, treatmentDateTime })
    ))
  } catch (error) {
    if (error instanceof NhicardError) return null
    throw error
  }
}
