import { MalformedError } from '#protocols/bytes/malformed'
import { rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import { isAtCentre, isOpenWrite } from '#protocols/journal/pending'
import type { OrderListRecord, TreatmentVersion, VisitRecord, Write } from '#protocols/journal/visit-record'
import { treatmentRecords } from '#protocols/journal/write-entries'
import { viewOf } from '#protocols/nhi-card/access'
import { hcFiles, type RecordIn } from '#protocols/nhi-card/contents'
import { RemoteError } from '#protocols/port/remote-centre'
import { ordersAtCentre, type AskedList } from '#protocols/visit/orders-at-centre'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { CentreSide, type ListedVisit } from './centre-side.ts'
import { LATE_MS } from './number-effects.ts'
import type { LoggedVisit, VisitLog } from './visit-log.ts'

type KeptVisit = VisitRecord & { readonly treatmentDateTime: string }

/** Where a visit is looked at, and what says so. */
interface Look {
  readonly session: HealthSession
  readonly centre: CentreSide
  readonly visit: LoggedVisit
  readonly record: KeptVisit
}

const isOpen = (write: Write): boolean => isAtCentre(write) && isOpenWrite(write)

/** Whether it is not known what the centre made of something that went to it alone. */
export function hasOpenAtCentre({ treatments, orders, undo }: VisitRecord): boolean {
  if (undo !== null && isOpen(undo)) return true
  return undo?.state !== 'done' && (treatments.some(isOpen) || orders.some(isOpen))
}

/**
 * Asks the centre what became of writes that a program of 6.0 made through us, and keeps that. What it cannot say, or has in
 * part, stays open for a person. That something is not there is believed once a request can come late no more.
 * @param visit of the owner of this card
 * @throws NhicardError what cards and readers say, STORE_FULL, STORE_UNAVAILABLE: what was kept until then stays
 */
export async function settleAtCentre(
  session: HealthSession, log: VisitLog, { visitId, patientId }: Pick<VisitRecord, 'visitId' | 'patientId'>,
): Promise<void> {
  const record = log.find(visitId)
  const centre = CentreSide.of(session)
  if (record === undefined || centre === undefined || !hasOpenAtCentre(record)) return
  const { treatmentDateTime } = record
  if (treatmentDateTime === null) return
  const look: Look = { session, centre, visit: log.logged({ visitId, patientId }), record: { ...record, treatmentDateTime } }
  for (const settle of [settleUndo, settleTreatments, settleOrders]) {
    try {
      await settle(look)
    } catch (error) {
      // a centre that is not there, or does not tell: the next look may find more
      if (!(error instanceof RemoteError) && !(error instanceof MalformedError)) throw error
    }
  }
}

/** By what was last kept of it: until then it may have been sent. */
function isPastLate({ session }: Look, { since }: Write): boolean {
  return session.institution.now() - since >= LATE_MS
}

async function settleUndo(look: Look): Promise<void> {
  const { centre, visit, record: { undo, treatmentDateTime } } = look
  if (undo === null || !isOpen(undo)) return
  const { part } = undo
  const listed = await centre.listedVisit(treatmentDateTime)
  if (listed === 'older') return
  const stands = listed !== 'none' && await centre.isStanding(treatmentDateTime)
  if (!stands) visit.add('undo.ended', { part, how: 'done', code: 0 })
  else if (isPastLate(look, undo)) visit.add('undo.ended', { part, how: 'notThere', code: 0 })
}

async function settleTreatments(look: Look): Promise<void> {
  const { session, centre, visit, record: { treatments, treatmentDateTime } } = look
  const open = treatments.filter(isOpen)
  if (open.length === 0) return
  const listed = await centre.listedVisit(treatmentDateTime)
  if (typeof listed === 'string') return
  const sees = viewOf(hcFiles.visitDiagnoses, session.status) === 'full'
  const diagnoses = sees ? await centre.diagnosesOf(treatmentDateTime) ?? noDiagnoses : undefined
  for (const version of open) {
    const { part } = version
    const [first, ...others] = new Set(facts(version, listed, diagnoses))
    if (first === undefined || others.length > 0) continue
    if (first === 'same') visit.add('treatment.ended', { part, how: 'done', code: 0, missing: [] })
    else if (first === 'none' && isPastLate(look, version)) {
      visit.add('treatment.ended', { part, how: 'notThere', code: 0, missing: [...treatmentRecords] })
    }
  }
}

const noDiagnoses: RecordIn<'visitDiagnoses'> = { mainCode: '', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
const feeNames = ['outpatientFee', 'costFee', 'inpatientFee', 'inpatient30Fee', 'inpatient180Fee'] as const
const codeNames = ['mainCode', 'subCode1', 'subCode2', 'subCode3', 'subCode4', 'subCode5'] as const

/** What each half of it that can be seen says; a half that was to be empty says nothing. */
function facts(
  { fees, diagnoses, afterCheck }: TreatmentVersion, listed: ListedVisit, shown: RecordIn<'visitDiagnoses'> | undefined,
): readonly ('same' | 'none' | 'other')[] {
  const wanted = feeNames.map((name) => fees?.[name] ?? null)
  const had = feeNames.map((name) => listed[name].trim() === '' ? null : Number(listed[name]))
  const ofFees = wanted.every((fee) => fee === null) ? [] : [told(wanted, had, listed.afterCheck === afterCheck)]
  const codes = codeNames.map((name) => diagnoses?.given[name] || null)
  if (shown === undefined || codes.every((code) => code === null)) return ofFees
  return [...ofFees, told(codes, codeNames.map((name) => shown[name] || null), true)]
}

function told<Value>(wanted: readonly Value[], had: readonly Value[], isSameBeside: boolean): 'same' | 'none' | 'other' {
  if (had.every((value) => value === null)) return 'none'
  return isSameBeside && wanted.every((value, at) => value === had[at]) ? 'same' : 'other'
}

/** Orders that the centre keeps of one card (nhi-facts §2.2.11). */
const MOST_ORDERS = 60

async function settleOrders(look: Look): Promise<void> {
  const { session, centre, visit, record: { orders: lists, treatmentDateTime } } = look
  if (!lists.some(isOpen) || session.institution.professionalCardId() === undefined) return
  const orders = await centre.orders()
  const then = rocDateTimeFromIso(treatmentDateTime)
  const ofVisit = orders.filter((order) => order.treatmentDateTime === then)
  const verdicts = ordersAtCentre(lists.map(askedOf), ofVisit.map(({ treatmentItem: orderType, days, ...order }) => (
    shownAs({ ...order, orderType, days: days === '' ? null : Number(days) })
  )))
  // what is hidden from this professional, made room for newer ones, or was taken back may have been there
  const mayBeGone = viewOf(hcFiles.orders, session.status) !== 'full' || orders.length >= MOST_ORDERS
    || lists.some((list) => list.orders.some(({ deletes }) => deletes !== null))
  for (const [at, list] of lists.entries()) {
    if (!isOpen(list)) continue
    const { part, orders: { length } } = list
    // nobody tells the signatures a second time
    if (verdicts[at] === 'whole') visit.add('orders.ended', { part, how: 'done', code: 0, written: length, begun: length })
    else if (verdicts[at] === 'absent' && !mayBeGone && isPastLate(look, list)) {
      visit.add('orders.ended', { part, how: 'notThere', code: 0, written: 0, begun: 0 })
    }
  }
}

/** What is written to a card is told to the centre as well, whatever comes of that. */
function askedOf(list: OrderListRecord): AskedList {
  const orders = list.orders.map(({ order }) => shownAs(order))
  if (isOpen(list)) return { orders, standing: 'open' }
  if (!isAtCentre(list) || isOpenWrite({ ...list, isSettled: false })) return { orders, standing: 'maybe' }
  return { orders, standing: list.state === 'done' ? 'there' : 'notThere' }
}

/** Without 交付處方註記, which the centre does not show. */
type ShownOrder = Omit<RecordIn<'orders'>, 'deliveryNotes' | 'treatmentDateTime'>

function shownAs({ orderType, treatmentItemCode, treatmentPosition, usage, days, totalQuantity }: ShownOrder): string {
  return JSON.stringify([orderType, treatmentItemCode.trim(), treatmentPosition.trim(), usage.trim(), days, totalQuantity.trim()])
}
