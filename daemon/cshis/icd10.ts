import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §3.1. */
const NOT_FOUND = 9127

export const icd10: Implementations<'hisGetICD10EnC' | 'hisGetICD10DeC'> = {
  hisGetICD10EnC: async (call, { icd10Code }) => {
    const cardForm = call.codes.encode(icd10Code)
    if (cardForm === undefined) throw new CshisRefusal(NOT_FOUND)
    return { output: { cardForm: { cardForm: cardForm.trimEnd() } } }
  },
  hisGetICD10DeC: async (call, { cardForm }) => {
    const icd10Code = call.codes.decode(cardForm)
    if (icd10Code === undefined) throw new CshisRefusal(NOT_FOUND)
    return { output: { icd10Code } }
  },
}
