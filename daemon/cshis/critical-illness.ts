import { madeOf } from '#protocols/bytes/unread'
import { viewOf } from '#protocols/nhi-card/access'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Answer, CshisCall, Implementations } from './call.ts'
import { written } from './written.ts'

const samAndPin = { read: 'samAndPin' } as const
const professional = { read: 'hpc' } as const
/** nhi-facts §3.1. */
const CANCELLED = 5002, NOT_THE_OWNER = 5020, DATES_ALONE = 5141, HPC_PIN_MISSING = 4042, NO_RIGHT = 9100

/** A critical illness with its code, '' where it may not be read. */
export interface Illness {
  readonly ciCode: string
  readonly validityStart: string | null
  readonly validityEnd: string | null
}

/** Periods and codes with the same number together; null where neither was ever written. */
export function illnessesIn(
  periods: readonly (Omit<Illness, 'ciCode'> | null)[], codes: readonly (Pick<Illness, 'ciCode'> | null)[],
): (Illness | null)[] {
  return written(periods.map((period, at) => {
    const ciCode = codes[at]?.ciCode ?? ''
    if (period === null && ciCode === '') return null
    return madeOf({ ciCode, ...period ?? { validityStart: null, validityEnd: null } }, period, codes[at])
  }))
}

type Shown = (stored: string) => string
type Found = Answer<{ readonly illnesses: (Illness | null)[] }>

/** Refusals are returned and not thrown: an error would end the session, and with it the PIN that was verified. */
async function criticalIllnesses({ cards: { clinic } }: CshisCall, session: HealthSession, shown: Shown): Promise<Found> {
  const view = viewOf(hcFiles.illnessCodes, session.status)
  if (view === 'full') {
    const { illnessPeriods, illnessCodes } = await session.read('illnessPeriods', 'illnessCodes')
    const codes = illnessCodes.map((one) => one === null ? null : madeOf({ ciCode: shown(one.ciCode) }, one))
    return { output: { illnesses: illnessesIn(illnessPeriods, codes) } }
  }
  if (view === 'blank') return { code: NO_RIGHT }
  const { hpc } = clinic.base.snapshot.value
  if (clinic.hpc !== undefined) {
    const isVerified = typeof hpc !== 'string' && hpc.present.pin === 'verified'
    // a verified card that gave no right is of a profession that has none
    return { code: isVerified ? NO_RIGHT : HPC_PIN_MISSING }
  }
  const { illnessPeriods } = await session.read('illnessPeriods')
  return { code: DATES_ALONE, output: { illnesses: illnessesIn(illnessPeriods, []) } }
}

export const criticalIllness: Implementations<'hisGetCriticalIllness' | 'hisGetCriticalIllnessID'> = {
  hisGetCriticalIllness: async (call) => {
    const shown = call.shown()
    return call.health(samAndPin, async (session) => {
      const { cancelled } = await session.owner()
      return cancelled === true ? { code: CANCELLED } : criticalIllnesses(call, session, shown)
    }, professional)
  },
  hisGetCriticalIllnessID: async (call, { patientId, birthday: born }) => {
    const shown = call.shown()
    return call.health(samAndPin, async (session) => {
      const { idCardNum, birthday, cancelled } = await session.owner()
      if (idCardNum !== patientId || birthday !== born) return { code: NOT_THE_OWNER }
      return cancelled === true ? { code: CANCELLED } : criticalIllnesses(call, session, shown)
    }, professional)
  },
}
