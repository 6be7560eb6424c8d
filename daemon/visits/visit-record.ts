import { MalformedError } from '#protocols/bytes/malformed'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Basic } from '#protocols/nhi-card/basic'
import { findVisit, type FoundVisit } from '#protocols/visit/found-visit'
import { officialCodeOf } from '../cshis/official-code.ts'
import type { FileChange, HealthSession } from '../engines/open-profile/health-session.ts'

/** Whose card it has to be. */
export interface Owner {
  readonly patientId: string
  /** `YYYY-MM-DD` */
  readonly birthday: string
}

/** nhi-facts §3.1. */
const NOT_THE_OWNER = 5020, NO_SUCH_VISIT = 5022
const NO_RIGHT = 0x6982

export function refusal(code: number): NhicardError {
  return new NhicardError('VISIT_REFUSED', { code })
}

/** Whether a rule, the card or the centre said no, so that nothing is uncertain. */
export function isRefusal(error: unknown): error is NhicardError {
  return error instanceof NhicardError && (error.name === 'VISIT_REFUSED' || error.name === 'UPDATE_REFUSED')
}

/** The official code of what stopped a write, for the journal; 0 where it has none. */
export function codeOf(error: unknown): number {
  return error instanceof NhicardError ? officialCodeOf(error) ?? 0 : 0
}

/** Compares ID and birthday, before anything else. @throws NhicardError VISIT_REFUSED 5020 */
export async function ownedBy(session: HealthSession, { patientId, birthday }: Owner): Promise<Basic> {
  const basic = await session.owner()
  if (basic.idCardNum !== patientId || basic.birthday !== birthday) throw refusal(NOT_THE_OWNER)
  return basic
}

/**
 * The visit of this institution that began then.
 * @param failure what a write of it fails with: the code for another institution's visit, which the card refuses to change
 *   (assumed: no fact tells it)
 * @throws NhicardError VISIT_REFUSED 5022, `failure`; PIN_REQUIRED, for the card shows its visits only then
 */
export async function foundVisit(session: HealthSession, treatmentDateTime: string, failure: number): Promise<FoundVisit> {
  if (!session.mayRead('visits')) throw new NhicardError('PIN_REQUIRED', { reader: session.card.reader })
  const { hospitalId } = session.institution.holder
  const { visits, visitSignatures } = await session.read('visits', 'visitSignatures')
  const found = findVisit({ treatmentDateTime, hospitalId }, { visits, visitSignatures })
  if (found === undefined) throw refusal(NO_SUCH_VISIT)
  if (found === 'elsewhere') throw refusal(failure)
  return found
}

/**
 * Changes files, or says which official code it failed with.
 * @param noRight where the function has a code of its own for a missing right (5009)
 * @throws NhicardError VISIT_REFUSED, and what the reader says
 */
export async function put(
  session: HealthSession, changes: readonly FileChange[], failure: number, noRight = failure,
): Promise<void> {
  const refused = await spelled(session.change(changes), failure)
  if (refused !== undefined) throw refusal(refused.sw === NO_RIGHT ? noRight : failure)
}

/** What of the card's own record cannot be written back is a write that failed. */
export async function spelled<Value>(change: Promise<Value>, failure: number): Promise<Value> {
  try {
    return await change
  } catch (error) {
    if (error instanceof MalformedError) throw refusal(failure)
    throw error
  }
}
