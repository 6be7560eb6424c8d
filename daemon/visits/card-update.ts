import { NhicardError } from '#protocols/errors/nhicard-error'
import { decodeResponseApdu, encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { resetRetryCounter, verify } from '#protocols/iso7816/commands/index'
import { isOk } from '#protocols/iso7816/status-word'
import type { CardContent } from '#protocols/port/idc'
import { contentChanges } from '#protocols/visit/content-changes'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { PIN } from '../engines/open-profile/pin-state.ts'
import { askCentre } from './ask-centre.ts'
import { CentreSide } from './centre-side.ts'
import type { Journaling, LoggedVisit, VisitLog } from './visit-log.ts'
import { codeOf, isRefusal } from './visit-record.ts'

/** nhi-facts §3.1. */
const NOT_UPDATED = 5130, NOTHING_DUE = 9081
const BLOCKED: readonly number[] = [0x6983, 0x63c0]

/**
 * 卡片內容更新, in a session that the data centre has been shown to. Visits left and validity are written last: an update that
 * was interrupted is still due, and the next one writes all of it again. The session with the card ends with it.
 * @param journaling where it is kept before the card hears of it, and how it ended before the caller does
 * @throws NhicardError UPDATE_REFUSED: 9081 nothing is due, 9082 cancelled, 9083 to 9092 of the insurance, 5130; IDC_UNREACHABLE;
 *   what cards and readers say
 */
export async function updateContent(session: HealthSession, journaling?: Journaling): Promise<void> {
  const { cancelled, idCardNum } = await session.owner()
  const { validity: [validity] } = await session.read('validity')
  const standing = {
    idCardNum, cancelled: cancelled === true, cardValidity: validity?.cardValidity ?? null,
    treatmentCounter: validity?.treatmentCounter ?? 0,
    pinBlocked: BLOCKED.includes(await told(session, 'VERIFY', verify.encode({ reference: PIN }))),
  }
  const asked = askCentre(session.institution, 'UPDATE_REFUSED', (idc, talk) => idc.cardContent(talk, standing))
  const content = await asked.catch((error: unknown) => {
    if (codeOf(error) === NOTHING_DUE) closeOpen(journaling, idCardNum)
    throw error
  })
  const kept = intended(journaling, idCardNum, content)
  try {
    await written(session, content)
  } catch (error) {
    // until the last record stands the update is due, whatever was written before it
    kept?.visit.end('update.ended', { part: kept.part, how: isRefusal(error) ? 'refused' : 'stopped', code: codeOf(error) })
    throw error
  }
  kept?.visit.end('update.ended', { part: kept.part, how: 'done', code: 0 })
  session.end()
}

/** An update that was interrupted and this one are the same. */
function intended(
  journaling: Journaling | undefined, patientId: string, { validity }: CardContent,
): { readonly visit: LoggedVisit, readonly part: number } | undefined {
  if (journaling === undefined) return undefined
  const { log, door } = journaling
  const open = openOne(log, patientId)
  const visit = open === undefined ? log.begin(patientId) : log.logged(open)
  const part = visit.nextPart
  visit.add('update.intended', { part, door, validity })
  return { visit, part }
}

const openOne = (log: VisitLog, patientId: string) => (
  log.openOf(patientId).find(({ update, treatmentDateTime }) => update !== null && treatmentDateTime === null)
)

/** Nothing is due any more, so an update that was interrupted stands. */
function closeOpen(journaling: Journaling | undefined, patientId: string): void {
  const open = journaling === undefined ? undefined : openOne(journaling.log, patientId)
  if (open?.update != null) journaling?.log.logged(open).end('update.ended', { part: open.update.part, how: 'done', code: 0 })
}

async function written(session: HealthSession, content: CardContent): Promise<void> {
  await CentreSide.of(session)?.update()
  const refused = await session.change(contentChanges(content))
  if (refused !== undefined) throw new NhicardError('UPDATE_REFUSED', { code: NOT_UPDATED })
  if (content.openPin) {
    const sw = await told(session, 'RESET RETRY COUNTER', resetRetryCounter.encode({ reference: PIN }))
    if (!isOk(sw)) throw new NhicardError('UPDATE_REFUSED', { code: NOT_UPDATED })
  }
  const last = await session.change([{ how: 'update', name: 'validity', number: 1, record: content.validity }])
  if (last !== undefined) throw new NhicardError('UPDATE_REFUSED', { code: NOT_UPDATED })
}

async function told(session: HealthSession, step: string, command: CommandApdu): Promise<number> {
  const [answer] = await session.ask([{ step, capdu: encodeCommandApdu(command), mayBeRefused: true }])
  return decodeResponseApdu(answer ?? new Uint8Array(2)).sw
}
