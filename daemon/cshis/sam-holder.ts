import type { SamHolder } from '../engines/open-profile/security-module.ts'
import type { CshisCall } from './call.ts'

/**
 * Whose the security module is; undefined when there is none, or it does not say. A SAM card says so when it is
 * authenticated, which is tried where nobody did yet; that the data centre answers is not needed for it.
 */
export async function samHolder({ cards, caller }: CshisCall): Promise<SamHolder | undefined> {
  await cards.states(caller)
  if (cards.clinic.sam !== undefined && cards.clinic.sam.holder === undefined) await cards.prepare()
  return cards.clinic.sam?.holder
}
