import { MalformedError } from '#protocols/bytes/malformed'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { planUndo } from '#protocols/visit/undo'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { CentreSide } from './centre-side.ts'
import { refusal } from './visit-record.ts'

/** A write of it was refused (nhi-facts §3.1). */
const NOT_UPDATED = 5130, NO_SUCH_VISIT = 5150

/**
 * 退掛, in a session that the data centre has been shown to. A card that was lost in between keeps a note of what is left, and
 * the same undo once more finishes it.
 * @param treatmentDateTime of the visit, `YYYY-MM-DDTHH:mm:ss`
 * @param now milliseconds since 1970
 * @throws NhicardError VISIT_REFUSED 5130, 5150 to 5154, 5160 to 5173; PIN_REQUIRED; what cards and readers say
 */
export async function undoVisit(session: HealthSession, treatmentDateTime: string, now: number): Promise<void> {
  if (!session.mayRead('visits')) throw new NhicardError('PIN_REQUIRED', { reader: session.card.reader })
  const { validity: [validity], lastSequence: [lastSequence], cumulativeFee: [cumulativeFee], ...files } = await session.read(
    'visits', 'visitSignatures', 'validity', 'lastSequence', 'cumulativeData', 'cumulativeFee',
  )
  const { hospitalId } = session.institution.holder
  try {
    const plan = planUndo({ treatmentDateTime, hospitalId, now }, {
      ...files, validity: validity ?? null, lastSequence: lastSequence ?? null, cumulativeFee: cumulativeFee ?? null,
    })
    const centre = CentreSide.of(session)
    if ('code' in plan) {
      // one that the centre counted and the card never took
      if (plan.code === NO_SUCH_VISIT && await centre?.undoAlone(treatmentDateTime) === true) return
      throw refusal(plan.code)
    }
    await centre?.undo(treatmentDateTime)
    if (await session.change(plan.changes) !== undefined) throw refusal(NOT_UPDATED)
  } catch (error) {
    // a note that makes no sense, or counts that cannot be written back: nothing was done
    throw error instanceof MalformedError ? refusal(NOT_UPDATED) : error
  }
}
