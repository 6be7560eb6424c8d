import type { InputsOf } from '#protocols/cshis/function'
import type { hisGetSeqNumber256 } from '#protocols/cshis/sequence-number'
import type { CshisCall, Implementations } from './call.ts'
import type { NumberTaken } from '../visits/number-taking.ts'
import { thoughCardGoes } from '../visits/though-card-goes.ts'

const samAndPin = { read: 'samAndPin' } as const
const marks = { true: 'Y', false: 'N' } as const

type Request = Omit<InputsOf<(typeof hisGetSeqNumber256)['inputs']>, 'treatAfterCheck'> & {
  readonly treatAfterCheck?: InputsOf<(typeof hisGetSeqNumber256)['inputs']>['treatAfterCheck']
}

/**
 * One return code has room for one notice: the one that tells what is missing comes first. The visit stands when this returns,
 * and its caller is told so even when the card has gone meanwhile: a HIS that is not told takes another number.
 */
async function taken(call: CshisCall, { treatAfterCheck: afterCheck = '1', ...item }: Request, withTreatmentNumber: boolean) {
  const { visit, notices: [code = 0] } = await thoughCardGoes<NumberTaken>((keep) => call.health(samAndPin, async (session) => {
    keep(await call.desk.number(session, { ...item, afterCheck, withTreatmentNumber }, { door: 'cshis', caller: call.caller }))
    return {}
  }))
  return { code, visit: { ...visit, isSameDay: marks[`${visit.isSameDay}`], treatmentNumber: visit.treatmentNumber ?? '' } }
}

export const sequenceNumber: Implementations<'hisGetSeqNumber' | 'hisGetSeqNumber256' | 'hisGetSeqNumber256N1'> = {
  hisGetSeqNumber: async (call, input) => {
    const { code, visit: { isSameDay, treatmentNumber, ...visit } } = await taken(call, input, false)
    return { code, output: { visit } }
  },
  hisGetSeqNumber256: async (call, input) => {
    const { code, visit: { treatmentNumber, ...visit } } = await taken(call, input, false)
    return { code, output: { visit } }
  },
  hisGetSeqNumber256N1: async (call, input) => {
    const { code, visit } = await taken(call, input, true)
    return { code, output: { visit } }
  },
}
