import { MalformedError } from '#protocols/bytes/malformed'
import type { FromCard } from '../sessions/epoch.ts'
import { foundVisit, ownedBy } from '../visits/visit-record.ts'
import type { Answer, CshisCall } from './call.ts'

/** A parameter is wrong (nhi-facts §3.1). */
const PARAMETER = 6018

/** What a caller gave, by parameter, without what makes no sense. */
export type Understood = ReadonlyMap<string, unknown>

/** @param read the value of a parameter; a MalformedError of it leaves the parameter out */
export function understood<Input>(
  parameters: readonly (readonly [string, Input])[], read: (parameter: string, declared: Input) => unknown,
): Understood {
  const values = new Map<string, unknown>()
  for (const [parameter, declared] of parameters) {
    try {
      values.set(parameter, read(parameter, declared))
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
    }
  }
  return values
}

/**
 * The answer to parameters of which one makes no sense. Where they name a patient, the card is asked first whose it is (5020),
 * and then for the visit where they name one (5022), as every write begins (nhi-facts §2.1, manual detail): whoever has the
 * wrong card in the reader is told that, and not that a parameter is wrong (6018).
 * @throws NhicardError 5020, 5022 and what stands in the way
 */
export async function refusedInput(
  given: Understood, call: () => Promise<CshisCall>,
): Promise<Answer<never> | FromCard<Answer<never>>> {
  const patientId = given.get('patientId'), birthday = given.get('birthday'), treatmentDateTime = given.get('treatmentDateTime')
  if (typeof patientId !== 'string' || typeof birthday !== 'string') return { code: PARAMETER }
  return (await call()).health({ read: typeof treatmentDateTime === 'string' ? 'samAndPin' : 'sam' }, async (session) => {
    await ownedBy(session, { patientId, birthday })
    if (typeof treatmentDateTime === 'string') await foundVisit(session, treatmentDateTime, PARAMETER)
    return { code: PARAMETER }
  })
}
