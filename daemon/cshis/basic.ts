import { madeOf } from '#protocols/bytes/unread'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Implementations } from './call.ts'

const sam = { read: 'sam' } as const
const samAndPin = { read: 'samAndPin' } as const
const marks = { true: '2', false: '1', unknown: '' } as const

/** nhi-facts §3.1. */
const CANCELLED = 5002

/** Positions 1 to 58 of hisGetBasicData (nhi-facts §2.2.1). */
async function identity(session: HealthSession) {
  const basic = await session.owner()
  const { cancelled, ...block } = basic
  return madeOf({ ...block, cancelTermination: marks[`${cancelled}`] }, basic)
}

export const basic: Implementations<
  'hisGetBasicData' | 'hisGetRegisterBasic' | 'hisGetRegisterBasic2' | 'hisGetEmergentTel'
> = {
  hisGetBasicData: (call) => call.health(sam, async (session) => {
    const owner = await identity(session)
    const { emergencyPhone: [phone] } = await session.read('emergencyPhone')
    return { output: { basic: madeOf({ ...owner, tel: phone?.tel ?? '' }, owner, phone) } }
  }),
  hisGetRegisterBasic: (call) => call.health(samAndPin, async (session) => {
    const owner = await identity(session)
    const { insured: [insured], validity: [validity], newborn: [newborn] } = await session.read('insured', 'validity', 'newborn')
    return {
      output: {
        register: madeOf({
          ...owner, ...insured ?? { insurerCode: '', insurerId: '' }, ...validity ?? { cardValidity: null, treatmentCounter: null },
          ...newborn ?? { newbornBirthday: null, newbornBaby: '' },
        }, owner, insured, validity, newborn),
      },
    }
  }),
  hisGetRegisterBasic2: (call) => call.health(sam, async (session) => {
    const { validity: [validity] } = await session.read('validity')
    return { output: { validity: validity ?? { cardValidity: null, treatmentCounter: null } } }
  }),
  hisGetEmergentTel: (call) => call.health(sam, async (session) => {
    const { cancelled } = await session.owner()
    if (cancelled === true) return { code: CANCELLED }
    const { emergencyPhone: [phone] } = await session.read('emergencyPhone')
    return { output: { emergentTel: phone ?? { tel: '' } } }
  }),
}
