import type { InputsOf } from '#protocols/cshis/function'
import type { hisGetSeqNumber256 } from '#protocols/cshis/sequence-number'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { CshisCall, Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'
import type { NumberTaken } from '../visits/number-taking.ts'
import { thoughCardGoes } from '../visits/though-card-goes.ts'

const samAndPin = { read: 'samAndPin' } as const
/** nhi-facts §3.1. */
const NO_HOSPITAL = 5006, NOT_WRITTEN = 5007, NO_RIGHT = 5009
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
    const request = { ...item, afterCheck, withTreatmentNumber }
    keep(await told(call.desk.number(session, request, { door: 'cshis', caller: call.caller })))
    return {}
  }))
  return { code, visit: { ...visit, isSameDay: marks[`${visit.isSameDay}`], treatmentNumber: visit.treatmentNumber ?? '' } }
}

/** A module that has gone within the call does not say whose it is: the manual has that code, and not 4012, for a number. */
async function told<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw error instanceof NhicardError && error.name === 'SAM_ABSENT' ? new CshisRefusal(NO_HOSPITAL) : error
  }
}

/** The manual has a missing right for the newer functions alone. */
async function withoutRights<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    const isRight = error instanceof NhicardError && error.name === 'VISIT_REFUSED' && error.details['code'] === NO_RIGHT
    throw isRight ? new CshisRefusal(NOT_WRITTEN) : error
  }
}

export const sequenceNumber: Implementations<'hisGetSeqNumber' | 'hisGetSeqNumber256' | 'hisGetSeqNumber256N1'> = {
  hisGetSeqNumber: async (call, input) => {
    const { code, visit: { isSameDay, treatmentNumber, ...visit } } = await withoutRights(taken(call, input, false))
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
