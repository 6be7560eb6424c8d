import { NhicardError } from '#protocols/errors/nhicard-error'
import { IdcError, type Conversation, type Idc } from '#protocols/port/idc'
import type { InstitutionSide } from '../engines/open-profile/institution-side.ts'

/**
 * Asks the data centre for what it alone knows.
 * @param refused name of the error that its verdict becomes
 * @throws NhicardError IDC_UNREACHABLE (4061), `refused` with the centre's code, and what the security module says
 */
export async function askCentre<Value>(
  institution: InstitutionSide, refused: 'VISIT_REFUSED' | 'UPDATE_REFUSED',
  ask: (idc: Idc, conversation: Conversation) => Promise<Value>,
): Promise<Value> {
  try {
    return await institution.atCentre(ask)
  } catch (error) {
    if (!(error instanceof IdcError)) throw error
    if (error.failure === 'unreachable') throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
    throw new NhicardError(refused, { code: error.failure }, { cause: error })
  }
}
