import { NhicardError } from '#protocols/errors/nhicard-error'
import { mayUpdate } from '#protocols/nhi-card/access'
import { hcFiles, type RecordIn } from '#protocols/nhi-card/contents'
import type { FileChange, HealthSession } from '../engines/open-profile/health-session.ts'
import { ownedBy, put, refusal, type Owner } from '../visits/visit-record.ts'
import type { CshisCall, Implementations } from './call.ts'

const wanted = { update: 'hpc' } as const
/** nhi-facts §3.1. */
const NO_RIGHT = 5009, NO_PROFESSIONAL_ID = 5056, NOT_WRITTEN = 5057

/** @param noRight where the function lists a code for it */
function written(call: CshisCall, owner: Owner, changes: readonly FileChange[], noRight: number) {
  return call.health(wanted, async (session) => {
    await ownedBy(session, owner)
    const docId = await writer(session)
    await put(session, changes, NOT_WRITTEN, noRight)
    return { output: { docId } }
  })
}

/** Who writes: somebody who may. @throws NhicardError PROFESSION_REFUSED (9100), VISIT_REFUSED 5056 */
async function writer(session: HealthSession): Promise<string> {
  // a role that was shown before to read with may be one that does not write
  if (!mayUpdate(hcFiles.allergies, session.status)) throw new NhicardError('PROFESSION_REFUSED', { what: 'writeAllergies' })
  const id = await session.institution.professionalId()
  if (id === undefined) throw refusal(NO_PROFESSIONAL_ID)
  return id
}

function slot(number: number, allergy: RecordIn<'allergies'>): FileChange {
  return { how: 'update', name: 'allergies', number, record: allergy.ingredient === '' ? null : allergy }
}

export const allergyWriting: Implementations<'hisWriteAllergicMedicines' | 'hisWriteAllergicNum'> = {
  hisWriteAllergicMedicines: (call, { data, ...owner }) => (
    written(call, owner, data.map((allergy, at) => slot(at + 1, allergy)), NO_RIGHT)
  ),
  hisWriteAllergicNum: (call, { data, number, ...owner }) => written(call, owner, [slot(number, data)], NOT_WRITTEN),
}
