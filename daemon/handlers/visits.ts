import type { Wanted } from '#protocols/auth/needs'
import type { Clock } from '#protocols/port/clock'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { updateContent } from '../visits/card-update.ts'
import { takeNumber } from '../visits/number-taking.ts'
import { thoughCardGoes } from '../visits/though-card-goes.ts'
import { undoVisit } from '../visits/undo.ts'
import type { Caller, Handlers } from './handler.ts'
import type { LazyThreeCards } from './protected-card.ts'

type Names = 'visit.takeNumber' | 'visit.undo' | 'card.updateContent'

const byCentre = { update: 'idc' } as const

export function visitHandlers(threeCards: LazyThreeCards, clock: Clock): Pick<Handlers, Names> {
  const onCard = async <Value extends object>(
    wanted: Wanted, { reader }: { readonly reader?: string | undefined }, caller: Caller,
    work: (session: HealthSession) => Promise<Value | void>,
  ) => (await threeCards()).withHealthCard({ reader, wanted, caller }, async (session) => {
    const { reader: where, epoch } = session.card
    return { reader: where, epoch, ...await work(session) as Value }
  })
  return {
    'visit.takeNumber': (params, caller) => thoughCardGoes((keep) => onCard({ read: 'samAndPin' }, params, caller, async (session) => {
      const { visit, notices } = await takeNumber(session, clock.now(), { ...params, withTreatmentNumber: true })
      const { reader, epoch } = session.card
      keep({ reader, epoch, visit, notices: [...notices] })
    })),
    'visit.undo': (params, caller) => onCard(byCentre, params, caller, (session) => (
      undoVisit(session, params.treatmentDateTime, clock.now())
    )),
    'card.updateContent': (params, caller) => onCard(byCentre, params, caller, updateContent),
  }
}
