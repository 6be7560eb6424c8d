import { NhicardError } from '#protocols/errors/nhicard-error'
import type { HealthSession } from './health-session.ts'
import type { ThreeCards } from './three-cards.ts'

/** Work on each health card that lies in a reader and may be read now, one after the other; what stands in the way of one is its own. */
export async function eachHealthCard(cards: ThreeCards, work: (session: HealthSession) => Promise<void>): Promise<void> {
  const defects: unknown[] = []
  await cards.clinic.look({})
  for (const { place: { reader } } of cards.clinic.seen('hc')) {
    try {
      await cards.withHealthCard({ reader, wanted: { read: 'samAndPin' }, optional: { read: 'hpc' }, caller: {} }, work)
    } catch (error) {
      if (!(error instanceof NhicardError)) defects.push(error)
    }
  }
  if (defects.length > 0) throw defects[0]
}
