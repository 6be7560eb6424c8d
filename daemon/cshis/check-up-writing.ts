import type { Basic } from '#protocols/nhi-card/basic'
import { hcFiles } from '#protocols/nhi-card/contents'
import { cancelsCheckUp, nothingToCancel, type CheckUpFacts } from '#protocols/visit/check-up-cancelling'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { ownedBy, put, refusal, type Owner } from '../visits/visit-record.ts'
import type { CshisCall, Implementations } from './call.ts'
import { hasCheckUpVisit, hasVisitsLeft, inForce, institutionOf, today } from './card-standing.ts'

const sam = { read: 'sam' } as const
const samAndPin = { read: 'samAndPin' } as const
/** nhi-facts §3.1. */
const NO_RIGHT = 5009, PREVENTIVE_NOT_WRITTEN = 5068, PRENATAL_NOT_WRITTEN = 5078, MALE = 5079, NO_PRENATAL = 5082
const NO_PREVENTIVE = 5084, NOT_DELETED = 5087, VACCINATION_NOT_WRITTEN = 5093

async function ownedInForce(call: CshisCall, session: HealthSession, owner: Owner): Promise<Basic> {
  const basic = await ownedBy(session, owner)
  await inForce(session, basic, call.clock.now())
  return basic
}

/** Something of today here may be cancelled with this item. @throws NhicardError VISIT_REFUSED 5082, 5084 */
function mayCancel(item: string, checkUps: CheckUpFacts, hospitalId: string, now: number): void {
  const code = nothingToCancel(item, checkUps, { hospitalId, date: today(now) })
  if (code !== undefined) throw refusal(code)
}

export const checkUpWriting: Implementations<
  'hisWriteHealthInsurance' | 'hisWritePredeliveryCheckup' | 'hisDeletePredeliveryData' | 'hisWriteInoculateData'
> = {
  hisWriteHealthInsurance: (call, { serviceItem, itemCode, ...owner }) => call.health(samAndPin, async (session) => {
    const now = call.clock.now()
    await ownedInForce(call, session, owner)
    const hospitalId = institutionOf(session)
    const service = cancelsCheckUp(itemCode)?.service
    if (service !== undefined) {
      if (service !== serviceItem) throw refusal(NO_PREVENTIVE)
      mayCancel(itemCode, await session.read('preventiveCare', 'prenatalCare'), hospitalId, now)
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
    if (cancelsCheckUp(checkupCode)?.notFound === NO_PRENATAL) {
      mayCancel(checkupCode, await session.read('preventiveCare', 'prenatalCare'), hospitalId, now)
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
