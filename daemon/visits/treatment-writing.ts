import { rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import type { EntryContent } from '#protocols/journal/entries'
import { treatmentRecords } from '#protocols/journal/write-entries'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { mayStandBeside } from '#protocols/visit/selected-records'
import type { FileChange, HealthSession } from '../engines/open-profile/health-session.ts'
import { CentreSide } from './centre-side.ts'
import { settleWrites } from './settling-writes.ts'
import type { Journaling, LoggedVisit } from './visit-log.ts'
import { codeOf, foundVisit, isRefusal, refusal, spelled } from './visit-record.ts'

/** A parameter is wrong (nhi-facts §3.1). */
const PARAMETER = 6018

/** 診斷, as the card stores them: five characters each. */
export type StoredDiagnoses = RecordIn<'visitDiagnoses'>
export type Fees = Pick<RecordIn<'visits'>, 'outpatientFee' | 'costFee' | 'inpatientFee' | 'inpatient30Fee' | 'inpatient180Fee'>

export interface GivenDiagnoses {
  /** As the caller has them, which is how NHIA is told. */
  readonly given: StoredDiagnoses
  /** Made once the visit is found. @throws NhicardError VISIT_REFUSED 9127, 6018 */
  readonly stored: () => StoredDiagnoses
}

/** What is written of a visit; what is left away stays as it is. */
export interface TreatmentChange {
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
  /** 補卡註記; '' and '0' leave what the visit has. */
  readonly afterCheck?: string | undefined
  readonly diagnoses?: GivenDiagnoses
  readonly fees?: Fees
}

/**
 * Writes diagnoses, mark and fees of a visit. Whoever's professional card is there with a verified PIN is written beside the
 * diagnoses; nobody is written as nobody, for the diagnoses are not those of whom the card named before (assumed).
 * The visit's own record comes first, because it alone may be refused for its content: a total without room. Diagnoses and fees
 * that are written together are told to the centre too, where NHIA's remote API is configured; it takes them once (3209).
 * @param failure official code of a refused write: 5023, or 5028 for fees alone
 * @param journaling where what is intended is kept before the card hears of it, and what became of it before the caller does
 * @returns 醫事人員 ID; '' for none, and where no diagnoses are written
 * @throws NhicardError VISIT_REFUSED 5022, then what `diagnoses` throws, 6018 for diagnoses of ZB that name no record, and
 *   `failure`; what cards and readers say: then each record is the old or the new one
 */
export async function writeTreatment(
  session: HealthSession, { treatmentDateTime, afterCheck = '', diagnoses: written, fees }: TreatmentChange, failure: number,
  journaling?: Journaling,
): Promise<string> {
  const { number, visit } = await foundVisit(session, treatmentDateTime, failure)
  const diagnoses = written?.stored()
  if (diagnoses !== undefined && !mayStandBeside(visit.treatmentItem, diagnoses)) throw refusal(PARAMETER)
  const mark = afterCheck === '' || afterCheck === '0' ? visit.afterCheck : afterCheck
  const changes: FileChange[] = []
  if (fees !== undefined || mark !== visit.afterCheck) {
    changes.push({ how: 'update', name: 'visits', number, record: { ...visit, ...fees, afterCheck: mark } })
  }
  const physician = diagnoses === undefined ? undefined : await session.institution.professionalId()
  if (diagnoses !== undefined) {
    changes.push({ how: 'update', name: 'visitDiagnoses', number, record: diagnoses })
    const record = physician === undefined ? null : { hpcIdNo: physician }
    changes.push({ how: 'update', name: 'visitPhysicians', number, record })
  }
  const kept = await intended(session, journaling, {
    treatmentDateTime, afterCheck: mark, fees: fees ?? null, hpcIdNo: physician ?? '',
    diagnoses: written === undefined || diagnoses === undefined ? null : { given: written.given, stored: diagnoses },
  })
  await performed(session, changes, failure, kept)
  if (written !== undefined && fees !== undefined) {
    await CentreSide.of(session)?.tellTreatment({
      afterCheck: mark === '2' ? '2' : '1', treatmentDateTime: rocDateTimeFromIso(treatmentDateTime), ...written.given, ...told(fees),
    })
  }
  return physician ?? ''
}

type Intention = Omit<EntryContent<'treatment.intended'>, 'part' | 'door'>
interface Kept {
  readonly visit: LoggedVisit
  readonly part: number
}

/** Keeps durably what is about to be written. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE: nothing is written then */
async function intended(session: HealthSession, journaling: Journaling | undefined, intention: Intention): Promise<Kept | undefined> {
  if (journaling === undefined) return undefined
  const { log, door } = journaling
  const visit = log.of((await session.owner()).idCardNum, intention.treatmentDateTime)
  await settleWrites(session, log, visit)
  const part = visit.nextPart
  visit.add('treatment.intended', { part, door, ...intention })
  return { visit, part }
}

/** @throws NhicardError VISIT_REFUSED `failure`, what cards and readers say */
async function performed(session: HealthSession, changes: readonly FileChange[], failure: number, kept: Kept | undefined): Promise<void> {
  const ended = (end: Omit<EntryContent<'treatment.ended'>, 'part'>) => kept?.visit.end('treatment.ended', { part: kept.part, ...end })
  const names = changes.map(({ name }) => name)
  const missing = (from: number) => treatmentRecords.filter((name) => names.indexOf(name) >= from)
  let refused
  try {
    refused = await spelled(session.change(changes), failure)
  } catch (error) {
    if (isRefusal(error)) ended({ how: 'refused', code: failure, missing: missing(0) })
    else ended({ how: 'stopped', code: codeOf(error), missing: [] })
    throw error
  }
  if (refused !== undefined) {
    ended({ how: 'refused', code: failure, missing: missing(refused.at) })
    throw refusal(failure)
  }
  ended({ how: 'done', code: 0, missing: [] })
}

/** As NHIA's remote API has them. */
function told(fees: Fees): Record<keyof Fees, string> {
  const text = (amount: number | null) => amount === null ? '' : String(amount)
  const { outpatientFee, costFee, inpatientFee, inpatient30Fee, inpatient180Fee } = fees
  return {
    outpatientFee: text(outpatientFee), costFee: text(costFee), inpatientFee: text(inpatientFee),
    inpatient30Fee: text(inpatient30Fee), inpatient180Fee: text(inpatient180Fee),
  }
}
