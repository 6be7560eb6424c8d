import { NhicardError } from '#protocols/errors/nhicard-error'
import type { VisitRecord, Write } from '#protocols/journal/visit-record'
import type { ParamsOf, ResultOf } from '#protocols/native-api/registry'
import { maskEnds } from '../console/masked-basic.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { VisitLog } from '../visits/visit-log.ts'
import type { WithOwner } from './card.ts'
import type { Handlers } from './handler.ts'

type Names = 'visit.list' | 'visit.pending' | 'visit.get' | 'visit.settle'
type Summary = ResultOf<'visit.pending'>['visits'][number]

/** Visits of the same millisecond as the last one of a page, at the most. */
const AT_ONCE = 20

const at = (ms: number) => new Date(ms).toISOString()

function pendingOf({ pending }: VisitRecord): Summary['pending'] {
  return pending === null ? null : { ...pending, since: at(pending.since) }
}

function stateOf({ number, undo, update, treatmentDateTime }: VisitRecord): Summary['state'] {
  if (undo?.state === 'done') return 'undone'
  if (number !== null) return number.state
  return update !== null && treatmentDateTime === null ? 'update' : 'takenBefore'
}

/** Nothing of it names the patient: a page may show it to whoever passes by. */
function summaryOf(record: VisitRecord): Summary {
  const { visitId, patientId, begunAt, changedAt, treatmentDateTime, number, treatments, orders } = record
  return {
    visitId, patientMasked: maskEnds(patientId, 2, 2), begunAt: at(begunAt), changedAt: at(changedAt), treatmentDateTime,
    sequenceNumber: number?.given?.sequenceNumber ?? null, state: stateOf(record), treatments: treatments.length,
    orders: orders.reduce((sum, { written }) => sum + written, 0), pending: pendingOf(record),
  }
}

const writeOf = ({ part, door, at: then, code, state }: Write) => ({ part, door, at: at(then), code, state })

function wholeOf(record: VisitRecord): ResultOf<'visit.get'> {
  const { visitId, patientId, begunAt, changedAt, treatmentDateTime, number, undo, update, decisions } = record
  return {
    visitId, patientId, begunAt: at(begunAt), changedAt: at(changedAt), treatmentDateTime, state: stateOf(record),
    number: number === null ? null : {
      door: number.door, request: number.request, given: number.given, isTold: number.isTold, code: number.code,
    },
    treatments: record.treatments.map(({ isCorrection, afterCheck, diagnoses, fees, hpcIdNo, missing, ...write }) => ({
      ...writeOf(write), isCorrection, afterCheck, diagnoses: diagnoses?.given ?? null, fees, hpcIdNo, missing: [...missing],
    })),
    orderLists: record.orders.map(({ written, orders, ...write }) => ({ ...writeOf(write), written, orders: [...orders] })),
    undo: undo === null ? null : writeOf(undo), update: update === null ? null : writeOf(update),
    decisions: decisions.map(({ at: then, note }) => ({ at: at(then), note })), pending: pendingOf(record),
  }
}

/** The next page begins behind this visit, among those of the same millisecond too. */
const pageBehind = ({ begunAt, visitId }: VisitRecord) => `${begunAt}.${visitId.slice(0, 16)}`

function behind(page: string | undefined, records: readonly VisitRecord[]): readonly VisitRecord[] {
  if (page === undefined) return records
  const place = records.findIndex((record) => pageBehind(record) === page)
  return place < 0 ? records.filter(({ begunAt }) => begunAt < Number(page.split('.')[0])) : records.slice(place + 1)
}

/** What the journal knows. Where nothing is kept there is nothing to tell. */
export function visitJournalHandlers(desk: () => Promise<VisitDesk>, withOwner: WithOwner): Pick<Handlers, Names> {
  const log = async () => (await (await desk()).journaling('native'))?.log
  const known = async (visitId: string): Promise<{ readonly log: VisitLog, readonly record: VisitRecord }> => {
    const found = await log()
    const record = found?.find(visitId)
    if (found === undefined || record === undefined) throw new NhicardError('VISIT_UNKNOWN', {})
    return { log: found, record }
  }
  const list = async ({ from, before, patientId, pendingOnly, limit, page }: Omit<ParamsOf<'visit.list'>, 'reader'>) => {
    const kept = await log()
    if (kept === undefined) return { visits: [], next: null }
    const until = page === undefined ? before : at(Number(page.split('.')[0]) + 1)
    const isWanted = (record: VisitRecord) => (
      (patientId === undefined || record.patientId === patientId) && (from === undefined || record.begunAt >= Date.parse(from))
      && (until === undefined || record.begunAt < Date.parse(until))
    )
    const records = behind(page, pendingOnly ? kept.pending().filter(isWanted) : kept.list({
      limit: limit + AT_ONCE, ...patientId === undefined ? {} : { patientId }, ...from === undefined ? {} : { from: Date.parse(from) },
      ...until === undefined ? {} : { before: Date.parse(until) },
    }))
    const shown = records.slice(0, limit)
    const last = shown.at(-1)
    return { visits: shown.map(summaryOf), next: last === undefined || records.length <= limit ? null : pageBehind(last) }
  }
  return {
    'visit.list': ({ reader, ...wanted }, caller) => (
      reader === undefined ? list(wanted) : withOwner(reader, caller, (patientId) => list({ ...wanted, patientId }))
    ),
    'visit.pending': async () => ({ visits: ((await log())?.pending() ?? []).map(summaryOf) }),
    'visit.get': async ({ visitId }) => wholeOf((await known(visitId)).record),
    'visit.settle': async ({ visitId, note }) => {
      const { log: kept, record } = await known(visitId)
      if (record.pending === null) throw new NhicardError('VISIT_SETTLED', {})
      kept.logged(record).add('visit.settled', { note })
      return { visitId }
    },
  }
}
