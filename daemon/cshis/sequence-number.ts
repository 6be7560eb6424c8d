import type { InputsOf } from '#protocols/cshis/function'
import type { hisGetSeqNumber256 } from '#protocols/cshis/sequence-number'
import type { CshisCall, Implementations } from './call.ts'
import { takeNumber } from '../visits/number-taking.ts'

const samAndPin = { read: 'samAndPin' } as const
const marks = { true: 'Y', false: 'N' } as const

type Request = Omit<InputsOf<(typeof hisGetSeqNumber256)['inputs']>, 'treatAfterCheck'> & {
  readonly treatAfterCheck?: InputsOf<(typeof hisGetSeqNumber256)['inputs']>['treatAfterCheck']
}

/** One return code has room for one notice: the one that tells what is missing comes first. */
function taken(call: CshisCall, { treatAfterCheck: afterCheck = '1', ...item }: Request, withTreatmentNumber: boolean) {
  return call.health(samAndPin, async (session) => {
    const { visit, notices: [code = 0] } = await takeNumber(session, call.clock.now(), { ...item, afterCheck, withTreatmentNumber })
    return { code, output: { ...visit, isSameDay: marks[`${visit.isSameDay}`], treatmentNumber: visit.treatmentNumber ?? '' } }
  })
}

export const sequenceNumber: Implementations<'hisGetSeqNumber' | 'hisGetSeqNumber256' | 'hisGetSeqNumber256N1'> = {
  hisGetSeqNumber: async (call, input) => (await taken(call, input, false)).map(({ code, output }) => {
    if (output === undefined) return { code: code ?? 0 }
    const { isSameDay, treatmentNumber, ...visit } = output
    return { code: code ?? 0, output: { visit } }
  }),
  hisGetSeqNumber256: async (call, input) => (await taken(call, input, false)).map(({ code, output }) => {
    if (output === undefined) return { code: code ?? 0 }
    const { treatmentNumber, ...visit } = output
    return { code: code ?? 0, output: { visit } }
  }),
  hisGetSeqNumber256N1: async (call, input) => (await taken(call, input, true)).map(({ code, output }) => (
    { code: code ?? 0, ...output === undefined ? {} : { output: { visit: output } } }
  )),
}
