import { ownedBy, put, refusal } from '../visits/visit-record.ts'
import type { Implementations } from './call.ts'
import { inForce } from './card-standing.ts'

const sam = { read: 'sam' } as const
/** nhi-facts §3.1. */
const NO_RIGHT = 5009, NEWBORN_NOT_WRITTEN = 5051, NO_MULTIPLICITY = 5052, DONOR_NOT_WRITTEN = 5061, NOTHING_CHOSEN = 5062
const PHONE_NOT_WRITTEN = 5071, PARAMETER = 6018

export const markWriting: Implementations<'hisWriteNewBorn' | 'hisWriteOrganDonate' | 'hisWriteEmergentTel'> = {
  hisWriteNewBorn: async (call, { newbornBirthday, newbornBaby, ...owner }) => {
    const isEnd = newbornBirthday === null && newbornBaby === ''
    return call.health(sam, async (session) => {
      await ownedBy(session, owner)
      if (newbornBirthday === null && !isEnd) throw refusal(PARAMETER)
      if (newbornBirthday !== null && newbornBaby === '') throw refusal(NO_MULTIPLICITY)
      const record = isEnd ? null : { newbornBirthday, newbornBaby }
      await put(session, [{ how: 'update', name: 'newborn', number: 1, record }], NEWBORN_NOT_WRITTEN)
      return {}
    })
  },
  hisWriteOrganDonate: (call, { mark, ...owner }) => call.health(sam, async (session) => {
    await ownedBy(session, owner)
    if (mark === '') throw refusal(NOTHING_CHOSEN)
    await put(session, [{ how: 'update', name: 'donorMark', number: 1, record: { organDonate: mark } }], DONOR_NOT_WRITTEN, NO_RIGHT)
    return {}
  }),
  hisWriteEmergentTel: (call, { tel, ...owner }) => call.health(sam, async (session) => {
    await inForce(session, await ownedBy(session, owner), call.clock.now())
    await put(session, [{ how: 'update', name: 'emergencyPhone', number: 1, record: { tel } }], PHONE_NOT_WRITTEN)
    return {}
  }),
}
