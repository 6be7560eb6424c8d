import { apiVersion } from '#protocols/cshis/station'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { CshisCall, Implementations } from './call.ts'
import { samHolder } from './sam-holder.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §3.1. */
const READER = 4000, NO_SAM = 4012, NO_HC = 4013, NO_HPC = 4014, NO_HOSPITAL = 5006
/** nhi-facts §2.1 (1.31, 1.32). */
const NOT_OPEN = -1
/** nhi-facts §2.1 (1.52). */
const resetTypes = { reader: 0, sam: 1, hpc: 2, hc: 3 } as const

const opened = async ({ cards: { hasReader } }: CshisCall) => ({ code: hasReader ? 0 : NOT_OPEN })

/** Sessions of ours end; nothing is sent to any card, so nobody else is disturbed. */
async function reset({ cards, caller }: CshisCall, type: number): Promise<number> {
  if (!cards.hasReader) return READER
  await cards.states(caller)
  const { clinic } = cards
  const withSam = type === resetTypes.sam || type === resetTypes.reader
  if (type === resetTypes.sam && clinic.sam === undefined) return NO_SAM
  if (withSam) clinic.endSamSession()
  if (type === resetTypes.reader) cards.logout('all')
  if (type === resetTypes.hc && cards.logout('hc').length === 0) return clinic.seen('hc').length > 0 ? 0 : NO_HC
  if (type === resetTypes.hpc && cards.logout('hpc').length === 0) return NO_HPC
  return 0
}

export const station: Implementations<
  'csOpenCom' | 'csCloseCom' | 'csGetDateTime' | 'csGetVersion' | 'csGetVersionEx' | 'csSoftwareReset' | 'csVerifySAMDC' | 'csGetHospID'
> = {
  csOpenCom: opened,
  csCloseCom: opened,
  csGetDateTime: async ({ cards, clock }) => {
    if (!cards.hasReader) throw new CshisRefusal(READER)
    return { output: { dateTime: { dateTime: clinicTime(clock.now()) } } }
  },
  csGetVersion: async () => ({ code: apiVersion }),
  csGetVersionEx: async () => ({ code: apiVersion, output: { path: '' } }),
  csSoftwareReset: async (call, { type }) => ({ code: await reset(call, type) }),
  csVerifySAMDC: async ({ cards, caller }) => {
    await cards.verifySam(caller)
    return {}
  },
  csGetHospID: async (call) => {
    const holder = await samHolder(call)
    if (holder === undefined) throw new CshisRefusal(NO_HOSPITAL)
    return { output: { hospId: { hospId: holder.hospitalId } } }
  },
}
