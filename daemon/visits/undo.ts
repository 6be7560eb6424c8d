import { MalformedError } from '#protocols/bytes/malformed'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { isAtCentre, isOpenWrite } from '#protocols/journal/pending'
import type { VisitRecord } from '#protocols/journal/visit-record'
import { planUndo, type UndoPlan } from '#protocols/visit/undo'
import { isUndoNote } from '#protocols/visit/undo-note'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { CentreSide } from './centre-side.ts'
import type { Journaling, LoggedVisit } from './visit-log.ts'
import { codeOf, isRefusal, refusal } from './visit-record.ts'

/** A write of it was refused (nhi-facts §3.1). */
const NOT_UPDATED = 5130, NO_SUCH_VISIT = 5150, UNDONE_ALREADY = 5153

/**
 * 退掛, in a session that the data centre has been shown to. A card that was lost in between keeps a note of what is left, and
 * the same undo once more finishes it.
 * @param treatmentDateTime of the visit, `YYYY-MM-DDTHH:mm:ss`
 * @param now milliseconds since 1970
 * @param journaling where it is kept before the centre and the card hear of it, and how it ended before the caller does
 * @throws NhicardError VISIT_REFUSED 5130, 5150 to 5154, 5160 to 5173; PIN_REQUIRED; what cards and readers say; STORE_FULL,
 *   STORE_UNAVAILABLE: nothing was done
 */
export async function undoVisit(
  session: HealthSession, treatmentDateTime: string, now: number, journaling?: Journaling,
): Promise<void> {
  if (!session.mayRead('visits')) throw new NhicardError('PIN_REQUIRED', { reader: session.card.reader })
  const { plan } = await planOf(session, treatmentDateTime, now)
  const hasCentre = CentreSide.of(session) !== undefined
  // one that the centre counted and the card never took is asked for there
  if ('code' in plan && !(plan.code === NO_SUCH_VISIT && hasCentre)) throw refusal(plan.code)
  if (journaling === undefined) return performed(session, treatmentDateTime, plan)
  const { log, door } = journaling
  const visit = log.of((await session.owner()).idCardNum, treatmentDateTime)
  const part = visit.nextPart
  visit.add('undo.intended', { part, door, treatmentDateTime })
  await ended(visit, part, () => performed(session, treatmentDateTime, plan))
}

/** Keeps how it ended. @throws what `work` throws */
async function ended(visit: LoggedVisit, part: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    // a card that refuses halfway bears the note still
    const how = isRefusal(error) && codeOf(error) !== NOT_UPDATED ? 'refused' : 'stopped'
    visit.end('undo.ended', { part, how, code: codeOf(error) })
    throw error
  }
  visit.end('undo.ended', { part, how: 'done', code: 0 })
}

/**
 * Finishes an undo that stopped: where the card bears its note, or the centre may have taken the visit back. Where it was
 * surely not begun it is named so.
 * @throws NhicardError what cards and readers say
 */
export async function settleUndo(session: HealthSession, visit: LoggedVisit, { undo, treatmentDateTime }: VisitRecord): Promise<void> {
  if (undo === null || treatmentDateTime === null || !isOpenWrite(undo) || isAtCentre(undo) || !session.mayRead('visits')) return
  const { part } = undo
  const { plan, isNoted } = await planOf(session, treatmentDateTime, session.institution.now())
  if ('code' in plan && plan.code === UNDONE_ALREADY) return visit.add('undo.ended', { part, how: 'done', code: 0 })
  const hasCentre = CentreSide.of(session) !== undefined
  if (!isNoted && !hasCentre) return visit.add('undo.ended', { part, how: 'notThere', code: 0 })
  if (!session.status.idc) return
  try {
    await ended(visit, part, () => performed(session, treatmentDateTime, plan))
  } catch (error) {
    if (!isRefusal(error)) throw error
    visit.add('undo.ended', { part, how: 'notThere', code: codeOf(error) })
  }
}

/** What is to be written, or the code of the rule that refuses it. @throws NhicardError VISIT_REFUSED 5130 */
async function planOf(
  session: HealthSession, treatmentDateTime: string, now: number,
): Promise<{ readonly plan: UndoPlan, readonly isNoted: boolean }> {
  const { validity: [validity], lastSequence: [lastSequence], cumulativeFee: [cumulativeFee], ...files } = await session.read(
    'visits', 'visitSignatures', 'validity', 'lastSequence', 'cumulativeData', 'cumulativeFee',
  )
  const { hospitalId } = session.institution.holder
  const at = files.visits.findIndex((visit) => visit?.treatmentDateTime === treatmentDateTime)
  const isNoted = isUndoNote(files.visitSignatures[at] ?? null)
  const facts = { ...files, validity: validity ?? null, lastSequence: lastSequence ?? null, cumulativeFee: cumulativeFee ?? null }
  // a note that makes no sense, or counts that cannot be written back: nothing was done
  const plan = await spelled(async () => planUndo({ treatmentDateTime, hospitalId, now }, facts))
  return { plan, isNoted }
}

/** @throws NhicardError VISIT_REFUSED, IDC_UNREACHABLE, what cards and readers say */
async function performed(session: HealthSession, treatmentDateTime: string, plan: UndoPlan): Promise<void> {
  const centre = CentreSide.of(session)
  if ('code' in plan) {
    if (plan.code === NO_SUCH_VISIT && await spelled(async () => centre?.undoAlone(treatmentDateTime)) === true) return
    throw refusal(plan.code)
  }
  await spelled(async () => centre?.undo(treatmentDateTime))
  if (await spelled(async () => session.change(plan.changes)) !== undefined) throw refusal(NOT_UPDATED)
}

async function spelled<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof MalformedError ? refusal(NOT_UPDATED) : error
  }
}
