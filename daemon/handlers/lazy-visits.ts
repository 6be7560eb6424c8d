import type { Icd10Table } from '#protocols/codes/icd10-table'
import type { Clock } from '#protocols/port/clock'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { WithOwner } from './card.ts'
import { lazyHandlers } from './lazy-handlers.ts'
import type { LazyThreeCards } from './protected-card.ts'

/** All of visits, each part loaded with the first call that needs it. */
export function lazyVisitHandlers(
  cards: LazyThreeCards, clock: Clock, desk: () => Promise<VisitDesk>, codes: () => Promise<Icd10Table>, withOwner: WithOwner,
) {
  return {
    ...lazyHandlers(['visit.write', 'visit.writeOrders'], async () => (
      (await import('./visit-writing.ts')).visitWritingHandlers(cards, desk, codes)
    )),
    ...lazyHandlers(['visit.takeNumber', 'visit.undo', 'card.updateContent'], async () => (
      (await import('./visits.ts')).visitHandlers(cards, clock, desk)
    )),
    ...lazyHandlers(['visit.list', 'visit.pending', 'visit.get', 'visit.settle'], async () => (
      (await import('./visit-journal.ts')).visitJournalHandlers(desk, withOwner)
    )),
  }
}
