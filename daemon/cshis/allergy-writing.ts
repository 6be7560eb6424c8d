import { NhicardError } from '#protocols/errors/nhicard-error'
import { mayUpdate } from '#protocols/nhi-card/access'
import { hcFiles, type RecordIn } from '#protocols/nhi-card/contents'
import type { FileChange, HealthSession } from '../engines/open-profile/health-session.ts'
import { ownedBy, put, refusal, type Owner } from '../visits/visit-record.ts'
import type { CshisCall, Implementations } from './call.ts'
import { officialCodeOf } from './official-code.ts'

const wanted = { update: 'hpc' } as const
/** nhi-facts §3.1. */
const NO_RIGHT = 5009, NO_PROFESSIONAL_ID = 5056, NOT_WRITTEN = 5057

function writtenOne(call: CshisCall, owner: Owner, change: FileChange) {
  return call.health(wanted, async (session) => {
    await ownedBy(session, owner)
    const docId = await writer(session)
    await put(session, [change], NOT_WRITTEN)
    return { output: { docId } }
  })
}

/**
 * One by one, so that it is known how far it came, whatever stopped it: who wrote and how many stand there is nothing
 * of the patient's card, and is told though the card has gone.
 */
async function writtenEach(call: CshisCall, owner: Owner, changes: readonly FileChange[], noRight: number) {
  let begun = 0, written: number | undefined, docId = ''
  try {
    await call.health(wanted, async (session) => {
      await ownedBy(session, owner)
      docId = await writer(session)
      for (const [at, change] of changes.entries()) {
        begun = at + 1
        written = at
        await put(session, [change], NOT_WRITTEN, noRight)
      }
      return {}
    })
    return { output: { docId } }
  } catch (error) {
    const code = error instanceof NhicardError && written !== undefined ? officialCodeOf(error) : undefined
    if (code === undefined || written === undefined) throw error
    const mayStand = isRefusal(error) ? written : begun
    return { code, written, ...mayStand === 0 ? {} : { output: { docId } } }
  }
}

/** The card said that it did not write it. */
function isRefusal(error: unknown): boolean {
  return error instanceof NhicardError && error.name === 'VISIT_REFUSED'
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
    writtenEach(call, owner, data.map((allergy, at) => slot(at + 1, allergy)), NO_RIGHT)
  ),
  hisWriteAllergicNum: (call, { data, number, ...owner }) => writtenOne(call, owner, slot(number, data)),
}
