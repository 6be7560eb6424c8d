import { madeOf } from '#protocols/bytes/unread'
import { viewOf } from '#protocols/nhi-card/access'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Implementations } from './call.ts'
import { illnessesIn } from './critical-illness.ts'
import { written } from './written.ts'

const samAndPin = { read: 'samAndPin' } as const
const professional = { read: 'hpc' } as const
/** nhi-facts §3.1. */
const CANCELLED = 5002

const noDiagnoses = { mainCode: '', subCode1: '', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }

type Shown = (stored: string) => string

async function needingHpc(session: HealthSession, shown: Shown) {
  const { visits, visitDiagnoses } = await session.read('visits', 'visitDiagnoses')
  const diagnosed = written(visits.map((visit, at) => {
    if (visit === null) return null
    const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = visitDiagnoses[at] ?? noDiagnoses
    return madeOf({
      treatmentDateTime: visit.treatmentDateTime, mainCode: shown(mainCode), subCode1: shown(subCode1),
      subCode2: shown(subCode2), subCode3: shown(subCode3), subCode4: shown(subCode4), subCode5: shown(subCode5),
    }, visitDiagnoses[at])
  }))
  // to a pharmacist the dates are blank as well, which the card alone would show
  if (viewOf(hcFiles.illnessCodes, session.status) !== 'full') return { output: { treatments: { illnesses: [], visits: diagnosed } } }
  const { illnessPeriods, illnessCodes } = await session.read('illnessPeriods', 'illnessCodes')
  const codes = illnessCodes.map((one) => one === null ? null : madeOf({ ciCode: shown(one.ciCode) }, one))
  return { output: { treatments: { illnesses: illnessesIn(illnessPeriods, codes), visits: diagnosed } } }
}

export const visitReads: Implementations<'hisGetTreatmentNoNeedHPC' | 'hisGetTreatmentNeedHPC' | 'hisGetLastSeqNum'> = {
  hisGetTreatmentNoNeedHPC: (call) => call.health(samAndPin, async (session) => {
    const { illnessPeriods, visits } = await session.read('illnessPeriods', 'visits')
    return { output: { treatments: { illnesses: written(illnessPeriods), visits: written(visits) } } }
  }),
  hisGetTreatmentNeedHPC: async (call) => {
    const shown = call.shown()
    return call.health(professional, (session) => needingHpc(session, shown))
  },
  hisGetLastSeqNum: (call) => call.health(samAndPin, async (session) => {
    const { cancelled } = await session.owner()
    if (cancelled === true) return { code: CANCELLED }
    const { lastSequence: [last] } = await session.read('lastSequence')
    return { output: { lastSeqNum: last ?? { year: null, sequenceNumber: '' } } }
  }),
}
