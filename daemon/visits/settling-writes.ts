import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { ordersOnCard } from '#protocols/journal/orders-on-card'
import { isAtCentre, isOpenWrite } from '#protocols/journal/pending'
import type { TreatmentVersion, VisitRecord } from '#protocols/journal/visit-record'
import { viewOf } from '#protocols/nhi-card/access'
import { hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { findVisit } from '#protocols/visit/found-visit'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { settleUndo } from './undo.ts'
import type { LoggedVisit, VisitLog } from './visit-log.ts'

/** Whether the card would give these files whole: to a pharmacist some are blank in part. */
function showsAll(session: HealthSession, ...names: readonly HcFileName[]): boolean {
  return names.every((name) => viewOf(hcFiles[name], session.status) === 'full')
}

function spelling<Name extends HcFileName>(name: Name, record: RecordIn<Name> | null): string {
  return hex((hcFiles[name].encode as (record: object | null) => Uint8Array)(record))
}

/**
 * Finds out by the card what stands of writes that were interrupted, as far as this session may read it, and keeps that. What
 * is not there is named, and written by whoever wants it; only an undo that stopped halfway is finished, where the session has
 * the right. What went to the centre alone no card tells of: `settleAtCentre`. Cheap where nothing is open.
 * @param visit of the owner of this card
 * @throws NhicardError what cards and readers say, STORE_FULL, STORE_UNAVAILABLE: what was kept until then stays
 */
export async function settleWrites(
  session: HealthSession, log: VisitLog, { visitId, patientId }: Pick<VisitRecord, 'visitId' | 'patientId'>,
): Promise<void> {
  const record = log.find(visitId)
  if (record?.pending == null) return
  const visit = log.logged({ visitId, patientId })
  try {
    await settleTreatments(session, visit, record)
    await settleOrders(session, visit, record)
    await settleUpdate(session, visit, record)
    await settleUndo(session, visit, record)
  } catch (error) {
    // a record of the card that has no spelling says nothing of what was written
    if (!(error instanceof MalformedError)) throw error
  }
}

async function settleTreatments(
  session: HealthSession, visit: LoggedVisit, { treatments, treatmentDateTime }: VisitRecord,
): Promise<void> {
  // what was written later stands in the same place, so only the last one can be looked for
  const last = treatments.findLast((version) => !isAtCentre(version))
  if (treatmentDateTime === null || last === undefined || !isOpenWrite(last) || !showsAll(session, 'visits')) return
  const { hospitalId } = session.institution.holder
  const files = await session.read('visits', 'visitSignatures')
  const found = findVisit({ treatmentDateTime, hospitalId }, files)
  if (found === undefined || found === 'elsewhere') return
  const { part, fees, afterCheck, diagnoses } = last
  const same = found.visit.afterCheck === afterCheck && (fees === null || isPart(fees, found.visit))
  if (!same) {
    visit.add('treatment.ended', { part, how: 'notThere', code: 0, missing: ['visits', ...diagnoses === null ? [] : OF_PROFESSIONAL] })
  } else if (diagnoses === null) {
    visit.add('treatment.ended', { part, how: 'done', code: 0, missing: [] })
  } else if (showsAll(session, 'visitDiagnoses', 'visitPhysicians')) {
    const { visitDiagnoses, visitPhysicians } = await session.read('visitDiagnoses', 'visitPhysicians')
    const at = found.number - 1
    const missing = missingOf(last, diagnoses.stored, visitDiagnoses[at] ?? null, visitPhysicians[at] ?? null)
    visit.add('treatment.ended', { part, how: missing.length === 0 ? 'done' : 'notThere', code: 0, missing })
  }
}

/** Written after the visit itself. */
const OF_PROFESSIONAL = ['visitDiagnoses', 'visitPhysicians'] as const

function missingOf(
  { hpcIdNo }: TreatmentVersion, intended: RecordIn<'visitDiagnoses'>, diagnoses: RecordIn<'visitDiagnoses'> | null,
  physician: RecordIn<'visitPhysicians'> | null,
): (typeof OF_PROFESSIONAL)[number][] {
  const isThere = {
    visitDiagnoses: spelling('visitDiagnoses', diagnoses) === spelling('visitDiagnoses', intended),
    visitPhysicians: spelling('visitPhysicians', physician) === spelling('visitPhysicians', hpcIdNo === '' ? null : { hpcIdNo }),
  }
  return OF_PROFESSIONAL.filter((name) => !isThere[name])
}

function isPart(part: object, whole: object): boolean {
  const values = new Map<string, unknown>(Object.entries(whole))
  return Object.entries(part).every(([name, value]) => values.get(name) === value)
}

async function settleOrders(session: HealthSession, visit: LoggedVisit, { orders: all, treatmentDateTime }: VisitRecord): Promise<void> {
  const lists = all.filter((list) => !isAtCentre(list))
  if (!lists.some(isOpenWrite) || !showsAll(session, 'orders')) return
  const { orders } = await session.read('orders')
  const ofVisit = orders.filter((order) => order?.treatmentDateTime === treatmentDateTime)
  const oldest = orders.at(-1) ?? null
  const isCut = oldest !== null && oldest.treatmentDateTime === treatmentDateTime
  const standing = ordersOnCard(lists.map((list) => ({
    orders: list.orders.map(({ order }) => spelling('orders', order)), least: list.written,
    most: list.orders.filter(({ stands }) => stands !== 'notOnCard').length,
  })), ofVisit.map((order) => spelling('orders', order)).reverse(), isCut)
  if (standing === undefined) return
  for (const [at, list] of lists.entries()) {
    if (!isOpenWrite(list)) continue
    const written = standing[at] ?? 0
    const how = written === list.orders.length ? 'done' : 'notThere'
    visit.add('orders.ended', { part: list.part, how, code: 0, written, begun: written })
  }
}

async function settleUpdate(session: HealthSession, visit: LoggedVisit, { update }: VisitRecord): Promise<void> {
  if (update === null || !isOpenWrite(update)) return
  const { validity: [validity] } = await session.read('validity')
  // it is written last, so all of the update stands where it does
  const isDone = spelling('validity', validity ?? null) === spelling('validity', update.validity)
  visit.add('update.ended', { part: update.part, how: isDone ? 'done' : 'notThere', code: 0 })
}
