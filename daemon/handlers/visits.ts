import type { Wanted } from '#protocols/auth/needs'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { NumberRequest } from '#protocols/visit/number.machine'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { updateContent } from '../visits/card-update.ts'
import { thoughCardGoes } from '../visits/though-card-goes.ts'
import { undoVisit } from '../visits/undo.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { Journaling } from '../visits/visit-log.ts'
import type { Caller, Handlers } from './handler.ts'
import type { LazyThreeCards } from './protected-card.ts'

type Names = 'visit.takeNumber' | 'visit.undo' | 'card.updateContent'
type InReader = { readonly reader?: string | undefined }

const byCentre = { update: 'idc' } as const
/** No visits left; past its date (nhi-facts §2.0, §3.1). */
const DUE: readonly unknown[] = [5001, 5003]
/** More visits left than an update wants (nhi-facts §3.1). */
const NOT_DUE = 9081
const NO_CARD: ReadonlySet<string> = new Set(['CARD_ABSENT', 'READER_ABSENT', 'READER_UNKNOWN'])

export function visitHandlers(threeCards: LazyThreeCards, clock: Clock, desk: () => Promise<VisitDesk>): Pick<Handlers, Names> {
  const onCard = async <Value extends object>(
    wanted: Wanted, { reader }: InReader, caller: Caller, work: (session: HealthSession) => Promise<Value | void>,
  ) => (await threeCards()).withHealthCard({ reader, wanted, caller }, async (session) => {
    const { reader: where, epoch } = session.card
    return { reader: where, epoch, ...await work(session) as Value }
  })
  const settled = (work: (session: HealthSession, journaling?: Journaling) => Promise<void>) => async (session: HealthSession) => {
    const visits = await desk()
    await visits.settle(session)
    await work(session, await visits.journaling('native'))
  }
  const update = (params: InReader, caller: Caller) => onCard(byCentre, params, caller, settled(updateContent))

  /** A card that is due is updated, and asked once more (nhi-facts §2.0). @throws NhicardError */
  const updatedIfDue = async <Value>(isWanted: boolean, params: InReader, caller: Caller, take: () => Promise<Value>): Promise<Value> => {
    try {
      return await take()
    } catch (error) {
      const isDue = error instanceof NhicardError && error.name === 'VISIT_REFUSED' && DUE.includes(error.details['code'])
      if (!isWanted || !isDue) throw error
      await update(params, caller).catch((failed: unknown) => {
        const tellsMore = failed instanceof NhicardError && failed.name === 'UPDATE_REFUSED' && failed.details['code'] !== NOT_DUE
        throw tellsMore ? failed : error
      })
      return take()
    }
  }

  /** What a key stands for already, which wants no card; one that lies there all the same has to be the patient’s. */
  const keptNumber = async (visits: VisitDesk, key: string, request: NumberRequest, { reader, caller }: InReader & { caller: Caller }) => {
    if (!await visits.knows(key, caller)) return undefined
    let owner: string | undefined
    try {
      const basic = await (await threeCards()).publicBasic(reader, caller)
      owner = basic.open(basic.epoch)?.idCardNum
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
      if (!NO_CARD.has(error.name)) return undefined // what is wrong is told by the call itself
    }
    return visits.numberWithKey(key, request, { caller, owner })
  }

  return {
    'visit.takeNumber': async ({ reader, updateIfDue, idempotencyKey, ...asked }, caller) => {
      const request = { ...asked, withTreatmentNumber: true }
      const visits = await desk()
      const before = idempotencyKey === undefined ? undefined : await keptNumber(visits, idempotencyKey, request, { reader, caller })
      if (before !== undefined) return { reader: null, epoch: null, ...before, notices: [...before.notices] }
      return updatedIfDue(updateIfDue, { reader }, caller, () => thoughCardGoes((keep) => (
        onCard({ read: 'samAndPin' }, { reader }, caller, async (session) => {
          const { reader: where, epoch } = session.card
          const { notices, ...answer } = await visits.number(session, request, { door: 'native', caller, idempotencyKey })
          keep({ reader: where, epoch, ...answer, notices: [...notices] })
        })
      )))
    },
    'visit.undo': (params, caller) => onCard(byCentre, params, caller, settled((session, journaling) => (
      undoVisit(session, params.treatmentDateTime, clock.now(), journaling)
    ))),
    'card.updateContent': update,
  }
}
