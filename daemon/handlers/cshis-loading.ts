import type { Clock } from '#protocols/port/clock'
import type { Icd10Store } from '../codes/icd10-store.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { CshisHandler } from './cshis.ts'
import type { LazyThreeCards } from './protected-card.ts'

/** The functions of the official control software, which are many. */
export async function loadCshis(
  cards: LazyThreeCards, clock: Clock, desk: () => Promise<VisitDesk>, icd10: () => Promise<Icd10Store>,
): Promise<CshisHandler> {
  const { CshisLibrary } = await import('../cshis/library.ts')
  const { cshisHandler } = await import('./cshis.ts')
  const codes = await icd10()
  return cshisHandler(new CshisLibrary(cards, clock, await desk(), () => codes.table()))
}
