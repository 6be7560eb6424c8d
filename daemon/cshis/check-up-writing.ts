import { preventiveServices } from '#protocols/codes/preventive-items'
import type { Basic } from '#protocols/nhi-card/basic'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { ownedBy, put, refusal, type Owner } from '../visits/visit-record.ts'
import type { CshisCall, Implementations } from './call.ts'
import { hasCheckUpVisit, hasVisitsLeft, inForce, institutionOf, today } from './card-standing.ts'

const sam = { read: 'sam' } as const
const samAndPin = { read: 'samAndPin' } as const
/** nhi-facts §3.1. */
const NO_RIGHT = 5009, PREVENTIVE_NOT_WRITTEN = 5068, PRENATAL_NOT_WRITTEN = 5078, MALE = 5079, NO_PRENATAL = 5082
const NO_PREVENTIVE = 5084, NOT_DELETED = 5087, VACCINATION_NOT_WRITTEN = 5093
const DAY_MS = 86_400_000

/** Items that cancel one of the last 24 hours, and the service they cancel (nhi-facts §8.1, §8.3; 5084 names YA to YF). */
const cancelled: ReadonlyMap<string, string> = new Map(preventiveServices.rows.flatMap(({ code, cancelledBy }) => (
  cancelledBy === undefined ? [] : [[cancelledBy, code]]
)))
/** The same of prenatal check-ups. */
const PRENATAL_CANCELLED = 'XA'

interface CheckUp {
  readonly checkupDate: string | null
  readonly hospitalId: string
  readonly itemCode: string
}

/**
 * Whether one was written here within 24 hours. A record has a day and no time: yesterday's counts (assumed). A record that
 * cancels is none, and takes the one before it away.
 */
function isThere(records: readonly (CheckUp | null)[], hospitalId: string, now: number, cancels: (itemCode: string) => boolean): boolean {
  const since = today(now - DAY_MS)
  const here = records.flatMap((record) => record?.hospitalId === hospitalId && (record.checkupDate ?? '') >= since ? [record] : [])
  const cancelling = here.filter(({ itemCode }) => cancels(itemCode)).length
  return here.length - cancelling > cancelling
}

async function ownedInForce(call: CshisCall, session: HealthSession, owner: Owner): Promise<Basic> {
  const basic = await ownedBy(session, owner)
  await inForce(session, basic, call.clock.now())
  return basic
}

export const checkUpWriting: Implementations<
  'hisWriteHealthInsurance' | 'hisWritePredeliveryCheckup' | 'hisDeletePredeliveryData' | 'hisWriteInoculateData'
> = {
  hisWriteHealthInsurance: (call, { serviceItem, itemCode, ...owner }) => call.health(samAndPin, async (session) => {
    const now = call.clock.now()
    await ownedInForce(call, session, owner)
    const hospitalId = institutionOf(session)
    const service = cancelled.get(itemCode)
    if (service !== undefined) {
      const { preventiveCare } = await session.read('preventiveCare')
      const own = preventiveCare.filter((record) => record?.serviceItem === service)
      if (service !== serviceItem || !isThere(own, hospitalId, now, (code) => cancelled.has(code))) throw refusal(NO_PREVENTIVE)
    } else {
      await hasVisitsLeft(session)
      await hasCheckUpVisit(session)
    }
    const record = { serviceItem, checkupDate: today(now), hospitalId, itemCode }
    await put(session, [{ how: 'append', name: 'preventiveCare', record }], PREVENTIVE_NOT_WRITTEN, NO_RIGHT)
    return {}
  }),
  hisWritePredeliveryCheckup: (call, { checkupCode, ...owner }) => call.health(samAndPin, async (session) => {
    const now = call.clock.now()
    const basic = await ownedInForce(call, session, owner)
    if (basic.sex === 'M') throw refusal(MALE)
    const hospitalId = institutionOf(session)
    if (checkupCode === PRENATAL_CANCELLED) {
      const { prenatalCare } = await session.read('prenatalCare')
      if (!isThere(prenatalCare, hospitalId, now, (code) => code === PRENATAL_CANCELLED)) throw refusal(NO_PRENATAL)
    } else {
      await hasVisitsLeft(session)
      await hasCheckUpVisit(session)
    }
    const record = { checkupDate: today(now), hospitalId, itemCode: checkupCode }
    await put(session, [{ how: 'append', name: 'prenatalCare', record }], PRENATAL_NOT_WRITTEN, NO_RIGHT)
    return {}
  }),
  hisDeletePredeliveryData: (call, owner) => call.health(sam, async (session) => {
    const basic = await ownedBy(session, owner)
    if (basic.sex === 'M') throw refusal(MALE)
    // the oldest first: what is left when the card is pulled is the newest of them, without a gap
    const blanks = Array.from({ length: hcFiles.prenatalCare.count }, (_, at) => (
      { how: 'update', name: 'prenatalCare', number: hcFiles.prenatalCare.count - at, record: null } as const
    ))
    await put(session, blanks, NOT_DELETED, NO_RIGHT)
    return {}
  }),
  hisWriteInoculateData: (call, { vaccine, lot, ...owner }) => call.health(sam, async (session) => {
    await ownedInForce(call, session, owner)
    const record = { vaccine, inoculatedOn: today(call.clock.now()), hospitalId: institutionOf(session), lot }
    await put(session, [{ how: 'append', name: 'vaccinations', record }], VACCINATION_NOT_WRITTEN, NO_RIGHT)
    return {}
  }),
}
